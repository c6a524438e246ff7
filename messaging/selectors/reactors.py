"""Who reacted to a message."""

from __future__ import annotations

from typing import Final

import orjson

from accounts.payloads import UserPayload
from config.kernel import aio
from config.kernel.errors import UnknownMessage, UnknownReactionEmoji
from guilds.access import hot_access
from guilds.permissions import Permissions
from messaging.content.emoji import read_emoji
from messaging.payloads import USER_COLUMNS, users_from_rows

READING: Final = int(Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY)
_USER: Final = ", ".join(f"'{name}', u.{name}" for name in USER_COLUMNS)
QUERY: Final = f"""
SELECT (
    SELECT json_agg(json_build_object({_USER}) ORDER BY u.id) FROM (
        SELECT u.* FROM reactions r JOIN users u ON u.id = r.user_id
        WHERE r.message_id = m.id AND r.emoji_id = %(emoji)s
        AND (r.emoji_id <> 0 OR r.emoji_name = %(name)s) AND r.user_id > %(after)s
        ORDER BY u.id LIMIT %(limit)s
    ) u
)::text
FROM messages m WHERE m.id = %(message)s AND m.channel_id = %(channel)s AND m.deleted_at IS NULL
"""  # noqa: S608  names of columns only


async def reactors(
    user_id: int, channel_id: int, message_id: int, text: str, *, after: int, limit: int
) -> list[UserPayload]:
    """Return who reacted with an emoji, by their ids."""
    key = read_emoji(text)
    if key is None:
        raise UnknownReactionEmoji
    await hot_access(user_id, channel_id, READING, fresh=True)
    values = {
        "emoji": key.id,
        "name": key.name,
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
