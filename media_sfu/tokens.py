"""Grants: what VOICE_SERVER_UPDATE hands out, and the voice gateway asks for.

A grant says who may come to which room, and for which gateway session. It is signed and good for
45 minutes; whether they still may is looked up when it is shown.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing

from config.settings import limits

SALT: Final = "media_sfu.grant"


class GrantExpired(Exception):
    """It was ours, and is too old."""


@dataclass(frozen=True, slots=True)
class Grant:
    """``server_id`` is what the voice gateway calls it: the guild, in a call the channel."""

    room: str
    server_id: str
    user_id: str
    session_id: str
    generation: int
    expires: int  # Unix time


def expiry() -> int:
    """Return when what is granted now ends."""
    return int(time.time()) + limits.VOICE_GRANT_SECONDS


def sign_grant(grant: Grant) -> str:
    values: list[Any] = [
        grant.room,
        grant.server_id,
        grant.user_id,
        grant.session_id,
        grant.generation,
        grant.expires,
    ]
    return signing.Signer(salt=SALT).sign_object(values)


def read_grant(token: str) -> Grant | None:
    """Return what a token grants, None if it is not ours; raises GrantExpired."""
    try:
        room, server_id, user_id, session_id, generation, expires = signing.Signer(
            salt=SALT
        ).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if expires < time.time():
        raise GrantExpired
    return Grant(room, server_id, user_id, session_id, generation, expires)
