"""How a person hears of guilds, of their direct channels, and of single channels of these.

https://docs.discord.food/resources/user-settings#user-guild-settings-object
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from config.kernel.errors import (
    CannotExecuteOnChannelType,
    MissingAccess,
    UnknownChannel,
    bad_length,
    not_a_choice,
)
from config.settings import limits
from guilds import events
from guilds.access import access_guild
from guilds.models import (
    Channel,
    ChannelOverride,
    Guild,
    Member,
    NotificationLevel,
    UserGuildSettings,
)
from guilds.permissions import Permissions
from guilds.services.changes import apply
from guilds.services.muting import set_mute
from guilds.standing import standing

HIGHLIGHT_LEVELS: Final = (0, 1, 2)
MUTE: Final = ("muted", "mute_config")


@transaction.atomic
def update_settings_of_guilds(
    user: User, changes: Mapping[int, Mapping[str, Any]]
) -> list[UserGuildSettings]:
    """Change the settings of several guilds, or of none if one of them is refused."""
    if len(changes) > limits.GUILDS_PER_USER:
        raise bad_length("guilds", 0, limits.GUILDS_PER_USER)
    return [
        update_guild_settings(
            user, access_guild(user, guild_id), values, path=f"guilds.{guild_id}."
        )
        for guild_id, values in sorted(changes.items())
    ]


@transaction.atomic
def update_guild_settings(
    user: User, guild: Guild | None, values: Mapping[str, Any], *, path: str = ""
) -> UserGuildSettings:
    """Change how somebody hears of a guild that they are in, or (None) of direct channels.

    ``values`` are fields of ``UserGuildSettings``, ``muted`` and ``mute_config`` as ``set_mute``
    takes them, and under ``channel_overrides`` the same for channels by their id. ``path`` is
    where they are in the body.
    """
    settings = locked_settings(user, guild)
    wanted = dict(values)
    overrides: Mapping[int, Mapping[str, Any]] = wanted.pop("channel_overrides", None) or {}
    check_level(wanted, path)
    if wanted.get("notify_highlights", 0) not in HIGHLIGHT_LEVELS:
        raise not_a_choice(f"{path}notify_highlights", HIGHLIGHT_LEVELS)
    check_channels(user, guild, overrides, path)
    set_mute(settings, wanted, path=path)
    apply(settings, without_mute(wanted))
    for channel_id, change in sorted(overrides.items()):
        override_channel(settings, channel_id, change, f"{path}channel_overrides.{channel_id}.")
    save_and_tell(settings)
    return settings


def locked_settings(user: User, guild: Guild | None) -> UserGuildSettings:
    """Return somebody's settings for as long as they are in the guild, one change at a time."""
    if guild is not None:
        members = Member.objects.select_for_update(no_key=True)
        if not members.filter(guild=guild, user=user).exists():
            raise MissingAccess
    UserGuildSettings.objects.get_or_create(user=user, guild=guild)
    return UserGuildSettings.objects.select_for_update(no_key=True).get(user=user, guild=guild)


def check_level(values: Mapping[str, Any], path: str) -> None:
    levels = [level.value for level in NotificationLevel]
    if values.get("message_notifications", levels[0]) not in levels:
        raise not_a_choice(f"{path}message_notifications", levels)


def check_channels(
    user: User, guild: Guild | None, overrides: Mapping[int, Mapping[str, Any]], path: str
) -> None:
    """Refuse overrides of channels that one does not see; threads have settings of their own."""
    if len(overrides) > limits.OVERRIDES_AT_ONCE:
        raise bad_length(f"{path}channel_overrides", 0, limits.OVERRIDES_AT_ONCE)
    if not overrides:
        return
    # Who is in a direct channel is messaging's table; it is reached by the relation's name.
    mine = {"recipients__user_id": user.id} if guild is None else {}
    channels = Channel.objects.filter(id__in=overrides, guild=guild, **mine)
    found = list(channels.prefetch_related("overwrites"))
    if len(found) < len(overrides):
        raise UnknownChannel
    if guild is None:
        return
    if any(channel.is_thread for channel in found):
        raise CannotExecuteOnChannelType
    member = standing(guild, user.id)
    if any(Permissions.VIEW_CHANNEL not in member.in_channel(channel) for channel in found):
        raise MissingAccess


def override_channel(
    settings: UserGuildSettings, channel_id: int, values: Mapping[str, Any], path: str
) -> None:
    check_level(values, path)
    found = ChannelOverride.objects.filter(settings=settings, channel_id=channel_id).first()
    override = found or ChannelOverride(settings=settings, channel_id=channel_id)
    set_mute(override, values, path=path)
    apply(override, without_mute(values))
    override.save()


def without_mute(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in MUTE}


def save_and_tell(settings: UserGuildSettings) -> None:
    """Write settings of which something changed, and tell their owner's clients."""
    settings.version += 1
    settings.save()
    events.user_guild_settings_updated(settings)


def forget_settings(guild: Guild, user: User) -> None:
    """Drop the settings of somebody who is no member of the guild any more."""
    UserGuildSettings.objects.filter(guild=guild, user=user).delete()
