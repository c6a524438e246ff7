"""Running a search: the hits on one page, how many there are, and the threads they are in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from config.kernel import aio
from config.kernel.errors import MissingAccess
from config.settings import limits
from guilds.access import hot_access
from messaging.payloads import started_thread
from messaging.search.payloads import FoundMessagePayload, SearchPayload, found_message
from messaging.search.reach import READING, Reach, reach_in_direct_channel, reach_in_guild
from messaging.search.wanted import SearchQuery, marks_of, text_condition, words_of
from messaging.selectors import facts
from messaging.selectors.facts import THREAD_COLUMNS, column_array, rows_of

# No page lies beyond this many hits, so no more are looked at or counted.
COUNTED: Final = limits.SEARCH_OFFSET + limits.SEARCH_PAGE
ATTEMPTS: Final = 5

HITS: Final = """
WITH hits AS MATERIALIZED (
    SELECT d.message_id, {rank} AS rank FROM search_documents d
    WHERE {reach} AND d.vector @@ ({wanted}) {bounds}
    ORDER BY d.message_id {order} LIMIT %(counted)s
)
SELECT (SELECT count(*) FROM hits),
    ARRAY(SELECT message_id FROM hits ORDER BY rank DESC, message_id {order}
          OFFSET %(offset)s LIMIT %(limit)s),
    (SELECT permissions_version FROM guilds WHERE id = %(guild)s)
"""
THREADS: Final = f"""
SELECT (SELECT json_agg(json_build_array({column_array("t", THREAD_COLUMNS)}) ORDER BY t.id DESC)
        FROM channels t WHERE t.id = ANY(%(channels)s) AND t.type IN (10, 11, 12))::text,
    (SELECT json_agg(json_build_array(tm.thread_id, tm.joined_at, tm.flags) ORDER BY tm.thread_id)
     FROM thread_members tm WHERE tm.thread_id = ANY(%(channels)s) AND tm.user_id = %(user)s)::text
"""  # noqa: S608  names of columns only


@dataclass(frozen=True, slots=True)
class Hits:
    total: int = 0
    ids: list[int] = field(default_factory=list)


async def search_guild(user_id: int, guild_id: int, query: SearchQuery) -> SearchPayload:
    """Return a page of the messages in a guild that somebody may read and looks for."""
    return await search(user_id, query, lambda: reach_in_guild(user_id, guild_id, query))


async def search_channel(user_id: int, channel_id: int, query: SearchQuery) -> SearchPayload:
    """Return a page of the messages of one channel, direct or of a guild, with its threads."""
    access = await hot_access(user_id, channel_id, READING, fresh=True)
    if access.guild_id is not None:
        # Whoever searches in it is looking at it already.
        query.channel_id, query.include_nsfw = [channel_id], True  # type: ignore[list-item]
        return await search_guild(user_id, access.guild_id, query)

    async def reach() -> Reach:
        return reach_in_direct_channel(channel_id)

    return await search(user_id, query, reach)


async def search(
    user_id: int, query: SearchQuery, find_reach: Callable[[], Awaitable[Reach | None]]
) -> SearchPayload:
    for _ in range(ATTEMPTS):
        reach = await find_reach()
        if reach is None:
            return await page_of(user_id, Hits())
        hits = await find(reach, query)
        if hits is not None:
            return await page_of(user_id, hits, is_direct=reach.guild_id is None)
    # Rights change faster than they can be read; nobody is shown anything by old ones.
    raise MissingAccess


async def find(reach: Reach, query: SearchQuery) -> Hits | None:
    """Return the hits; None if the rights that the reach stands for are no longer those."""
    words, values = text_condition(words_of(query))
    bounds = ""
    if query.min_id is not None:
        bounds += " AND d.message_id > %(min)s"
    if query.max_id is not None:
        bounds += " AND d.message_id < %(max)s"
    by_relevance = query.sort_by == "relevance" and words
    statement = HITS.format(
        reach=reach.sql,
        wanted=f"%(marks)s::tsquery && {words}" if words else "%(marks)s::tsquery",
        rank=f"ts_rank_cd(d.vector, {words})" if by_relevance else "0",
        bounds=bounds,
        order="ASC" if query.sort_order == "asc" and not by_relevance else "DESC",
    )
    values |= reach.values | {
        "marks": "&".join([reach.marks, *marks_of(query)]),
        "min": query.min_id,
        "max": query.max_id,
        "counted": COUNTED,
        "offset": query.offset,
        "limit": query.limit,
        "guild": reach.guild_id,
    }
    async with (await aio.pool()).connection() as database:
        # Planned for what is asked this time: how common a word is decides how to find it.
        row = await (await database.execute(statement, values, prepare=False)).fetchone()
    if row is None or row[2] != reach.version:
        return None
    return Hits(row[0], row[1])


async def page_of(user_id: int, hits: Hits, *, is_direct: bool = False) -> SearchPayload:
    """Return the answer: the messages in the order they were found, without reactions."""
    if not hits.ids:
        found = facts.Found([], {})
    elif is_direct:
        found = await facts.read_fenced(facts.by_ids(hits.ids), user_id)
    else:
        found = await facts.read_async(facts.by_ids(hits.ids))
    messages: dict[str, FoundMessagePayload] = {
        message["id"]: found_message(message) for message in found.payloads()
    }
    channel_ids = sorted({row["channel_id"] for row in found.messages})
    threads, members = await threads_of(user_id, channel_ids) if channel_ids else ([], [])
    return {
        "doing_deep_historical_index": False,
        "total_results": hits.total,
        # Each in a list of its own, which once held the messages around it.
        "messages": [[messages[str(one)]] for one in hits.ids if str(one) in messages],
        "threads": threads,
        "members": members,
        "documents_indexed": 0,
    }


async def threads_of(
    user_id: int, channel_ids: list[int]
) -> tuple[list[Any], list[dict[str, Any]]]:
    """Return those of the channels that are threads, and what somebody is in them."""
    async with (await aio.pool()).connection() as database:
        cursor = await database.execute(THREADS, {"channels": channel_ids, "user": user_id})
        row = await cursor.fetchone()
    if row is None:
        return [], []
    threads = [started_thread(columns) for columns in rows_of(row[0], THREAD_COLUMNS)]
    members = [
        {"id": str(thread), "user_id": str(user_id), "join_timestamp": joined, "flags": flags}
        for thread, joined, flags in orjson.loads(row[1] or "[]")
    ]
    return threads, members
