"""Slowmode: how often one person may write in a channel."""

from __future__ import annotations

from typing import Final

from config.kernel import ratelimits
from config.kernel.errors import SlowmodeLimited
from guilds.access import ChannelAccess
from guilds.permissions import Permissions

EXEMPT: Final = int(
    Permissions.MANAGE_MESSAGES | Permissions.MANAGE_CHANNELS | Permissions.BYPASS_SLOWMODE
)


async def take_turn(user_id: int, access: ChannelAccess) -> None:
    """Use up this person's turn to write, or raise with how long they have to wait."""
    seconds = access.rate_limit_per_user
    if not seconds or access.permissions & EXEMPT:
        return
    turn = await ratelimits.take(f"slowmode:{access.channel_id}:{user_id}", (1, seconds))
    if not turn.allowed:
        raise SlowmodeLimited(turn.reset_after, scope="shared")
