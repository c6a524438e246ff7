from __future__ import annotations

import hashlib
import hmac
import struct
import time
from base64 import b32decode

import pytest
from allauth.mfa.models import Authenticator

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


def credential(**response: object) -> dict[str, object]:
    return {"id": "AA", "rawId": "AA", "type": "public-key", "response": response}


@pytest.mark.parametrize(
    "malformed",
    [
        None,
        "x",
        {"id": 5},
        {"id": "AA", "response": {}},
        credential(clientDataJSON="AA", attestationObject="AA"),
        credential(clientDataJSON="e30", attestationObject="oA"),
        credential(clientDataJSON="e30", authenticatorData="AA" * 40, signature="AA"),
        credential(clientDataJSON="e30", authenticatorData="AA", signature="AA", userHandle=5),
    ],
)
def test_what_is_no_passkey_neither_becomes_one_nor_lets_anybody_in(malformed: object):
    ada = make_user("ada", email="ada@example.org")
    browser, guest = Browser().sign_in("ada", PASSWORD), Browser()
    address = f"{ALLAUTH}account/authenticators/webauthn"
    assert browser.get(address).status_code == 401  # first the password
    browser.auth("reauthenticate", {"password": PASSWORD})
    options = browser.get(address).json()["data"]["creation_options"]["publicKey"]
    assert (options["rp"]["id"], options["user"]["name"]) == ("localhost", "ada")
    made = browser.post(address, {"name": "key", "credential": malformed})
    guest.get(f"{ALLAUTH}auth/webauthn/login")
    let_in = guest.auth("webauthn/login", {"credential": malformed})
    assert (made.status_code, let_in.status_code) == (400, 400)
    assert not Authenticator.objects.filter(user=ada).exists()
    assert not guest.is_signed_in
