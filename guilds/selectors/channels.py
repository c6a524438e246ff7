"""The channels of a guild that somebody sees."""

from __future__ import annotations

from guilds.models import THREAD_TYPES, Channel, Guild
from guilds.permissions import Permissions
from guilds.standing import permissions_in_channel, standing


def visible_channels(guild: Guild, user_id: int) -> list[Channel]:
    """Return the channels (no threads) that a user sees, with their overwrites (four queries)."""
    found = standing(guild, user_id)
    channels = guild.channels.exclude(type__in=THREAD_TYPES).prefetch_related("overwrites")
    return [
        channel
        for channel in channels
        if Permissions.VIEW_CHANNEL
        in permissions_in_channel(found, channel, channel.overwrites.all())
    ]
