"""Channels of a guild as clients see them; each type has its own fields.

Direct channels have recipients, which belong to messaging: it adds them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NotRequired, TypedDict

from config.kernel.snowflake import snowflake_time
from guilds.models import Channel, ChannelType, PermissionOverwrite
from guilds.payloads.members import timestamp

TEXT_TYPES: Final = frozenset((ChannelType.GUILD_TEXT, ChannelType.GUILD_ANNOUNCEMENT))
VOICE_TYPES: Final = frozenset((ChannelType.GUILD_VOICE, ChannelType.GUILD_STAGE_VOICE))
FORUM_TYPES: Final = frozenset((ChannelType.GUILD_FORUM, ChannelType.GUILD_MEDIA))


class OverwritePayload(TypedDict):
    id: str
    type: int
    allow: str
    deny: str


class ForumTagPayload(TypedDict):
    id: str
    name: str
    moderated: bool
    emoji_id: str | None
    emoji_name: str | None


class ThreadMetadataPayload(TypedDict):
    archived: bool
    archive_timestamp: str
    auto_archive_duration: int
    locked: bool
    create_timestamp: str
    invitable: NotRequired[bool]  # private threads only


class ChannelPayload(TypedDict):
    """Which of the optional fields are there depends on the type."""

    id: str
    type: int
    flags: int
    guild_id: NotRequired[str]
    name: NotRequired[str | None]
    position: NotRequired[int]
    parent_id: NotRequired[str | None]
    permission_overwrites: NotRequired[list[OverwritePayload]]
    nsfw: NotRequired[bool]
    topic: NotRequired[str | None]
    rate_limit_per_user: NotRequired[int]
    message_retention_days: NotRequired[int]  # ours; absent where messages are kept
    last_message_id: NotRequired[str | None]
    last_pin_timestamp: NotRequired[str | None]
    bitrate: NotRequired[int]
    user_limit: NotRequired[int]
    rtc_region: NotRequired[str | None]
    video_quality_mode: NotRequired[int]
    status: NotRequired[str | None]
    default_auto_archive_duration: NotRequired[int]
    default_thread_rate_limit_per_user: NotRequired[int]
    available_tags: NotRequired[list[ForumTagPayload]]
    default_reaction_emoji: NotRequired[dict[str, Any] | None]
    default_sort_order: NotRequired[int | None]
    default_forum_layout: NotRequired[int]
    default_tag_setting: NotRequired[str | None]
    owner_id: NotRequired[str | None]
    thread_metadata: NotRequired[ThreadMetadataPayload]
    message_count: NotRequired[int]
    member_count: NotRequired[int]
    total_message_sent: NotRequired[int]
    applied_tags: NotRequired[list[str]]
    icon: NotRequired[str | None]
    recipients: NotRequired[list[Any]]


def overwrite_payload(overwrite: PermissionOverwrite) -> OverwritePayload:
    return {
        "id": str(overwrite.target_id),
        "type": overwrite.type,
        "allow": str(overwrite.allow),
        "deny": str(overwrite.deny),
    }


def channel_payload(
    channel: Channel, overwrites: Iterable[PermissionOverwrite] | None = None
) -> ChannelPayload:
    """Return a channel. ``overwrites`` spares the query for those of a guild's channel."""
    payload = common_fields(channel)
    if channel.is_dm:
        return payload
    payload["guild_id"] = str(channel.guild_id)
    payload["parent_id"] = identifier(channel.parent_id)
    if channel.is_thread:
        payload.update(thread_fields(channel))
        return payload
    if overwrites is None:
        overwrites = channel.overwrites.all()
    payload["position"] = channel.position
    payload["permission_overwrites"] = [
        overwrite_payload(overwrite)
        for overwrite in sorted(overwrites, key=lambda overwrite: overwrite.target_id)
    ]
    kind = channel.type
    if kind in TEXT_TYPES:
        payload.update(text_fields(channel))
    elif kind in VOICE_TYPES:
        payload.update(voice_fields(channel))
    elif kind in FORUM_TYPES:
        payload.update(forum_fields(channel))
    if channel.message_retention_days is not None:
        payload["message_retention_days"] = channel.message_retention_days
    return payload


def common_fields(channel: Channel) -> ChannelPayload:
    payload: ChannelPayload = {
        "id": str(channel.id),
        "type": channel.type,
        "flags": channel.flags,
        "name": channel.name,
    }
    if channel.type != ChannelType.GUILD_CATEGORY:
        payload["last_message_id"] = identifier(channel.last_message_id)
        pinned = channel.last_pin_timestamp
        payload["last_pin_timestamp"] = timestamp(pinned) if pinned else None
    if channel.type == ChannelType.GROUP_DM:
        payload["icon"] = channel.icon
        payload["owner_id"] = identifier(channel.owner_id)
    return payload


def text_fields(channel: Channel) -> ChannelPayload:
    fields: dict[str, Any] = {
        "topic": channel.topic,
        "nsfw": channel.nsfw,
        "rate_limit_per_user": channel.rate_limit_per_user,
        "default_thread_rate_limit_per_user": channel.default_thread_rate_limit_per_user,
    }
    if channel.default_auto_archive_duration is not None:
        fields["default_auto_archive_duration"] = channel.default_auto_archive_duration
    return fields  # type: ignore[return-value]


def voice_fields(channel: Channel) -> ChannelPayload:
    return {  # type: ignore[typeddict-item]
        "bitrate": channel.bitrate,
        "user_limit": channel.user_limit,
        "rtc_region": channel.rtc_region,
        "video_quality_mode": channel.video_quality_mode,
        "nsfw": channel.nsfw,
        "rate_limit_per_user": channel.rate_limit_per_user,
        "status": channel.status,
    }


def forum_fields(channel: Channel) -> ChannelPayload:
    return {
        **text_fields(channel),
        "available_tags": channel.available_tags,
        "default_reaction_emoji": channel.default_reaction_emoji,
        "default_sort_order": channel.default_sort_order,
        "default_forum_layout": channel.default_forum_layout,
        "default_tag_setting": channel.default_tag_setting,
    }


def thread_fields(channel: Channel) -> ChannelPayload:
    created = snowflake_time(channel.id)
    metadata: ThreadMetadataPayload = {
        "archived": channel.archived,
        "archive_timestamp": timestamp(channel.archive_timestamp or created),
        "auto_archive_duration": channel.auto_archive_duration or 4320,
        "locked": channel.locked,
        "create_timestamp": timestamp(created),
    }
    if channel.type == ChannelType.PRIVATE_THREAD:
        metadata["invitable"] = channel.invitable
    return {  # type: ignore[typeddict-item]
        "owner_id": identifier(channel.owner_id),
        "rate_limit_per_user": channel.rate_limit_per_user,
        "message_count": channel.message_count,
        "member_count": channel.member_count,
        "total_message_sent": channel.total_message_sent,
        "applied_tags": [str(tag) for tag in channel.applied_tags],
        "thread_metadata": metadata,
    }


def identifier(value: int | None) -> str | None:
    return None if value is None else str(value)
