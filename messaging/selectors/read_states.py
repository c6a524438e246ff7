"""What a person has not read yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection

from accounts.models import RelationshipType
from config.kernel import aio
from config.kernel.gathering import Gathered
from config.kernel.snowflake import EPOCH_MS
from messaging.payloads import ReadStatePayload

MENTIONS_COUNTED: Final = 100
# Who never looked into a channel has read what was there before they joined. In a direct
# channel every message counts as a mention. What blocked people write counts as nothing. The
# last condition repeats that of the index.
QUERY: Final = f"""
WITH blocked AS MATERIALIZED (
    SELECT user_id, array_agg(other_id) AS ids FROM relationships
    WHERE user_id = ANY(%s::bigint[]) AND type = {RelationshipType.BLOCKED.value} GROUP BY user_id
)
SELECT asked.number, c.id, read.upto, to_char(c.last_pin_timestamp AT TIME ZONE 'UTC',
                                'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'),
    CASE WHEN c.last_message_id IS NULL OR c.last_message_id <= read.upto THEN 0
    WHEN c.guild_id IS NULL THEN (
        SELECT count(*) FROM (
            SELECT 1 FROM messages m
            WHERE m.channel_id = c.id AND m.id > read.upto AND m.deleted_at IS NULL
            AND m.author_id IS DISTINCT FROM asked.user_id
            AND NOT COALESCE(m.author_id = ANY(blocked.ids), false)
            LIMIT {MENTIONS_COUNTED}
        ) counted)
    ELSE (
        SELECT count(*) FROM (
            SELECT 1 FROM messages m
            WHERE m.channel_id = c.id AND m.id > read.upto AND m.deleted_at IS NULL
            AND m.author_id IS DISTINCT FROM asked.user_id
            AND NOT COALESCE(m.author_id = ANY(blocked.ids), false)
            AND (m.mention_everyone AND ugs.suppress_everyone IS NOT TRUE
                OR asked.user_id = ANY(m.mentions)
                OR m.mention_roles && mb.roles AND ugs.suppress_roles IS NOT TRUE)
            AND (m.mention_everyone OR NOT m.mentions = '{{}}' OR NOT m.mention_roles = '{{}}')
            LIMIT {MENTIONS_COUNTED}
        ) counted)
    END
FROM unnest(%s::int[], %s::bigint[], %s::bigint[]) asked (number, user_id, channel_id)
JOIN channels c ON c.id = asked.channel_id AND c.type <> 4
LEFT JOIN members mb ON mb.guild_id = c.guild_id AND mb.user_id = asked.user_id
LEFT JOIN user_guild_settings ugs
    ON ugs.guild_id = c.guild_id AND ugs.user_id = asked.user_id
LEFT JOIN blocked ON blocked.user_id = asked.user_id
LEFT JOIN read_states rs ON rs.channel_id = c.id AND rs.user_id = asked.user_id
CROSS JOIN LATERAL (SELECT COALESCE(rs.last_message_id, GREATEST(0,
    (extract(epoch FROM mb.joined_at) * 1000)::bigint - {EPOCH_MS}) << 22, 0) AS upto) read
"""  # noqa: S608  numbers of ours only


def read_states_for(user_id: int, channel_ids: Iterable[int]) -> list[ReadStatePayload]:
    """Return how far a person has read, and how often they were mentioned since, in one query.

    ``channel_ids`` are the channels they see: nothing is said of others.
    """
    ids = list(channel_ids)
    with connection.cursor() as cursor:
        cursor.execute(QUERY, ([user_id], [0] * len(ids), [user_id] * len(ids), ids))
        return [read_state_payload(state) for _, *state in cursor.fetchall()]


async def _read_states_of_all(
    asked: Sequence[tuple[int, Sequence[int]]],
) -> list[list[ReadStatePayload]]:
    # The same user may have asked twice: answers go by the number of the question.
    rows = [
        (number, user_id, channel_id)
        for number, (user_id, channel_ids) in enumerate(asked)
        for channel_id in channel_ids
    ]
    found: list[list[ReadStatePayload]] = [[] for _ in asked]
    if rows:
        async with (await aio.pool()).connection() as database:
            numbers, user_ids, channel_ids = (list(column) for column in zip(*rows, strict=True))
            values = ([user_id for user_id, _ in asked], numbers, user_ids, channel_ids)
            cursor = await database.execute(QUERY, values)
            for number, *state in await cursor.fetchall():
                found[number].append(read_state_payload(state))
    return found


# ``read_states_for`` on the event loop: of (user id, channel ids).
READ_STATES: Final = Gathered(_read_states_of_all)


def read_state_payload(state: Sequence[Any]) -> ReadStatePayload:
    """Return what ``QUERY`` found of a channel, as clients get it."""
    channel_id, upto, pinned, mentions = state
    return {
        "id": str(channel_id),
        "last_message_id": str(upto),
        "mention_count": mentions,
        "last_pin_timestamp": pinned,
    }
