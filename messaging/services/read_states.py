"""Marking channels as read."""

from __future__ import annotations

import time
from typing import Final

from config.kernel import aio, outbox
from config.kernel.snowflake import EPOCH_MS
from guilds.access import hot_access
from messaging import events
from messaging.services import own_reads
from messaging.services.announcing import add_to_outbox

# A person marks as unread by hand, which may go back; reading only goes on. What their inbox says
# of what they have read is read with it.
ACKNOWLEDGE: Final = """
WITH noticed AS (
    UPDATE notifications SET read_at = statement_timestamp()
    WHERE user_id = %(user)s AND channel_id = %(channel)s AND read_at IS NULL
        AND COALESCE(related_message_id, id) <= %(message)s AND NOT %(manual)s
)
INSERT INTO read_states (user_id, channel_id, last_message_id, mention_count, version)
VALUES (%(user)s, %(channel)s, %(message)s, %(mentions)s, 1)
ON CONFLICT (user_id, channel_id) DO UPDATE SET
    last_message_id = excluded.last_message_id, mention_count = excluded.mention_count,
    version = read_states.version + 1
WHERE %(manual)s OR excluded.last_message_id > read_states.last_message_id
RETURNING version
"""


async def acknowledge(
    user_id: int, channel_id: int, message_id: int, *, manual: bool = False, mentions: int = 0
) -> None:
    """Note that a person has read a channel up to a message, and tell their other clients."""
    await hot_access(user_id, channel_id)
    newest = (int(time.time() * 1000) - EPOCH_MS + 1) << 22
    message_id = min(message_id, newest)
    values = {
        "user": user_id,
        "channel": channel_id,
        "message": message_id,
        "mentions": mentions if manual else 0,
        "manual": manual,
    }
    if manual:
        own_reads.forget(user_id, channel_id)
    rows = []
    pool = await aio.pool()
    async with pool.connection() as database, database.transaction():
        row = await (await database.execute(ACKNOWLEDGE, values)).fetchone()
        if row is not None:
            event = events.message_acknowledged(
                user_id=user_id,
                channel_id=channel_id,
                message_id=message_id,
                mention_count=values["mentions"],
                version=row[0],
            )
            rows = await add_to_outbox(database, event)
    if rows:
        await outbox.publish(rows)
