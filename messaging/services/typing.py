"""Telling that somebody is writing."""

from __future__ import annotations

from accounts.payloads import UserPayload
from guilds.access import hot_access
from guilds.permissions import Permissions
from messaging import events
from messaging.services.drafts import require_text_channel


async def start_typing(user_id: int, channel_id: int, user: UserPayload) -> None:
    """Show to the others in a channel that the user is writing, for some seconds."""
    access = await hot_access(user_id, channel_id, Permissions.SEND_MESSAGES, fresh=True)
    require_text_channel(access)
    events.typing_started(
        user_id=user_id,
        channel_id=channel_id,
        guild_id=access.guild_id,
        member=None if access.member is None else {**access.member, "user": user},
    )
