"""Emoji that settings name: one of the guild's own, or a standard one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from emoji import is_emoji

from config.kernel.errors import UnknownEmoji, field_error
from guilds.models import Guild


def check_unicode(path: str, text: str) -> None:
    """Refuse what is not one standard emoji."""
    if not is_emoji(text):
        raise field_error(path, "INVALID_EMOJI", "Not a valid emoji.")


def checked_emoji(guild: Guild, path: str, value: Mapping[str, Any]) -> dict[str, str | None]:
    """Return ``emoji_id`` and ``emoji_name`` as they are kept; at most one of them is set."""
    emoji_id, name = value.get("emoji_id"), value.get("emoji_name") or None
    if emoji_id:
        if not guild.emojis.filter(id=int(emoji_id)).exists():
            raise UnknownEmoji
        return {"emoji_id": str(emoji_id), "emoji_name": None}
    if name is not None:
        check_unicode(f"{path}.emoji_name", name)
    return {"emoji_id": None, "emoji_name": name}


def named_emoji(guild: Guild, path: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return an emoji by ``emoji_id`` or ``emoji_name`` with its id, name and whether it moves."""
    chosen = checked_emoji(guild, path, value)
    if chosen["emoji_id"] is None:
        return {"id": None, "name": chosen["emoji_name"], "animated": False}
    emoji = guild.emojis.get(id=int(chosen["emoji_id"]))
    return {"id": str(emoji.id), "name": emoji.name, "animated": emoji.animated}
