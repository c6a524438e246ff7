"""What a thread may be given: its name, its times, the tags of a post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from config.kernel.errors import (
    MissingPermissions,
    NoTagForMembers,
    TagRequired,
    UnknownTag,
    bad_length,
    not_a_choice,
    not_in_range,
)
from config.settings import limits
from guilds.models import Channel, ChannelFlags, ChannelType
from guilds.payloads.channels import FORUM_TYPES
from guilds.services.channel_values import ARCHIVE_MINUTES

DEFAULT_ARCHIVE_MINUTES: Final = 4320
FIELDS: Final = frozenset(
    ("name", "archived", "auto_archive_duration", "locked", "rate_limit_per_user")
)


def checked_values(thread: Channel, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is to be written of a thread; fields it does not have are passed over."""
    fields = set(FIELDS)
    if thread.type == ChannelType.PRIVATE_THREAD:
        fields.add("invitable")
    if thread.parent is not None and thread.parent.type in FORUM_TYPES:
        fields |= {"flags", "applied_tags"}
    wanted = {name: value for name, value in values.items() if name in fields}
    for name, empty in (("rate_limit_per_user", 0), ("applied_tags", []), ("flags", 0)):
        if name in wanted and wanted[name] is None:
            wanted[name] = empty
    wanted = {name: value for name, value in wanted.items() if value is not None}
    if "name" in wanted:
        wanted["name"] = cleaned_name(wanted["name"])
    if "auto_archive_duration" in wanted:
        checked_duration(wanted["auto_archive_duration"])
    if "rate_limit_per_user" in wanted:
        checked_slowmode(wanted["rate_limit_per_user"])
    if "flags" in wanted:
        wanted["flags"] = thread.flags & ~ChannelFlags.PINNED | (
            wanted["flags"] & ChannelFlags.PINNED
        )
    return wanted


def cleaned_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= limits.CHANNEL_NAME_LENGTH:
        raise bad_length("name", 1, limits.CHANNEL_NAME_LENGTH)
    return name


def checked_duration(minutes: int) -> int:
    if minutes not in ARCHIVE_MINUTES:
        raise not_a_choice("auto_archive_duration", ARCHIVE_MINUTES)
    return minutes


def checked_slowmode(seconds: int) -> int:
    if not 0 <= seconds <= limits.SLOWMODE_MAX_SECONDS:
        raise not_in_range("rate_limit_per_user", 0, limits.SLOWMODE_MAX_SECONDS)
    return seconds


def checked_tags(
    forum: Channel, tags: Sequence[int], *, before: Sequence[int] = (), is_moderator: bool
) -> list[int]:
    """Return the tags of a post. Only moderators give and take those that are moderated."""
    chosen = list(dict.fromkeys(int(tag) for tag in tags))
    if len(chosen) > limits.TAGS_PER_POST:
        raise bad_length("applied_tags", 0, limits.TAGS_PER_POST)
    available = {int(tag["id"]): tag for tag in forum.available_tags}
    if not available.keys() >= set(chosen) - set(before):
        raise UnknownTag
    chosen = [tag for tag in chosen if tag in available]
    if not is_moderator:
        changed = set(chosen) ^ (set(before) & available.keys())
        if any(available[tag]["moderated"] for tag in changed):
            raise MissingPermissions
    if not chosen and forum.flags & ChannelFlags.REQUIRE_TAG:
        if not is_moderator and all(tag["moderated"] for tag in available.values()):
            raise NoTagForMembers
        raise TagRequired
    return chosen
