"""Who is online: a Redis hash per user, with an entry for each of their sessions.

Beside it a sorted set per guild names those of its members whom others see online, by when that
ends: how many they are is one question. The gateway writes both, everybody may read them. What
is not renewed by heartbeats ends with its time, whatever became of the process that wrote it, and
what Redis has lost is there again with the next renewal.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson
import redis
import redis.asyncio
from django.conf import settings

from config.settings import limits

KEY: Final = "presence:user:"
GUILD_KEY: Final = "presence:guild:"
# KEYS: sets of guilds. ARGV: a user, when their entry ends, how long it lasts, and now. Of several
# sessions the one that ends last counts.
APPEAR: Final = """
for _, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', ARGV[4])
  redis.call('ZADD', key, 'GT', ARGV[2], ARGV[1])
  redis.call('EXPIRE', key, ARGV[3])
end
"""
# When each user's entries end, to notice those that ended without a farewell.
ENDS: Final = "presence:ends"
# Of several sessions, the one that is most at hand speaks for the user.
ORDER: Final = ("online", "idle", "dnd")
STATUSES: Final = frozenset((*ORDER, "invisible", "offline"))


@dataclass(frozen=True, slots=True)
class SessionPresence:
    """What one session says of itself."""

    status: str = "online"
    activities: tuple[Mapping[str, Any], ...] = ()
    client: str = "web"  # or desktop, mobile
    since: int | None = None
    afk: bool = False
    said_at: float = field(default_factory=time.time)

    def encode(self, ends: float) -> bytes:
        return orjson.dumps(
            (self.status, self.activities, self.client, self.since, self.afk, self.said_at, ends)
        )

    @classmethod
    def decode(cls, entry: bytes | str) -> tuple[SessionPresence, float]:
        """Return what ``encode`` was given."""
        status, activities, client, since, afk, said_at, ends = orjson.loads(entry)
        return cls(status, tuple(activities), client, since, afk, said_at), ends


@dataclass(frozen=True, slots=True)
class Presence:
    """What others see of a user."""

    user_id: int
    status: str = "offline"
    activities: tuple[Mapping[str, Any], ...] = ()
    client_status: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_online(self) -> bool:
        return self.status != "offline"

    def payload(self) -> dict[str, Any]:
        return {
            "user": {"id": str(self.user_id)},
            "status": self.status,
            "activities": list(self.activities),
            "client_status": dict(self.client_status),
        }


def combine(user_id: int, entries: Iterable[bytes], now: float) -> Presence:
    """Return what the sessions of a user make of them for others; the invisible are offline."""
    decoded = map(SessionPresence.decode, entries)
    sessions = [said for said, ends in decoded if ends > now and said.status in ORDER]
    if not sessions:
        return Presence(user_id)
    # Of sessions alike the one that spoke last: a client that died is still here for a while.
    sessions.sort(key=lambda session: (ORDER.index(session.status), -session.said_at))
    client_status: dict[str, str] = {}
    for session in sessions:
        client_status.setdefault(session.client, session.status)
    activities = next((one.activities for one in sessions if one.activities), ())
    return Presence(user_id, sessions[0].status, activities, client_status)


# Reading, from anywhere

_client: redis.Redis | None = None
_client_lock = threading.Lock()
_client_of: tuple[int, str] = (0, "")


def client() -> redis.Redis:
    global _client, _client_of
    wanted = (os.getpid(), settings.REDIS_URL)
    # One client only: when another is dropped, it closes its connections under who uses them.
    with _client_lock:
        if _client is None or _client_of != wanted:
            _client = redis.Redis.from_url(settings.REDIS_URL, protocol=2, socket_timeout=5)
            _client_of = wanted
        return _client


def presences(user_ids: Iterable[int]) -> list[Presence]:
    """Return the presences of those who are online. While Redis is away, nobody is."""
    ids = list(user_ids)
    if not ids:
        return []
    try:
        with client().pipeline(transaction=False) as pipeline:
            for user_id in ids:
                pipeline.hvals(f"{KEY}{user_id}")
            answers = pipeline.execute()
    except (redis.RedisError, OSError):
        return []
    now = time.time()
    found = (combine(user_id, answer, now) for user_id, answer in zip(ids, answers, strict=True))
    return [presence for presence in found if presence.is_online]


def presences_of(user_ids: Iterable[int]) -> list[Mapping[str, Any]]:
    """Return ``presences`` as clients get them."""
    return [presence.payload() for presence in presences(user_ids)]


def count_online(guild_id: int) -> int:
    """Return how many members others see online. While Redis is away, nobody is."""
    try:
        found: Any = client().zcount(f"{GUILD_KEY}{guild_id}", time.time(), "+inf")
    except (redis.RedisError, OSError):
        return 0
    return int(found)


def online_in(guild_id: int) -> list[int]:
    """Return the members whom others see online, the oldest accounts first."""
    try:
        found: Any = client().zrangebyscore(f"{GUILD_KEY}{guild_id}", time.time(), "+inf")
    except (redis.RedisError, OSError):
        return []
    return sorted(map(int, found))


def disappear(guild_id: int, user_id: int) -> None:
    """Forget that somebody who is no member any more was online in a guild."""
    try:
        client().zrem(f"{GUILD_KEY}{guild_id}", user_id)
    except (redis.RedisError, OSError):
        return  # it ends with its time


def is_online(user_id: int) -> bool:
    return bool(presences((user_id,)))


def connected() -> set[int]:
    """Return who has a client connected now, be they visible to others or not."""
    found: list[Any] = client().zrangebyscore(ENDS, time.time(), "+inf")
    return {int(user_id) for user_id in found}


async def fetch(
    redis_client: redis.asyncio.Redis, user_ids: Iterable[int]
) -> list[Mapping[str, Any]]:
    """``presences_of`` for code that runs on a loop."""
    ids = list(user_ids)
    if not ids:
        return []
    async with redis_client.pipeline(transaction=False) as pipeline:
        for user_id in ids:
            pipeline.hvals(f"{KEY}{user_id}")
        answers = await pipeline.execute()
    now = time.time()
    found = (combine(user_id, answer, now) for user_id, answer in zip(ids, answers, strict=True))
    return [presence.payload() for presence in found if presence.is_online]


# Writing, by the gateway


class Entry(NamedTuple):
    """What a session says of itself, and the guilds where that shows.

    ``first`` may put more into the same trip to Redis.
    """

    user_id: int
    session_id: str
    said: SessionPresence
    guild_ids: Collection[int] = ()
    first: Callable[[Any], object] | None = None


async def put(redis_client: redis.asyncio.Redis, entries: Sequence[Entry]) -> list[Presence]:
    """Write entries; returns what others see of each one's user now."""
    now = time.time()
    asked = []
    async with redis_client.pipeline(transaction=False) as pipeline:
        for entry in entries:
            if entry.first is not None:
                entry.first(pipeline)
            write(pipeline, *entry[:4], now + limits.PRESENCE_TTL)
            asked.append(len(pipeline.command_stack))
            pipeline.hvals(f"{KEY}{entry.user_id}")
        answers = await pipeline.execute()
    found = [
        combine(entry.user_id, answers[number], now)
        for entry, number in zip(entries, asked, strict=True)
    ]
    for entry, presence in zip(entries, found, strict=True):
        if not presence.is_online:
            await leave_guilds(redis_client, entry.user_id, entry.guild_ids)
    return found


def write(
    pipeline: Any,
    user_id: int,
    session_id: str,
    said: SessionPresence,
    guild_ids: Collection[int],
    ends: float,
) -> None:
    pipeline.hset(f"{KEY}{user_id}", session_id, said.encode(ends))
    pipeline.expire(f"{KEY}{user_id}", limits.PRESENCE_TTL)
    pipeline.zadd(ENDS, {str(user_id): ends})
    if guild_ids and said.status in ORDER:
        keys = [f"{GUILD_KEY}{guild_id}" for guild_id in guild_ids]
        ttl = limits.PRESENCE_TTL
        pipeline.eval(APPEAR, len(keys), *keys, user_id, ends, ttl, ends - ttl)


async def appear(redis_client: redis.asyncio.Redis, guild_id: int, user_id: int) -> None:
    """Count somebody who is online in a guild that they came into."""
    now = time.time()
    ends = now + limits.PRESENCE_TTL
    key = f"{GUILD_KEY}{guild_id}"
    with contextlib.suppress(redis.RedisError, OSError):  # the next renewal counts them
        await redis_client.eval(APPEAR, 1, key, user_id, ends, limits.PRESENCE_TTL, now)


async def leave_guilds(
    redis_client: redis.asyncio.Redis, user_id: int, guild_ids: Collection[int]
) -> None:
    """Count somebody no more whom nobody sees online."""
    if guild_ids:
        async with redis_client.pipeline(transaction=False) as pipeline:
            for guild_id in guild_ids:
                pipeline.zrem(f"{GUILD_KEY}{guild_id}", user_id)
            await pipeline.execute()


async def keep(
    redis_client: redis.asyncio.Redis,
    sessions: Iterable[tuple[int, str, SessionPresence, Collection[int]]],
) -> None:
    """Renew the entries of sessions that gave a sign of life."""
    ends = time.time() + limits.PRESENCE_TTL
    async with redis_client.pipeline(transaction=False) as pipeline:
        for session in sessions:
            write(pipeline, *session, ends)
        if pipeline.command_stack:
            await pipeline.execute()


async def said(
    redis_client: redis.asyncio.Redis, user_id: int, session_id: str
) -> SessionPresence | None:
    """Return what a session last said of itself, if that is still known."""
    entry = await redis_client.hget(f"{KEY}{user_id}", session_id)
    return None if entry is None else SessionPresence.decode(entry)[0]


async def is_shown_by_others(
    redis_client: redis.asyncio.Redis, user_id: int, session_id: str
) -> bool:
    """Say whether a user is online by another session than this one."""
    entries: dict[Any, Any] = await redis_client.hgetall(f"{KEY}{user_id}")
    others = [entry for key, entry in entries.items() if key != session_id.encode()]
    return combine(user_id, others, time.time()).is_online


async def remove(
    redis_client: redis.asyncio.Redis,
    user_id: int,
    session_id: str,
    guild_ids: Collection[int] = (),
) -> Presence:
    """Drop a session that ended; returns what others see of the user now."""
    async with redis_client.pipeline(transaction=True) as pipeline:
        pipeline.hdel(f"{KEY}{user_id}", session_id)
        pipeline.hvals(f"{KEY}{user_id}")
        _, entries = await pipeline.execute()
    presence = combine(user_id, entries, time.time())
    if not entries:
        await redis_client.zrem(ENDS, user_id)
    if not presence.is_online:
        await leave_guilds(redis_client, user_id, guild_ids)
    return presence


async def drop(redis_client: redis.asyncio.Redis, user_id: int, session_id: str) -> None:
    """Drop a session that cannot go on; if no other begins, the user is soon found to be gone."""
    async with redis_client.pipeline(transaction=True) as pipeline:
        pipeline.hdel(f"{KEY}{user_id}", session_id)
        pipeline.zadd(ENDS, {str(user_id): time.time()})
        await pipeline.execute()


async def ended(redis_client: redis.asyncio.Redis, *, at_most: int = 500) -> list[Presence]:
    """Return users whose last entry ran out unnoticed, once, with what they are now."""
    now = time.time()
    found: list[Any] = await redis_client.zrangebyscore(ENDS, "-inf", now, start=0, num=at_most)
    result = []
    for member in found:
        if not await redis_client.zrem(ENDS, member):
            continue  # another sweeper was faster
        user_id = int(member)
        entries: list[Any] = await redis_client.hvals(f"{KEY}{user_id}")
        result.append(combine(user_id, entries, now))
    return [presence for presence in result if not presence.is_online]
