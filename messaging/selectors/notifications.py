"""Reading a person's inbox."""

from __future__ import annotations

from typing import Any, Final

import orjson

from accounts.models import RelationshipType
from config.kernel.errors import APIError
from config.kernel.fence import reading_for
from config.settings import limits
from guilds.access import hot_access
from messaging.payloads import USER_COLUMNS, users_from_rows
from messaging.payloads.notifications import (
    NotificationPayload,
    NotificationsPayload,
    notification_payload,
)
from messaging.search.reach import READING
from messaging.selectors.mentions import may_read

# So many entries are looked through for one page: whoever lost sight of more sees fewer.
LOOKED_AT: Final = 1000
AT_ONCE: Final = 100

_USER: Final = ", ".join(f"'{name}', u.{name}" for name in USER_COLUMNS)
# Nothing is shown of messages that were deleted, nor of people whom one blocked.
SHOWN: Final = f"""
n.user_id = %(user)s AND (n.related_message_id IS NULL OR EXISTS (
    SELECT 1 FROM messages m WHERE m.id = n.related_message_id AND m.deleted_at IS NULL))
AND NOT EXISTS (SELECT 1 FROM relationships b WHERE b.user_id = %(user)s
    AND b.other_id = n.related_user_id AND b.type = {RelationshipType.BLOCKED.value})
"""  # noqa: S608  a number of ours only
PAGE: Final = f"""
SELECT n.id, n.type, n.related_message_id, n.channel_id, n.guild_id, n.read_at,
    COALESCE((SELECT left(m.content, {limits.NOTIFICATION_CONTENT_LENGTH})
              FROM messages m WHERE m.id = n.related_message_id), n.content),
    (SELECT json_build_object({_USER}) FROM users u WHERE u.id = n.related_user_id)::text
FROM notifications n
WHERE {SHOWN} AND (%(before)s::bigint IS NULL OR n.id < %(before)s)
AND (%(type)s::text IS NULL OR n.type = %(type)s) AND (NOT %(unread)s OR n.read_at IS NULL)
ORDER BY n.id DESC LIMIT {AT_ONCE}
"""  # noqa: S608  numbers and columns of ours only
UNREAD: Final = f"""
SELECT n.channel_id, count(*) FROM notifications n
WHERE {SHOWN} AND n.read_at IS NULL GROUP BY n.channel_id
"""  # noqa: S608  a number of ours only


async def notifications_of(
    user_id: int,
    *,
    before: int | None = None,
    limit: int = 50,
    kind: str | None = None,
    unread: bool = False,
) -> NotificationsPayload:
    """Return a page of a person's inbox, newest first, and how much of it they have not read.

    What is in a channel that they may not read any more is not shown, and not counted.
    """
    values: dict[str, Any] = {"user": user_id, "type": kind, "unread": unread, "before": before}
    shown: list[NotificationPayload] = []
    readable: dict[int | None, bool] = {None: True}
    for _ in range(0, LOOKED_AT, AT_ONCE):
        async with reading_for(user_id) as database:
            rows = await (await database.execute(PAGE, values)).fetchall()
        # Rights are asked for after the entries were read: what ended meanwhile shows nothing.
        for channel_id in {row[3] for row in rows} - readable.keys():
            readable[channel_id] = await may_read(user_id, channel_id)
        shown += [payload_of(row) for row in rows if readable[row[3]]]
        if len(shown) > limit or len(rows) < AT_ONCE:
            break
        values["before"] = rows[-1][0]
    return {
        "notifications": shown[:limit],
        "has_more": len(shown) > limit,
        "unread": await count_unread(user_id),
    }


async def count_unread(user_id: int) -> int:
    async with reading_for(user_id) as database:
        rows = await (await database.execute(UNREAD, {"user": user_id})).fetchall()
    total = 0
    for channel_id, count in rows:
        if channel_id is not None:
            try:
                await hot_access(user_id, channel_id, READING)
            except APIError:
                continue
        total += count
    return total


def payload_of(row: tuple[Any, ...]) -> NotificationPayload:
    notification_id, kind, message_id, channel_id, guild_id, read_at, content, user = row
    users = users_from_rows([orjson.loads(user)]) if user else {}
    return notification_payload(
        notification_id,
        kind,
        related_user=next(iter(users.values()), None),
        related_message_id=message_id,
        channel_id=channel_id,
        guild_id=guild_id,
        content=content,
        read_at=read_at,
    )
