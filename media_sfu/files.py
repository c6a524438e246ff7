"""Where recordings lie, and by which signed addresses they are heard."""

from __future__ import annotations

import secrets
from typing import Final

from config.kernel.storage import signed_url
from config.settings import limits

BUCKET: Final = "recordings"
CONTENT_TYPE: Final = "audio/webm"
# How it is asked for; the files of each are called after the user's id.
MIX: Final = "everybody.webm"


def key(recording_id: int, file: str) -> str:
    return f"{recording_id}/{file}"


def new_mix() -> str:
    """Return the name of another file with everybody: what browsers keep of one is not the next."""
    return f"everybody-{secrets.token_hex(8)}.webm"


def path(recording_id: int, file: str) -> str:
    return f"/recordings/{recording_id}/{file}"


def address(recording_id: int, file: str) -> str:
    """Return the signed address of a file; it stops working after some hours."""
    return signed_url(path(recording_id, file), seconds=limits.RECORDING_URL_SECONDS)
