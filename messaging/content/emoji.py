"""Emoji as they stand in paths and payloads of reactions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from emoji import EMOJI_DATA

from config.kernel.snowflake import MAX_SNOWFLAKE

_CUSTOM: Final = re.compile(
    r"(?:(?P<animated>a):)?:?(?P<name>\w{1,32}):(?P<id>[0-9]{1,19})", re.ASCII
)
_SELECTOR: Final = "\ufe0f"
_MAX_LENGTH: Final = 64


@dataclass(frozen=True, slots=True)
class EmojiKey:
    """What identifies an emoji: its id, or for a Unicode one (id 0) its characters."""

    id: int
    name: str


def _canonical_forms() -> dict[str, str]:
    """Map every emoji, stripped of variation selectors, to its fully qualified form."""
    forms: dict[str, str] = {}
    for text, data in EMOJI_DATA.items():
        bare = text.replace(_SELECTOR, "")
        if bare not in forms or data.get("status") == 2:  # fully qualified
            forms[bare] = text
    # The letters that flags are made of are reactions of their own on Discord.
    for letter in range(0x1F1E6, 0x1F200):
        forms.setdefault(chr(letter), chr(letter))
    return forms


_FORMS: Final = _canonical_forms()


def canonical_unicode(text: str) -> str | None:
    """Return the one form in which an emoji is stored, or None if ``text`` is not one emoji."""
    if not text or len(text) > _MAX_LENGTH:
        return None
    return _FORMS.get(text.replace(_SELECTOR, ""))


def read_emoji(text: str) -> EmojiKey | None:
    """Return what a path segment (``name:id`` or a Unicode emoji) names, or None.

    A custom emoji's name is the client's word only; whether the id exists is for the caller
    to find out.
    """
    match = _CUSTOM.fullmatch(text)
    if match:
        snowflake = int(match["id"])
        return EmojiKey(snowflake, match["name"]) if 0 < snowflake <= MAX_SNOWFLAKE else None
    unicode = canonical_unicode(text)
    return None if unicode is None else EmojiKey(0, unicode)
