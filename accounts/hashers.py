"""Hashes of passwords that other systems made."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.hashers import BCryptPasswordHasher

# The algorithm looks no further; what came from elsewhere was cut there, too.
LONGEST: Final = 72


class ImportedBCryptHasher(BCryptPasswordHasher):
    """Plain bcrypt, as `bcrypt$` and the hash in its own form (`$2b$12$…`)."""

    def encode(self, password: str, salt: Any) -> str:
        bcrypt = self._load_library()  # type: ignore[attr-defined]
        made: bytes = bcrypt.hashpw(password.encode()[:LONGEST], salt)
        return f"{self.algorithm}${made.decode('ascii')}"
