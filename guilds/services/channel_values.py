"""Which fields a channel of a type has, and what may be in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from config.kernel.errors import (
    CannotExecuteOnChannelType,
    bad_length,
    field_error,
    not_a_choice,
    not_in_range,
    too_long,
)
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds.models import Channel, ChannelType, Guild
from guilds.payloads.channels import FORUM_TYPES, TEXT_TYPES, VOICE_TYPES

CREATABLE: Final = frozenset(
    (
        ChannelType.GUILD_TEXT,
        ChannelType.GUILD_VOICE,
        ChannelType.GUILD_CATEGORY,
        ChannelType.GUILD_ANNOUNCEMENT,
        ChannelType.GUILD_STAGE_VOICE,
        ChannelType.GUILD_FORUM,
        ChannelType.GUILD_MEDIA,
    )
)
ARCHIVE_MINUTES: Final = (60, 1440, 4320, 10080)
REQUIRE_TAG: Final = 1 << 4
HIDE_MEDIA_DOWNLOAD_OPTIONS: Final = 1 << 15
SPACES: Final = re.compile(r"\s+")
EVERY_TYPE: Final = frozenset(("name", "position", "type"))
IN_CATEGORY: Final = EVERY_TYPE | {"parent_id"}
CHATTING: Final = IN_CATEGORY | {"nsfw", "rate_limit_per_user"}
THREADED: Final = CHATTING | {
    "topic",
    "default_auto_archive_duration",
    "default_thread_rate_limit_per_user",
}
VOCAL: Final = CHATTING | {"bitrate", "user_limit", "rtc_region", "video_quality_mode"}
POSTS: Final = THREADED | {
    "flags",
    "available_tags",
    "default_reaction_emoji",
    "default_sort_order",
    "default_forum_layout",
}
RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "rate_limit_per_user": (0, limits.SLOWMODE_MAX_SECONDS),
    "default_thread_rate_limit_per_user": (0, limits.SLOWMODE_MAX_SECONDS),
    "bitrate": (limits.BITRATE_MIN, limits.BITRATE_MAX),
    "user_limit": (0, limits.VOICE_USER_LIMIT_MAX),
    "video_quality_mode": (1, 2),
    "default_sort_order": (0, 1),
    "default_forum_layout": (0, 2),
    "position": (0, 2**31 - 1),
}
# Fields for which null means their default.
DEFAULTS: Final[Mapping[str, Any]] = {
    "nsfw": False,
    "rate_limit_per_user": 0,
    "default_thread_rate_limit_per_user": 0,
    "bitrate": 64_000,
    "user_limit": 0,
    "video_quality_mode": 1,
    "default_forum_layout": 0,
    "available_tags": (),
    "position": 0,
    "flags": 0,
}


def checked_values(guild: Guild, kind: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is to be written for a channel of type ``kind``.

    Fields that the type does not have are passed over, as Discord does.
    """
    if kind not in CREATABLE:
        raise CannotExecuteOnChannelType
    wanted = {name: value for name, value in values.items() if name in fields_of(kind)}
    for name, default in DEFAULTS.items():
        if name in wanted and wanted[name] is None:
            wanted[name] = default
    for name, (low, high) in RANGES.items():
        if wanted.get(name) is not None and not low <= wanted[name] <= high:
            raise not_in_range(name, low, high)
    if "name" in wanted:
        wanted["name"] = cleaned_name(kind, wanted["name"])
    if wanted.get("topic") is not None:
        wanted["topic"] = cleaned_topic(kind, wanted["topic"])
    if "flags" in wanted:
        wanted["flags"] &= REQUIRE_TAG | HIDE_MEDIA_DOWNLOAD_OPTIONS
    archive = wanted.get("default_auto_archive_duration")
    if archive is not None and archive not in ARCHIVE_MINUTES:
        raise not_a_choice("default_auto_archive_duration", ARCHIVE_MINUTES)
    if "available_tags" in wanted:
        wanted["available_tags"] = checked_tags(wanted["available_tags"])
    if len(wanted.get("rtc_region") or "") > 32:
        raise too_long("rtc_region", 32)
    return wanted


def fields_of(kind: int) -> frozenset[str]:
    if kind in TEXT_TYPES:
        return THREADED
    if kind in VOICE_TYPES:
        return VOCAL
    return POSTS if kind in FORUM_TYPES else EVERY_TYPE


def cleaned_name(kind: int, name: str) -> str:
    """Return the name as channels of the type write it: text channels in lower-case-with-dashes."""
    name = name.strip()
    if kind in TEXT_TYPES or kind in FORUM_TYPES:
        name = SPACES.sub("-", name).lower()
    if not 1 <= len(name) <= limits.CHANNEL_NAME_LENGTH:
        raise bad_length("name", 1, limits.CHANNEL_NAME_LENGTH)
    return name


def cleaned_topic(kind: int, topic: str) -> str | None:
    longest = limits.FORUM_TOPIC_LENGTH if kind in FORUM_TYPES else limits.CHANNEL_TOPIC_LENGTH
    if len(topic) > longest:
        raise too_long("topic", longest)
    return topic or None


def checked_tags(tags: Any) -> list[dict[str, Any]]:
    """Return a forum's tags as they are kept; a new one gets an id."""
    if len(tags) > limits.FORUM_TAGS:
        raise bad_length("available_tags", 0, limits.FORUM_TAGS)
    checked = []
    for index, tag in enumerate(tags):
        name = str(tag["name"]).strip()
        if not 1 <= len(name) <= limits.FORUM_TAG_NAME_LENGTH:
            raise bad_length(f"available_tags.{index}.name", 1, limits.FORUM_TAG_NAME_LENGTH)
        emoji_id = tag.get("emoji_id")
        checked.append(
            {
                "id": str(tag.get("id") or next_snowflake()),
                "name": name,
                "moderated": bool(tag.get("moderated")),
                "emoji_id": str(emoji_id) if emoji_id else None,
                "emoji_name": tag.get("emoji_name") or None,
            }
        )
    return checked


def checked_parent(guild: Guild, parent_id: int | None, child: Channel | None) -> Channel | None:
    """Return the category a channel is to stand in, if it has room."""
    if parent_id is None:
        return None
    parent = guild.channels.filter(id=parent_id, type=ChannelType.GUILD_CATEGORY).first()
    if parent is None:
        raise field_error("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist")
    children = guild.channels.filter(parent=parent).exclude(id=child.id if child else 0)
    if children.count() >= limits.CHANNELS_PER_CATEGORY:
        message = f"Maximum number of channels in category reached ({limits.CHANNELS_PER_CATEGORY})"
        raise field_error("parent_id", "CHANNEL_PARENT_MAX_CHANNELS", message)
    return parent
