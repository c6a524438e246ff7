"""Guilds as clients see them: over REST, in lists, and in GUILD_CREATE."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NotRequired, TypedDict

from guilds.models import (
    Channel,
    Emoji,
    Guild,
    GuildScheduledEvent,
    Member,
    PermissionOverwrite,
    Role,
    SoundboardSound,
    Sticker,
    ThreadMember,
)
from guilds.payloads.channels import ChannelPayload, channel_payload, identifier
from guilds.payloads.emojis import EmojiPayload, emoji_payload
from guilds.payloads.members import MemberPayload, member_payload, timestamp
from guilds.payloads.roles import RolePayload, role_payload
from guilds.payloads.scheduled_events import ScheduledEventPayload, scheduled_event_payload
from guilds.payloads.soundboard import SoundboardSoundPayload, soundboard_sound_payload
from guilds.payloads.stickers import StickerPayload, sticker_payload
from guilds.payloads.threads import ThreadMemberPayload, own_member_payload

MAX_MEMBERS: Final = 500_000
# What has to be paid for or applied for elsewhere, and is simply there here.
EVERY_GUILD: Final = (
    "ANIMATED_BANNER",
    "ANIMATED_ICON",
    "BANNER",
    "INVITE_SPLASH",
    "NEWS",
    "ROLE_ICONS",
    "VANITY_URL",
)


class GuildFields(TypedDict):
    """What GuildResponse and GUILD_CREATE have in common, without roles and emoji."""

    id: str
    name: str
    icon: str | None
    description: str | None
    home_header: str | None
    splash: str | None
    discovery_splash: str | None
    banner: str | None
    features: list[str]
    owner_id: str
    application_id: str | None
    region: str
    afk_channel_id: str | None
    afk_timeout: int
    system_channel_id: str | None
    system_channel_flags: int
    widget_enabled: bool
    widget_channel_id: str | None
    verification_level: int
    default_message_notifications: int
    mfa_level: int
    explicit_content_filter: int
    max_presences: int | None
    max_members: int
    max_stage_video_channel_users: int
    max_video_channel_users: int
    vanity_url_code: str | None
    premium_tier: int
    premium_subscription_count: int
    premium_progress_bar_enabled: bool
    preferred_locale: str
    rules_channel_id: str | None
    safety_alerts_channel_id: str | None
    public_updates_channel_id: str | None
    nsfw: bool
    nsfw_level: int
    incidents_data: IncidentsPayload | None


class IncidentsPayload(TypedDict):
    invites_disabled_until: str | None
    dms_disabled_until: str | None


class GuildPayload(GuildFields):
    roles: list[RolePayload]
    emojis: list[EmojiPayload]
    stickers: list[StickerPayload]
    approximate_member_count: NotRequired[int]  # both with_counts only
    approximate_presence_count: NotRequired[int]


class GatewayGuildPayload(GuildPayload):
    """GUILD_CREATE; the gateway fills in presences and voice states, and trims for the session."""

    joined_at: NotRequired[str]
    large: bool
    unavailable: bool
    member_count: int
    members: list[MemberPayload]
    channels: list[ChannelPayload]
    threads: list[ChannelPayload]
    # For the gateway alone: who is in a thread, by its id.
    thread_members: dict[int, list[ThreadMemberPayload]]
    presences: list[Any]
    voice_states: list[Any]
    stage_instances: list[Any]
    voice_recordings: list[Any]
    guild_scheduled_events: list[ScheduledEventPayload]
    soundboard_sounds: list[SoundboardSoundPayload]


class PartialGuildPayload(TypedDict):
    """An entry of ``GET /users/@me/guilds``."""

    id: str
    name: str
    icon: str | None
    banner: str | None
    owner: bool
    permissions: str
    features: list[str]
    approximate_member_count: NotRequired[int]
    approximate_presence_count: NotRequired[int]


class GuildPreviewPayload(TypedDict):
    id: str
    name: str
    icon: str | None
    splash: str | None
    discovery_splash: str | None
    home_header: str | None
    emojis: list[EmojiPayload]
    stickers: list[StickerPayload]
    features: list[str]
    description: str | None
    approximate_member_count: int
    approximate_presence_count: int


def guild_fields(guild: Guild) -> GuildFields:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": guild.icon,
        "description": guild.description,
        "home_header": guild.home_header,
        "splash": guild.splash,
        "discovery_splash": guild.discovery_splash,
        "banner": guild.banner,
        "features": features_of(guild),
        "owner_id": str(guild.owner_id),
        "application_id": identifier(guild.application_id),
        "region": "deprecated",
        "afk_channel_id": identifier(guild.afk_channel_id),
        "afk_timeout": guild.afk_timeout,
        "system_channel_id": identifier(guild.system_channel_id),
        "system_channel_flags": guild.system_channel_flags,
        "widget_enabled": guild.widget_enabled,
        "widget_channel_id": identifier(guild.widget_channel_id),
        "verification_level": guild.verification_level,
        "default_message_notifications": guild.default_message_notifications,
        "mfa_level": guild.mfa_level,
        "explicit_content_filter": guild.explicit_content_filter,
        "max_presences": None,
        "max_members": MAX_MEMBERS,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": guild.vanity_url_code,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": guild.premium_progress_bar_enabled,
        "preferred_locale": guild.preferred_locale,
        "rules_channel_id": identifier(guild.rules_channel_id),
        "safety_alerts_channel_id": identifier(guild.safety_alerts_channel_id),
        "public_updates_channel_id": identifier(guild.public_updates_channel_id),
        "nsfw": guild.nsfw_level in (1, 3),
        "nsfw_level": guild.nsfw_level,
        "incidents_data": incidents_payload(guild),
    }


def features_of(guild: Guild) -> list[str]:
    """Return what a guild has switched on, and what every guild here may do."""
    return sorted({*guild.features, *EVERY_GUILD})


def incidents_payload(guild: Guild) -> IncidentsPayload | None:
    """Return until when something is stopped here; None when nothing is."""
    until = (guild.invites_disabled_until, guild.dms_disabled_until)
    if until == (None, None):
        return None
    invites, messages = (timestamp(moment) if moment else None for moment in until)
    return {"invites_disabled_until": invites, "dms_disabled_until": messages}


def guild_payload(
    guild: Guild, *, presence_count: int | None = None, with_makers: bool = True
) -> GuildPayload:
    """Return a guild with its roles and emoji; with counts if ``presence_count`` is given.

    ``with_makers``: who made the emoji and stickers; not for events, which all members hear.
    """
    payload: GuildPayload = {
        **guild_fields(guild),  # type: ignore[typeddict-item]
        "roles": [role_payload(role) for role in guild.roles.all()],
        "emojis": [
            emoji_payload(emoji, with_user=with_makers)
            for emoji in guild.emojis.select_related("user").all()
        ],
        "stickers": [
            sticker_payload(sticker, with_user=with_makers)
            for sticker in guild.stickers.select_related("user").all()
        ],
    }
    if presence_count is not None:
        payload["approximate_member_count"] = guild.member_count
        payload["approximate_presence_count"] = presence_count
    return payload


def gateway_guild_payload(
    guild: Guild,
    *,
    roles: Iterable[Role],
    emojis: Iterable[Emoji],
    stickers: Iterable[Sticker],
    channels: Iterable[tuple[Channel, Iterable[PermissionOverwrite]]],
    threads: Iterable[Channel],
    thread_members: Mapping[int, Iterable[ThreadMember]],
    members: Iterable[Member],
    scheduled_events: Iterable[GuildScheduledEvent] = (),
    soundboard_sounds: Iterable[SoundboardSound] = (),
) -> GatewayGuildPayload:
    """Return GUILD_CREATE's guild with all of its channels: the gateway hides what it must."""
    return {
        **guild_fields(guild),  # type: ignore[typeddict-item]
        "roles": [role_payload(role) for role in roles],
        "emojis": [emoji_payload(emoji) for emoji in emojis],
        "stickers": [sticker_payload(sticker) for sticker in stickers],
        "large": False,
        "unavailable": False,
        "member_count": guild.member_count,
        "members": [member_payload(member) for member in members],
        "channels": [channel_payload(channel, overwrites) for channel, overwrites in channels],
        "threads": [channel_payload(thread) for thread in threads],
        "thread_members": {
            thread_id: [own_member_payload(member) for member in rows]
            for thread_id, rows in thread_members.items()
        },
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "voice_recordings": [],
        "guild_scheduled_events": [scheduled_event_payload(event) for event in scheduled_events],
        "soundboard_sounds": [
            soundboard_sound_payload(sound, with_user=True) for sound in soundboard_sounds
        ],
    }


def partial_guild_payload(
    guild: Guild, *, is_owner: bool, permissions: int, presence_count: int | None = None
) -> PartialGuildPayload:
    payload: PartialGuildPayload = {
        "id": str(guild.id),
        "name": guild.name,
        "icon": guild.icon,
        "banner": guild.banner,
        "owner": is_owner,
        "permissions": str(int(permissions)),
        "features": features_of(guild),
    }
    if presence_count is not None:
        payload["approximate_member_count"] = guild.member_count
        payload["approximate_presence_count"] = presence_count
    return payload


def guild_preview_payload(guild: Guild, *, presence_count: int) -> GuildPreviewPayload:
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": guild.icon,
        "splash": guild.splash,
        "discovery_splash": guild.discovery_splash,
        "home_header": guild.home_header,
        "emojis": [emoji_payload(emoji) for emoji in guild.emojis.all()],
        "stickers": [sticker_payload(sticker) for sticker in guild.stickers.all()],
        "features": features_of(guild),
        "description": guild.description,
        "approximate_member_count": guild.member_count,
        "approximate_presence_count": presence_count,
    }
