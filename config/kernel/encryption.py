"""Secrets that the instance must be able to read again, encrypted where they lie in the database.

The key comes from SECRET_KEY; what was written under one of SECRET_KEY_FALLBACKS can still be read.
A copy of the database alone is then worth nothing to whoever wants to use what is in it.
"""

from __future__ import annotations

import base64
import logging
from functools import lru_cache
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

logger = logging.getLogger("guildhall.kernel")

# What is encrypted begins so; what does not was written before there was encryption.
PREFIX: Final = "enc1:"


class Unreadable(ValueError):
    """What was encrypted under a key that is neither the present one nor among the fallbacks."""


def encrypt(text: str) -> str:
    return PREFIX + keys().encrypt(text.encode()).decode("ascii")


def decrypt(text: str) -> str:
    """Return what was encrypted; raises ``Unreadable`` without its key."""
    if not text.startswith(PREFIX):
        return text
    try:
        return keys().decrypt(text.removeprefix(PREFIX).encode("ascii")).decode()
    except InvalidToken:
        raise Unreadable("encrypted under a key that is not known any more") from None


def keys() -> MultiFernet:
    return derived((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def derived(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(derive(secret)) for secret in secrets])


def derive(secret: str) -> bytes:
    purpose = b"guildhall: secrets in the database"
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())
    return base64.urlsafe_b64encode(key)


class EncryptedTextField(models.TextField):  # type: ignore[type-arg,unused-ignore]
    """A text that is encrypted in its column. It cannot be searched for; rows are found by ids.

    A text that cannot be read any more is empty, so that what hangs on it fails alone.
    """

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        if value is None:
            return None
        try:
            return decrypt(value)
        except Unreadable:
            logger.exception("a secret of %s cannot be read", self.model.__name__)
            return ""

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        return prepared if prepared is None else encrypt(prepared)
