"""Doing something to a message that is locked, with rights of the same moment.

For the hot services that write on an async connection: reactions and votes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from psycopg.errors import DeadlockDetected

from config.kernel import aio, outbox
from config.kernel.errors import ServiceUnavailable, UnknownMessage
from config.kernel.log import Row
from guilds.access import ChannelAccess, hot_access
from messaging.services.announcing import TOUCH, Database
from messaging.services.batches import StaleRights

ATTEMPTS: Final = 5
# The lock lets two people who act at once count each other's act.
MESSAGE: Final = """
SELECT COALESCE(m.author_id, m.webhook_id), g.permissions_version FROM messages m LEFT JOIN guilds g ON g.id = m.guild_id
WHERE m.id = %s AND m.channel_id = %s AND m.deleted_at IS NULL
FOR NO KEY UPDATE OF m
"""
BLOCKED: Final = """
SELECT 1 FROM relationships WHERE user_id = %s AND other_id = %s AND type = 2
"""

# Given the connection, the actor's rights and the message's author; returns what to publish.
Act = Callable[[Database, ChannelAccess, int], Awaitable[list[Row]]]


async def with_locked_message(
    user_id: int, channel_id: int, message_id: int, needed: int, act: Act
) -> None:
    """Act on a message in one transaction, and publish what that announces."""
    for attempt in range(ATTEMPTS):
        access = await hot_access(user_id, channel_id, needed, fresh=attempt > 0)
        try:
            rows = await act_on_locked(access, message_id, act)
        except (StaleRights, DeadlockDetected):
            continue
        if rows:
            await outbox.publish(rows)
        return
    raise ServiceUnavailable


async def act_on_locked(access: ChannelAccess, message_id: int, act: Act) -> list[Row]:
    pool = await aio.pool()
    async with pool.connection() as database, database.transaction():
        cursor = await database.execute(MESSAGE, (message_id, access.channel_id))
        row = await cursor.fetchone()
        if row is None:
            raise UnknownMessage
        if access.guild_id is not None and row[1] != access.permissions_version:
            raise StaleRights
        rows = await act(database, access, row[0])
        if rows:
            await database.execute(TOUCH, (access.channel_id,))
        return rows


async def is_blocked(database: Database, author_id: int, user_id: int) -> bool:
    """Return whether the author of a message has blocked somebody."""
    return await (await database.execute(BLOCKED, (author_id, user_id))).fetchone() is not None
