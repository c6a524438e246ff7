"""Who voted for an answer of a poll."""

from __future__ import annotations

from typing import Final

import orjson

from accounts.payloads import UserPayload
from config.kernel import aio
from config.kernel.errors import UnknownMessage
from guilds.access import hot_access
from guilds.permissions import Permissions
from messaging.payloads import USER_COLUMNS, users_from_rows

READING: Final = int(Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY)
_USER: Final = ", ".join(f"'{name}', u.{name}" for name in USER_COLUMNS)
QUERY: Final = f"""
SELECT (
    SELECT json_agg(json_build_object({_USER}) ORDER BY u.id) FROM (
        SELECT u.* FROM poll_votes v JOIN users u ON u.id = v.user_id
        WHERE v.message_id = m.id AND v.answer_id = %(answer)s AND v.user_id > %(after)s
        ORDER BY u.id LIMIT %(limit)s
    ) u
)::text
FROM messages m WHERE m.id = %(message)s AND m.channel_id = %(channel)s AND m.deleted_at IS NULL
    AND m.extras ? 'poll'
"""  # noqa: S608  names of columns only


async def voters(
    user_id: int, channel_id: int, message_id: int, answer_id: int, *, after: int, limit: int
) -> list[UserPayload]:
    """Return who voted for an answer, by their ids; nobody did for one that does not exist."""
    await hot_access(user_id, channel_id, READING, fresh=True)
    values = {
        # No poll has so many answers, nor has the column.
        "answer": min(answer_id, 2**15 - 1),
        "after": after,
        "limit": limit,
        "message": message_id,
        "channel": channel_id,
    }
    async with (await aio.pool()).connection() as database:
        row = await (await database.execute(QUERY, values)).fetchone()
    if row is None:
        raise UnknownMessage
    return list(users_from_rows(orjson.loads(row[0] or "[]")).values())
