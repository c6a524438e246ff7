"""Signatures of requests that other services send, as https://www.standardwebhooks.com has them.

A delivery names itself (``webhook-id``), the time it was sent (``webhook-timestamp``, seconds) and
carries one or more signatures (``webhook-signature``: ``v1,`` and the base64 of HMAC-SHA256 over id,
time and body with dots between). Svix writes the same with ``svix-`` before the names.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from config.kernel.errors import Unauthorized

# How far from now a delivery may have been sent: what is older was recorded by somebody.
WINDOW_SECONDS: Final = 300
SECRET_PREFIX: Final = "whsec_"  # noqa: S105  what such secrets begin with
NAMES: Final = ("webhook", "svix")
ID_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a signature was good for. The same id comes again when the sender heard no answer."""

    id: str
    sent_at: int  # seconds since 1970


def verify(headers: Mapping[str, str], body: bytes, secrets: Iterable[str]) -> Delivery:
    """Return the delivery that one of the secrets signed; raises ``Unauthorized`` for any other."""
    for name in NAMES:
        found = [headers.get(f"{name}-{part}", "") for part in ("id", "timestamp", "signature")]
        if all(found):
            return check(found[0], found[1], found[2], body, secrets)
    raise Unauthorized


def check(
    delivery_id: str, timestamp: str, signatures: str, body: bytes, secrets: Iterable[str]
) -> Delivery:
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12
    if not is_number or abs(time.time() - int(timestamp)) > WINDOW_SECONDS:
        raise Unauthorized
    if len(delivery_id) > ID_LENGTH or not delivery_id.isprintable():
        raise Unauthorized
    given = [part.removeprefix("v1,") for part in signatures.split() if part.startswith("v1,")]
    expected = [sign(secret, delivery_id, timestamp, body) for secret in secrets]
    # All are compared, so that the time says nothing of which was nearly right.
    matches = [
        hmac.compare_digest(one.encode(), other.encode()) for one in given for other in expected
    ]
    if not any(matches):
        raise Unauthorized
    return Delivery(delivery_id, int(timestamp))


def sign(secret: str, delivery_id: str, timestamp: str, body: bytes) -> str:
    """Return the signature of a delivery, without its ``v1,``."""
    message = f"{delivery_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.digest(key_of(secret), message, "sha256")).decode()


def key_of(secret: str) -> bytes:
    """Return the bytes that a secret stands for: base64 behind ``whsec_``, else its own."""
    if secret.startswith(SECRET_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()
