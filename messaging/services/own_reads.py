"""Who writes in a channel has read it: their read state moves on to their message.

That is done in one go for all who wrote lately, beside the sending and never in its way. What a
crash keeps from being written is only that some of their own messages look new to them.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Final

import psycopg

from config.kernel import aio, outbox
from messaging import events

logger = logging.getLogger(__name__)

DELAY_SECONDS: Final = 2.0
PATIENCE: Final = "SET LOCAL lock_timeout = '200ms'"
READ: Final = """
WITH r AS (
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[])
        AS r(user_id, channel_id, message_id)
),
noticed AS (
    UPDATE notifications n SET read_at = statement_timestamp() FROM r
    WHERE n.user_id = r.user_id AND n.channel_id = r.channel_id AND n.read_at IS NULL
        AND COALESCE(n.related_message_id, n.id) <= r.message_id
)
INSERT INTO read_states (user_id, channel_id, last_message_id, mention_count, version)
SELECT r.user_id, r.channel_id, r.message_id, 0, 1 FROM r
WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = r.user_id)
    AND EXISTS (SELECT 1 FROM channels c WHERE c.id = r.channel_id)
ORDER BY r.user_id, r.channel_id
ON CONFLICT (user_id, channel_id) DO UPDATE SET
    last_message_id = excluded.last_message_id, mention_count = 0,
    version = read_states.version + 1
WHERE excluded.last_message_id > read_states.last_message_id
RETURNING user_id, channel_id, last_message_id, version
"""

_written: dict[tuple[int, int], int] = {}
_flushing: asyncio.Task[None] | None = None


def note(user_id: int, channel_id: int, message_id: int) -> None:
    """Remember that somebody wrote; call it on the process's loop."""
    global _flushing
    key = (user_id, channel_id)
    _written[key] = max(message_id, _written.get(key, 0))
    loop = asyncio.get_running_loop()
    if _flushing is None or _flushing.done() or _flushing.get_loop() is not loop:
        _flushing = loop.create_task(flush_soon())


def forget(user_id: int, channel_id: int) -> None:
    """Leave a read state alone: its owner has just said how far they have read."""
    _written.pop((user_id, channel_id), None)


async def flush_soon() -> None:
    while _written:
        await asyncio.sleep(DELAY_SECONDS)
        try:
            await flush()
        except psycopg.Error as error:
            logger.warning("read states of authors were not moved on: %s", error)


async def settle() -> None:
    """Do now what is still to be done (before the loop ends)."""
    global _flushing
    if _flushing is not None and not _flushing.done():
        _flushing.cancel()
        await asyncio.wait([_flushing])
    _flushing = None
    await flush()


async def flush() -> None:
    """Move on the read states of all who wrote since the last time, and tell their clients."""
    if not _written:
        return
    written = dict(_written)
    _written.clear()
    users = [user_id for user_id, _ in written]
    channels = [channel_id for _, channel_id in written]
    pool = await aio.pool()
    async with pool.connection() as database, database.transaction():
        # Whoever holds these tables for longer must not wait for this in turn.
        await database.execute(PATIENCE)
        cursor = await database.execute(READ, (users, channels, list(written.values())))
        acknowledged = [
            events.message_acknowledged(
                user_id=user_id,
                channel_id=channel_id,
                message_id=message_id,
                mention_count=0,
                version=version,
            )
            for user_id, channel_id, message_id, version in await cursor.fetchall()
        ]
        rows = outbox.rows_for(acknowledged)
        if rows:
            ids, topics, payloads = zip(*rows, strict=True)
            await database.execute(outbox.INSERT_MANY, (list(ids), list(topics), list(payloads)))
    if rows:
        await outbox.publish(rows)
