"""Where recordings lie, and by which signed addresses they are heard."""

from __future__ import annotations

from typing import Final

from config.kernel.storage import signed_url
from config.settings import limits

BUCKET: Final = "recordings"
CONTENT_TYPE: Final = "audio/webm"
MIX: Final = "everybody.webm"  # beside the files of each, which are called after the user's id


def key(recording_id: int, file: str) -> str:
    return f"{recording_id}/{file}"


def path(recording_id: int, file: str) -> str:
    return f"/recordings/{recording_id}/{file}"


def address(recording_id: int, file: str) -> str:
    """Return the signed address of a file; it stops working after some hours."""
    return signed_url(path(recording_id, file), seconds=limits.RECORDING_URL_SECONDS)
