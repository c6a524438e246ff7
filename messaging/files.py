"""Where uploaded files lie, and by which address they are fetched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from config.kernel.storage import attachment_path, signed_url

BUCKET: Final = "attachments"
THUMBNAILS: Final = "thumbnails"


def attachment_key(channel_id: int, attachment_id: int) -> str:
    return f"{channel_id}/{attachment_id}"


def upload_path(upload_id: int, token: str, filename: str) -> str:
    return f"/uploads/{upload_id}/{token}/{quote(filename)}"


def attachment_url(facts: Mapping[str, Any]) -> str:
    """Return the signed address of an attachment; it stops working after about a day."""
    return signed_url(attachment_path(facts["channel_id"], facts["id"], facts["filename"]))
