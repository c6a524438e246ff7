"""What follows from somebody's permissions in a voice channel. Pure: nothing is read here."""

from __future__ import annotations

from typing import Final

from guilds.models import ChannelType
from guilds.permissions import Permissions

ENTER: Final = Permissions.VIEW_CHANNEL | Permissions.CONNECT
# Who has all of these is a moderator of a stage channel.
STAGE_MODERATOR: Final = (
    Permissions.MANAGE_CHANNELS | Permissions.MUTE_MEMBERS | Permissions.MOVE_MEMBERS
)
# Who has all of these moderates voice in a channel, and may have it recorded. Discord knows no
# permission for that; this is the only place that says what it takes here.
RECORDER: Final = STAGE_MODERATOR

# What a permission is called towards the SFU.
WORKER_BITS: Final = (
    ("SPEAK", Permissions.SPEAK),
    ("STREAM", Permissions.STREAM),
    ("USE_VAD", Permissions.USE_VAD),
    ("PRIORITY_SPEAKER", Permissions.PRIORITY_SPEAKER),
    ("MUTE_MEMBERS", Permissions.MUTE_MEMBERS),
)
# What everybody may in a call.
CALL_BITS: Final = ("SPEAK", "STREAM", "USE_VAD")


def worker_bits(granted: Permissions) -> list[str]:
    """Return what the SFU has to know of somebody's permissions in a channel."""
    return [name for name, permission in WORKER_BITS if permission in granted]


def may_enter(granted: Permissions, *, user_limit: int, present: int) -> bool:
    """Return whether somebody may join a channel in which ``present`` others are."""
    if ENTER not in granted:
        return False
    is_full = 0 < user_limit <= present
    return not is_full or Permissions.MOVE_MEMBERS in granted


def is_suppressed(channel_type: int, granted: Permissions, *, is_afk: bool) -> bool:
    """Return whether who joins a channel may not speak there (at first)."""
    if channel_type == ChannelType.GUILD_STAGE_VOICE:
        return True
    return is_afk or Permissions.SPEAK not in granted
