"""Entries of a person's inbox, as clients get them; a format of ours."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from accounts.payloads import UserPayload
from config.kernel.snowflake import snowflake_time


class NotificationPayload(TypedDict):
    id: str
    type: str  # message, mention, call_invite, user_online
    related_user: UserPayload | None  # None: a webhook, or somebody whose account is gone
    related_message_id: str | None
    channel_id: str | None
    guild_id: str | None
    content: str  # the beginning of the message, or what happened
    read_at: str | None
    created_at: str


class NotificationsPayload(TypedDict):
    notifications: list[NotificationPayload]
    has_more: bool
    unread: int  # of all there are, not of this page


def notification_payload(
    notification_id: int,
    kind: str,
    *,
    related_user: UserPayload | None,
    related_message_id: int | None = None,
    channel_id: int | None = None,
    guild_id: int | None = None,
    content: str = "",
    read_at: datetime | None = None,
) -> NotificationPayload:
    return {
        "id": str(notification_id),
        "type": kind,
        "related_user": related_user,
        "related_message_id": None if related_message_id is None else str(related_message_id),
        "channel_id": None if channel_id is None else str(channel_id),
        "guild_id": None if guild_id is None else str(guild_id),
        "content": content,
        "read_at": None if read_at is None else read_at.isoformat(),
        "created_at": snowflake_time(notification_id).isoformat(),
    }
