"""What a person has not read yet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db import connection

from config.kernel.snowflake import EPOCH_MS
from messaging.payloads import ReadStatePayload

MENTIONS_COUNTED: Final = 100
# Who never looked into a channel has read what was there before they joined. In a direct
# channel every message counts as a mention. The last condition repeats that of the index.
QUERY: Final = f"""
SELECT c.id, read.upto, to_char(c.last_pin_timestamp AT TIME ZONE 'UTC',
                                'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
    CASE WHEN c.last_message_id IS NULL OR c.last_message_id <= read.upto THEN 0
    WHEN c.guild_id IS NULL THEN (
        SELECT count(*) FROM (
            SELECT 1 FROM messages m
            WHERE m.channel_id = c.id AND m.id > read.upto AND m.deleted_at IS NULL
            AND m.author_id IS DISTINCT FROM %(user)s
            LIMIT {MENTIONS_COUNTED}
        ) counted)
    ELSE (
        SELECT count(*) FROM (
            SELECT 1 FROM messages m
            WHERE m.channel_id = c.id AND m.id > read.upto AND m.deleted_at IS NULL
            AND m.author_id IS DISTINCT FROM %(user)s
            AND (m.mention_everyone OR %(user)s = ANY(m.mentions) OR m.mention_roles && mb.roles)
            AND (m.mention_everyone OR NOT m.mentions = '{{}}' OR NOT m.mention_roles = '{{}}')
            LIMIT {MENTIONS_COUNTED}
        ) counted)
    END
FROM channels c
LEFT JOIN members mb ON mb.guild_id = c.guild_id AND mb.user_id = %(user)s
LEFT JOIN read_states rs ON rs.channel_id = c.id AND rs.user_id = %(user)s
CROSS JOIN LATERAL (SELECT COALESCE(rs.last_message_id, GREATEST(0,
    (extract(epoch FROM mb.joined_at) * 1000)::bigint - {EPOCH_MS}) << 22, 0) AS upto) read
WHERE c.id = ANY(%(channels)s) AND c.type <> 4
"""  # noqa: S608  numbers of ours only


def read_states_for(user_id: int, channel_ids: Iterable[int]) -> list[ReadStatePayload]:
    """Return how far a person has read, and how often they were mentioned since, in one query.

    ``channel_ids`` are the channels they see: nothing is said of others.
    """
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"user": user_id, "channels": list(channel_ids)})
        rows = cursor.fetchall()
    return [read_state_payload(row) for row in rows]


def read_state_payload(row: tuple[Any, ...]) -> ReadStatePayload:
    """Return a row of ``QUERY`` as clients get it."""
    channel_id, upto, pinned, mentions = row
    return {
        "id": str(channel_id),
        "last_message_id": str(upto),
        "mention_count": mentions,
        "last_pin_timestamp": pinned,
    }
