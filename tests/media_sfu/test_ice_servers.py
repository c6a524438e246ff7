"""TURN credentials: whose they are, how long they are good for, and that they are made right."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

from config.settings import limits
from tests import builders


def test_credentials_are_an_hmac_of_whose_they_are_and_when_they_end(api, settings):
    settings.STUN_URLS = ["stun:turn.example.org"]
    settings.TURN_URLS = ["turn:turn.example.org?transport=tcp"]
    settings.TURN_SECRET = "between us and the TURN server"
    user = builders.make_user("ada")
    answer = api(user).get("/voice/ice-servers").json()
    assert answer["ttl"] == limits.TURN_CREDENTIAL_SECONDS
    stun, turn = answer["ice_servers"]
    assert stun == {"urls": ["stun:turn.example.org"]}
    assert turn["urls"] == ["turn:turn.example.org?transport=tcp"]
    ends, _, whose = turn["username"].partition(":")
    assert whose == str(user.id)
    assert 0 < int(ends) - time.time() <= answer["ttl"]
    made = hmac.new(settings.TURN_SECRET.encode(), turn["username"].encode(), hashlib.sha1)
    assert turn["credential"] == base64.b64encode(made.digest()).decode()


def test_an_instance_without_a_turn_server_names_none(api, settings):
    settings.STUN_URLS = settings.TURN_URLS = []
    user = builders.make_user("ada")
    assert api(user).get("/voice/ice-servers").json()["ice_servers"] == []
    assert api().get("/voice/ice-servers").status_code == 401
