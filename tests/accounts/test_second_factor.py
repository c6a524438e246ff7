from __future__ import annotations

import hashlib
import hmac
import struct
import time
from base64 import b32decode

import pytest

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
