"""Tokens: opaque ones, kept only as a digest, and signed ones that carry claims.

Signed tokens are RS256 and name their key (``kid``), so that a key can be replaced: tokens of
the keys in ``JWT_PREVIOUS_KEYS`` are still accepted, new ones are signed with the present key.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from django.conf import settings

ALGORITHM: Final = "RS256"
PEM: Final = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)
TOKEN_EPOCH: Final = 1_293_840_000
DECIMAL: Final = re.compile(r"[0-9]{1,20}", re.ASCII)


def digest(token: str) -> str:
    """Return what is kept of an opaque token. Its entropy makes a slow hash needless."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def new_bot_token(user_id: int) -> str:
    """Return a new token of a bot: its id, the time and a secret, in the form libraries parse."""
    moment = int(time.time()) - TOKEN_EPOCH
    parts = (
        _encode(str(user_id).encode()),
        _encode(moment.to_bytes(4, "big")),
        _encode(secrets.token_bytes(28)),
    )
    return ".".join(parts)


def bot_id_of(token: str) -> int | None:
    """Return the user id that a bot's token begins with; None if this is no such token."""
    head, separator, rest = token.partition(".")
    if not separator or "." not in rest or not token.isascii():
        return None
    try:
        decoded = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except ValueError:
        return None
    return int(decoded) if DECIMAL.fullmatch(decoded) else None


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The key that signs, and all that verify, by their ``kid``."""

    kid: str
    signing: RSAPrivateKey
    verifying: dict[str, RSAPublicKey]


def load_keys() -> KeyRing:
    """Return the keys; checking them when they are first loaded takes tens of milliseconds.

    Raises ValueError or TypeError if one is not an RSA key.
    """
    return _key_ring(settings.HEADLESS_JWT_PRIVATE_KEY, settings.JWT_PREVIOUS_KEYS)


def sign(claims: dict[str, Any]) -> str:
    ring = load_keys()
    return jwt.encode(claims, ring.signing, algorithm=ALGORITHM, headers={"kid": ring.kid})


def verify(token: str) -> dict[str, Any] | None:
    """Return the claims of a signed token that is ours and has not expired, else None."""
    ring = load_keys()
    try:
        key = ring.verifying[_kid_of(token)]
        return jwt.decode(
            token, key, algorithms=[ALGORITHM], options={"require": ["exp", "iat", "sub", "jti"]}
        )
    except (jwt.PyJWTError, KeyError, TypeError, ValueError):
        return None


def _kid_of(token: str) -> str:
    """Return what the header names, decoding no more than the header."""
    header = token.partition(".")[0]
    return str(json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"])


@lru_cache(maxsize=4)
def _key_ring(present: str, previous: str) -> KeyRing:
    signing = serialization.load_pem_private_key(present.encode(), password=None)
    if not isinstance(signing, RSAPrivateKey):
        raise TypeError("HEADLESS_JWT_PRIVATE_KEY is not an RSA private key")
    verifying = {_kid(signing.public_key()): signing.public_key()}
    for pem in PEM.findall(previous):
        public = _public_key(pem.encode())
        verifying[_kid(public)] = public
    return KeyRing(_kid(signing.public_key()), signing, verifying)


def _public_key(pem: bytes) -> RSAPublicKey:
    if b"PRIVATE" in pem:
        private = serialization.load_pem_private_key(pem, password=None)
        key: Any = private.public_key()
    else:
        key = serialization.load_pem_public_key(pem)
    if not isinstance(key, RSAPublicKey):
        raise TypeError("JWT_PREVIOUS_KEYS holds a key that is not RSA")
    return key


def _kid(key: RSAPublicKey) -> str:
    der = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return hashlib.sha256(der).hexdigest()[:16]
