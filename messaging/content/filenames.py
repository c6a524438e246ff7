"""Names of uploaded files."""

from __future__ import annotations

import re
from typing import Final

from config.settings import limits

SPOILER: Final = "SPOILER_"
_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u2028\u2029]')
# Characters that turn the reading direction make ``gpj.exe`` look like ``exe.jpg``.
_TURNING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe_filename(name: str) -> str:
    """Return a name that is harmless in a path, a header and a page, and still recognisable.

    Clients compare the answer with what they sent, so letters of any script stay as they are.
    """
    name = name.encode("utf-8", "ignore").decode()
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = _FORBIDDEN.sub("", name)
    name = _TURNING.sub("", name)
    name = name.strip(" .")
    if not name:
        return "unknown"
    stem, dot, extension = name.rpartition(".")
    if len(name) > limits.ATTACHMENT_FILENAME_LENGTH and dot and len(extension) <= 16:
        return stem[: limits.ATTACHMENT_FILENAME_LENGTH - len(extension) - 1] + "." + extension
    return name[: limits.ATTACHMENT_FILENAME_LENGTH]
