"""What somebody may find: the places whose history they may read, as of one version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from config.kernel import aio
from guilds.access import channel_permissions
from guilds.permissions import Permissions
from messaging.search.wanted import SearchQuery, either, mark

READING: Final = int(Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY)
MANAGE_THREADS: Final = int(Permissions.MANAGE_THREADS)
# With more places than this, looking each up in the index costs more than it saves.
PLACES_LOOKED_UP: Final = 20

FACTS: Final = """
SELECT ARRAY(SELECT id FROM channels WHERE guild_id = %(guild)s AND nsfw),
    ARRAY(SELECT tm.thread_id FROM thread_members tm JOIN channels c ON c.id = tm.thread_id
          WHERE tm.user_id = %(user)s AND c.guild_id = %(guild)s AND c.type = 12)
"""
# A thread is read by who reads its channel; a private one besides by its members only, and by
# who manages the threads of the channel.
CONDITION: Final = """
d.scope_id = %(scope)s AND d.place_id = ANY(%(readable)s::bigint[])
AND (NOT d.is_private OR d.channel_id = ANY(%(own_threads)s::bigint[])
     OR d.place_id = ANY(%(managed)s::bigint[]))
"""
NAMED: Final = """
AND (d.place_id = ANY(%(places)s::bigint[]) OR d.channel_id = ANY(%(threads)s::bigint[]))
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """Where to look: rows ``d`` of the index that fulfil ``sql``, which ``marks`` narrow down.

    ``version`` is that of the guild's permissions it was worked out from.
    """

    sql: str
    values: dict[str, object]
    marks: str
    guild_id: int | None = None
    version: int | None = None


def reach_in_direct_channel(channel_id: int) -> Reach:
    return Reach("d.scope_id = %(scope)s", {"scope": channel_id}, mark(f"p:{channel_id}"))


async def reach_in_guild(user_id: int, guild_id: int, query: SearchQuery) -> Reach | None:
    """Return where in a guild somebody may look for what they want; None if nowhere.

    A channel that is named stands for its threads, too. One that they may not read, or that
    does not exist, is simply not among the places.
    """
    granted, version = await channel_permissions(user_id, guild_id)
    async with (await aio.pool()).connection() as database:
        cursor = await database.execute(FACTS, {"guild": guild_id, "user": user_id})
        row = await cursor.fetchone()
    restricted, own_threads = row if row is not None else ([], [])
    readable = {channel for channel, bits in granted.items() if bits & READING == READING}
    if not query.include_nsfw:
        readable.difference_update(restricted)
    named = set(query.channel_id)
    places, threads = readable & named if named else readable, sorted(named - granted.keys())
    if not places and not threads:
        return None
    values: dict[str, object] = {
        "scope": guild_id,
        "readable": sorted(readable),
        "own_threads": own_threads,
        "managed": [channel for channel in readable if granted[channel] & MANAGE_THREADS],
    }
    if named:
        values |= {"places": sorted(places), "threads": threads}
    if len(places) + len(threads) <= PLACES_LOOKED_UP:
        marks = either(
            [*(mark(f"p:{place}") for place in places), *(mark(f"c:{one}") for one in threads)]
        )
    else:
        marks = mark(f"g:{guild_id}")
    return Reach(CONDITION + NAMED if named else CONDITION, values, marks, guild_id, version)
