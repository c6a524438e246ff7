"""How somebody hears of guilds and channels, as their own clients get it.

https://docs.discord.food/resources/user-settings#user-guild-settings-object
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from django.utils import timezone

from guilds.models import ChannelOverride, UserGuildSettings
from guilds.models.muting import Muting
from guilds.payloads.muting import MuteConfigPayload, mute_config_payload


class ChannelOverridePayload(TypedDict):
    channel_id: str
    collapsed: bool
    flags: int
    message_notifications: int
    muted: bool
    mute_config: MuteConfigPayload | None


class UserGuildSettingsPayload(TypedDict):
    guild_id: str | None
    channel_overrides: list[ChannelOverridePayload]
    flags: int
    hide_muted_channels: bool
    message_notifications: int
    mobile_push: bool
    mute_scheduled_events: bool
    muted: bool
    mute_config: MuteConfigPayload | None
    notify_highlights: int
    suppress_everyone: bool
    suppress_roles: bool
    version: int


def user_guild_settings_payload(
    settings: UserGuildSettings, overrides: Iterable[ChannelOverride]
) -> UserGuildSettingsPayload:
    """Return settings with the overrides of channels; a mute that has ended is none."""
    return {
        "guild_id": str(settings.guild_id) if settings.guild_id else None,
        "channel_overrides": [override_payload(override) for override in overrides],
        "flags": settings.flags,
        "hide_muted_channels": settings.hide_muted_channels,
        "message_notifications": settings.message_notifications,
        "mobile_push": settings.mobile_push,
        "mute_scheduled_events": settings.mute_scheduled_events,
        "muted": is_muted(settings),
        "mute_config": mute_config_payload(settings) if is_muted(settings) else None,
        "notify_highlights": settings.notify_highlights,
        "suppress_everyone": settings.suppress_everyone,
        "suppress_roles": settings.suppress_roles,
        "version": settings.version,
    }


def override_payload(override: ChannelOverride) -> ChannelOverridePayload:
    return {
        "channel_id": str(override.channel_id),
        "collapsed": override.collapsed,
        "flags": override.flags,
        "message_notifications": override.message_notifications,
        "muted": is_muted(override),
        "mute_config": mute_config_payload(override) if is_muted(override) else None,
    }


def is_muted(row: Muting) -> bool:
    return row.muted and (row.muted_until is None or row.muted_until > timezone.now())
