from __future__ import annotations

import hashlib
import hmac
import struct
import time
from base64 import b32decode

import pytest

from accounts.models import Session
from accounts.sessions import SessionStore
from tests.accounts.browser import ALLAUTH, Browser
from tests.builders import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def code_of(secret: str) -> str:
    """Return what an authenticator app shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    key = b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, counter, hashlib.sha1)
    offset = mac[-1] & 15
    number = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def test_a_second_factor_is_set_up_and_asked_for():
    make_user("ada", email="ada@example.org")
    browser = Browser().sign_in("ada", PASSWORD)
    address = f"{ALLAUTH}account/authenticators/totp"
    assert browser.auth("reauthenticate", {"password": PASSWORD}).status_code == 200
    secret = browser.get(address).json()["meta"]["secret"]
    assert browser.post(address, {"code": "000000"}).status_code == 400
    answer = browser.post(address, {"code": code_of(secret)})
    assert answer.status_code == 200, answer.text
    assert browser.get("/api/v10/users/@me").json()["mfa_enabled"] is True

    other = Browser()
    answer = other.auth("login", {"username": "ada", "password": PASSWORD})
    assert answer.status_code == 401
    flows = {flow["id"]: flow for flow in answer.json()["data"]["flows"]}
    assert flows["mfa_authenticate"]["is_pending"]
    assert not other.is_signed_in
    assert other.auth("2fa/authenticate", {"code": "000000"}).status_code == 400
    codes = browser.get(f"{ALLAUTH}account/authenticators/recovery-codes").json()
    recovery = codes["data"]["unused_codes"][0]
    assert other.auth("2fa/authenticate", {"code": recovery}).status_code == 200
    assert other.is_signed_in


def test_the_key_to_scan_is_drawn_only_where_it_was_given_out():
    make_user("ada", email="ada@example.org")
    browser = Browser().sign_in("ada", PASSWORD)
    assert browser.get("/account/totp.svg").status_code == 404
    browser.get(f"{ALLAUTH}account/authenticators/totp")
    picture = browser.get("/account/totp.svg")
    assert picture.status_code == 200
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "<path" in picture.text
    assert Browser().sign_in("ada", PASSWORD).get("/account/totp.svg").status_code == 404
    assert Browser().get("/account/totp.svg").status_code == 404


def test_an_old_session_confirms_the_password_before_it_sets_a_factor_up():
    make_user("ada", email="ada@example.org")
    browser = Browser().sign_in("ada", PASSWORD)
    key = Session.objects.get().session_key
    session = SessionStore(key)
    session["account_authentication_methods"][0]["at"] -= 3600
    session.save()
    address = f"{ALLAUTH}account/authenticators/totp"
    secret = browser.get(address).json()["meta"]["secret"]
    refused = browser.post(address, {"code": code_of(secret)})
    assert refused.status_code == 401
    assert refused.json()["meta"]["is_authenticated"] is True
    assert browser.auth("reauthenticate", {"password": PASSWORD}).status_code == 200
    assert browser.post(address, {"code": code_of(secret)}).status_code == 200
