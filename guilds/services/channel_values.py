"""Which fields a channel of a type has, and what may be in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from config.kernel.errors import (
    BitrateTooHigh,
    CannotExecuteOnChannelType,
    MaximumTags,
    TagNamesMustBeUnique,
    UnknownTag,
    bad_length,
    field_error,
    not_a_choice,
    not_in_range,
    too_long,
)
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds.models import Channel, ChannelFlags, ChannelType, Guild
from guilds.payloads.channels import FORUM_TYPES, TEXT_TYPES, VOICE_TYPES
from guilds.services.emoji_values import checked_emoji

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
FORUM_FLAGS: Final = ChannelFlags.REQUIRE_TAG | ChannelFlags.IS_SPOILER_CHANNEL
# Which flags a channel may be given, by its type.
FLAGS: Final[Mapping[int, int]] = {
    ChannelType.GUILD_TEXT: ChannelFlags.IS_SPOILER_CHANNEL,
    ChannelType.GUILD_ANNOUNCEMENT: ChannelFlags.IS_SPOILER_CHANNEL,
    ChannelType.GUILD_VOICE: ChannelFlags.IS_SPOILER_CHANNEL,
    ChannelType.GUILD_FORUM: FORUM_FLAGS,
    ChannelType.GUILD_MEDIA: FORUM_FLAGS | ChannelFlags.HIDE_MEDIA_DOWNLOAD_OPTIONS,
}
TAG_SETTINGS: Final = ("match_all", "match_some")
SPACES: Final = re.compile(r"\s+")
EVERY_TYPE: Final = frozenset(("name", "position", "type"))
IN_CATEGORY: Final = EVERY_TYPE | {"parent_id"}
CHATTING: Final = IN_CATEGORY | {"nsfw", "rate_limit_per_user", "flags", "message_retention_days"}
THREADED: Final = CHATTING | {
    "topic",
    "default_auto_archive_duration",
    "default_thread_rate_limit_per_user",
}
VOCAL: Final = CHATTING | {"bitrate", "user_limit", "rtc_region", "video_quality_mode"}
POSTS: Final = THREADED | {
    "available_tags",
    "default_reaction_emoji",
    "default_sort_order",
    "default_forum_layout",
    "default_tag_setting",
}
RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "rate_limit_per_user": (0, limits.SLOWMODE_MAX_SECONDS),
    "default_thread_rate_limit_per_user": (0, limits.SLOWMODE_MAX_SECONDS),
    "message_retention_days": (1, limits.MESSAGE_RETENTION_DAYS_MAX),
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


def checked_values(
    guild: Guild, kind: int, values: Mapping[str, Any], channel: Channel | None = None
) -> dict[str, Any]:
    """Return what is to be written for a channel of type ``kind``; None if it is a new one.

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
    check_voice(kind, wanted)
    if "flags" in wanted:
        wanted["flags"] &= FLAGS.get(kind, 0)
    check_spoiler(wanted, channel)
    setting = wanted.get("default_tag_setting")
    if setting is not None and setting not in TAG_SETTINGS:
        raise not_a_choice("default_tag_setting", TAG_SETTINGS)
    if wanted.get("default_reaction_emoji") is not None:
        emoji = checked_emoji(guild, "default_reaction_emoji", wanted["default_reaction_emoji"])
        wanted["default_reaction_emoji"] = emoji if any(emoji.values()) else None
    archive = wanted.get("default_auto_archive_duration")
    if archive is not None and archive not in ARCHIVE_MINUTES:
        raise not_a_choice("default_auto_archive_duration", ARCHIVE_MINUTES)
    if "available_tags" in wanted:
        known = channel.available_tags if channel is not None else None
        wanted["available_tags"] = checked_tags(guild, wanted["available_tags"], known)
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


def check_voice(kind: int, wanted: Mapping[str, Any]) -> None:
    """Refuse more than a voice or stage channel can take."""
    is_stage = kind == ChannelType.GUILD_STAGE_VOICE
    bitrate, most = wanted.get("bitrate"), limits.BITRATE_MAX
    if is_stage:
        most = limits.STAGE_BITRATE_MAX
    if bitrate is not None and bitrate < limits.BITRATE_MIN:
        raise not_in_range("bitrate", limits.BITRATE_MIN, most)
    if bitrate is not None and bitrate > most:
        raise BitrateTooHigh
    room = limits.STAGE_USER_LIMIT_MAX if is_stage else limits.VOICE_USER_LIMIT_MAX
    if not 0 <= (wanted.get("user_limit") or 0) <= room:
        raise not_in_range("user_limit", 0, room)


def check_spoiler(wanted: Mapping[str, Any], channel: Channel | None) -> None:
    flags = wanted.get("flags", channel.flags if channel is not None else 0)
    nsfw = wanted.get("nsfw", channel.nsfw if channel is not None else False)
    if nsfw and flags & ChannelFlags.IS_SPOILER_CHANNEL:
        message = "An age-restricted channel cannot be a spoiler channel."
        raise field_error("flags", "BASE_TYPE_CHOICES", message)


def checked_tags(guild: Guild, tags: Any, known: Iterable[Any] | None) -> list[dict[str, Any]]:
    """Return a forum's tags as they are kept; a new one gets an id, a known one keeps its.

    In a new forum (``known`` is None) all are new: a library that clones one sends the old ids.
    """
    if len(tags) > limits.FORUM_TAGS:
        raise MaximumTags
    ids = {tag["id"] for tag in known or ()}
    checked: list[dict[str, Any]] = []
    for index, tag in enumerate(tags):
        name = str(tag["name"]).strip()
        if not 1 <= len(name) <= limits.FORUM_TAG_NAME_LENGTH:
            raise bad_length(f"available_tags.{index}.name", 1, limits.FORUM_TAG_NAME_LENGTH)
        given = str(tag["id"]) if tag.get("id") and known is not None else None
        if given is not None and given not in ids:
            raise UnknownTag
        checked.append(
            {
                "id": given or str(next_snowflake()),
                "name": name,
                "moderated": bool(tag.get("moderated")),
                **checked_emoji(guild, f"available_tags.{index}", tag),
            }
        )
    for names in ([tag["name"].lower() for tag in checked], [tag["id"] for tag in checked]):
        if len(set(names)) < len(names):
            raise TagNamesMustBeUnique
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
