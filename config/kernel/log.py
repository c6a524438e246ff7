"""The ordered log of durable events, kept in Redis.

Every event gets the next position of one counter, goes into the stream of its topic and to
whoever subscribes to the topic right now; one script does it for a whole batch, so every
subscriber receives events in the order of their positions, whatever their topics.

An *epoch* is one life of the counter. When Redis lost everything, the next publisher starts
another epoch. When Redis came back with an older state (its last snapshot), the epoch goes on
with a higher *generation*, and the position it came back with is kept: whoever has seen a
higher one in an earlier generation has seen events that the log no longer knows (`survived`).
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson
import redis.asyncio
import redis.exceptions
from django.conf import settings

from config.kernel.events import Event
from config.settings import limits

# `s` of a gateway frame is a position, and has to stay below 2³¹.
LAST_POSITION: Final = 2_000_000_000
# A life of the counter begins here: what clients are told first is numbered backwards from now.
FIRST_POSITION: Final = 10_000
LAST_OF_TOPIC_SECONDS: Final = 24 * 3600

PUBLISH: Final = """
local prefix, channel, new_epoch = ARGV[1], ARGV[2], ARGV[3]
local maximum, seconds, last_seconds, limit = ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7])
local head = prefix .. ':head'
local info = redis.pcall('INFO', 'server')
local run = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
local state = redis.call('HMGET', head, 'epoch', 'generation', 'position', 'run')
local epoch, generation, position = state[1], tonumber(state[2]), tonumber(state[3])
if not epoch or position >= limit then
    epoch, generation, position = new_epoch, 1, tonumber(ARGV[8])
    redis.call('HSET', head, 'epoch', epoch, 'generation', 1, 'position', ARGV[8], 'run', run)
elseif state[4] ~= run then
    generation = generation + 1
    redis.call('HSET', prefix .. ':restarts:' .. epoch, generation, position)
    redis.call('HSET', head, 'generation', generation, 'run', run)
end
local last = prefix .. ':last:' .. epoch
local published = 0
for i = 9, #ARGV, 3 do
    local id, topic, payload = ARGV[i], ARGV[i + 1], ARGV[i + 2]
    if redis.call('SET', prefix .. ':seen:' .. id, 1, 'NX', 'EX', seconds) then
        position = position + 1
        published = published + 1
        local at = string.format('%d', position)
        local before = redis.call('HGET', last, topic) or '0'
        local stream = prefix .. ':stream:' .. epoch .. ':' .. topic
        redis.call('HSET', last, topic, at)
        redis.call('XADD', stream, 'MAXLEN', '~', maximum, at .. '-0', 'b', before, 'e', payload)
        redis.call('EXPIRE', stream, seconds)
        redis.call('PUBLISH', channel .. topic,
            epoch .. ' ' .. generation .. ' ' .. at .. ' ' .. before .. '\\n' .. payload)
    end
end
if published > 0 then
    redis.call('HSET', head, 'position', string.format('%d', position))
    redis.call('EXPIRE', last, last_seconds)
end
return {epoch, generation, position, published}
"""


MARK: Final = """
local state = redis.call('HMGET', ARGV[1] .. ':head', 'epoch', 'generation', 'position')
if not state[1] then return false end
redis.call('PUBLISH', ARGV[2], state[1] .. ' ' .. state[2] .. ' ' .. state[3] .. ' 0\\n')
return 1
"""


PUBLISH_SHA: Final = hashlib.sha1(PUBLISH.encode(), usedforsecurity=False).hexdigest()
MARK_SHA: Final = hashlib.sha1(MARK.encode(), usedforsecurity=False).hexdigest()


class Row(NamedTuple):
    """An event on its way: what the outbox stores and the log publishes."""

    id: int
    topic: str
    payload: bytes


class Head(NamedTuple):
    """How far the log has come."""

    epoch: str
    generation: int
    position: int


@dataclass(slots=True, eq=False)
class LogEvent:
    """An event as read from the log. ``data`` is Discord's ``d``, encoded once by its publisher.

    ``before`` is the position of the event before it in the same topic (0: none known).
    ``frames`` belongs to the reader: what it made of the event, to make it once only.
    """

    position: int
    before: int
    topic: str
    id: int
    name: str
    channel_id: int | None
    but_not: int | None
    application_id: int | None
    keeps_access: bool
    data: bytes
    moved_from: int | None = None
    frames: dict[Any, Any] = field(default_factory=dict)

    def parse(self) -> Any:
        return orjson.loads(self.data)


class LogTrimmed(Exception):
    """Something between the asked position and now is no longer in the log."""


def encode(event_id: int, event: Event) -> Row:
    """Return the wire form: a header line, and the event's data as JSON."""
    to = event.to
    header: list[Any] = [event_id, event.name, to.channel_id, to.but_not, to.application_id]
    header.append(to.keeps_access)
    if to.moved_from is not None:
        header.append(to.moved_from)
    return Row(event_id, to.topic, orjson.dumps(header) + b"\n" + orjson.dumps(event.data))


def decode(topic: str, position: int, before: int, payload: bytes) -> LogEvent:
    header, _, data = payload.partition(b"\n")
    event_id, name, channel_id, but_not, application_id, keeps_access, *more = orjson.loads(header)
    return LogEvent(
        position=position,
        before=before,
        topic=topic,
        id=event_id,
        name=name,
        channel_id=channel_id,
        but_not=but_not,
        application_id=application_id,
        keeps_access=keeps_access,
        data=data,
        moved_from=more[0] if more else None,
    )


def prefix() -> str:
    """Return what all keys begin with; it differs between instances that share a Redis."""
    return str(settings.LOG_PREFIX)


def channel_prefix(client: redis.asyncio.Redis) -> str:
    """Return what the channels begin with: channels, other than keys, span Redis databases."""
    database = client.connection_pool.connection_kwargs.get("db") or 0
    return f"{prefix()}@{database}:"


_clients: dict[asyncio.AbstractEventLoop, redis.asyncio.Redis] = {}


def client() -> redis.asyncio.Redis:
    """Return the running loop's client for the log's Redis."""
    loop = asyncio.get_running_loop()
    found = _clients.get(loop)
    if found is None:
        for other in [other for other in _clients if other.is_closed()]:
            del _clients[other]
        found = _clients[loop] = new_client()
    return found


def new_client(**options: Any) -> redis.asyncio.Redis:
    return redis.asyncio.Redis.from_url(
        settings.REDIS_URL,
        protocol=2,
        socket_connect_timeout=5,
        # Its name, which redis-py looks up on the disk for each connection, is of no use.
        driver_info=None,
        **{"socket_timeout": 10, "retry": None, **options},
    )


async def close() -> None:
    """Close the running loop's client."""
    found = _clients.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.aclose()


async def publish(rows: Sequence[Row]) -> Head:
    """Publish a batch, in order and all at once; rows that were published before are passed by."""
    arguments: list[str | bytes | int] = [
        prefix(),
        channel_prefix(client()),
        secrets.token_hex(8),
        limits.LOG_TOPIC_EVENTS,
        limits.LOG_SECONDS,
        LAST_OF_TOPIC_SECONDS,
        LAST_POSITION,
        FIRST_POSITION,
    ]
    for row in rows:
        arguments += row
    epoch, generation, position, _ = await run(PUBLISH, PUBLISH_SHA, arguments)
    return Head(epoch.decode(), generation, position)


async def head() -> Head:
    """Return how far the log has come, starting it if it is new."""
    return await publish(())


async def mark(topic: str) -> None:
    """Publish a mark to one's own topic: who hears it has heard everything before it."""
    arguments = [prefix(), channel_prefix(client()) + topic]
    if not await run(MARK, MARK_SHA, arguments):
        await head()
        await run(MARK, MARK_SHA, arguments)


async def run(script: str, sha: str, arguments: Sequence[str | bytes | int]) -> Any:
    """Run a script by its digest; Redis is told it whole when it does not know it (any more)."""
    execute: Any = client().execute_command
    try:
        return await execute("EVALSHA", sha, 0, *arguments)
    except redis.exceptions.NoScriptError:
        return await execute("EVAL", script, 0, *arguments)


async def survived(seen: Head, now: Head) -> bool:
    """Say whether everything that was seen up to ``seen`` is still part of the log at ``now``."""
    if seen.epoch != now.epoch or seen.position > now.position:
        return False
    if seen.generation == now.generation:
        return True
    returned = await client().hgetall(f"{prefix()}:restarts:{now.epoch}")
    return all(
        seen.position <= int(position)
        for generation, position in returned.items()
        if int(generation) > seen.generation
    )


async def read(topics: Iterable[str], *, after: int, epoch: str) -> tuple[Head, list[LogEvent]]:
    """Return the events of the topics after a position, merged in order, and the head they reach.

    Raises LogTrimmed when one of them is gone, or all are, with their epoch.
    """
    wanted = list(topics)
    streams = f"{prefix()}:stream:{epoch}:"
    async with client().pipeline(transaction=True) as pipeline:
        pipeline.hmget(f"{prefix()}:head", "epoch", "generation", "position")
        if wanted:
            pipeline.hmget(f"{prefix()}:last:{epoch}", wanted)
        for topic in wanted:
            pipeline.xrange(streams + topic, f"({after}-0", "+")
        state, *answers = await pipeline.execute()
    if state[0] is None or state[0].decode() != epoch:
        raise LogTrimmed("the log has begun anew")
    events: list[LogEvent] = []
    for topic, last, entries in zip(wanted, answers[0] if wanted else (), answers[1:], strict=True):
        found = [
            decode(topic, int(key.partition(b"-")[0]), int(fields[b"b"]), fields[b"e"])
            for key, fields in entries
        ]
        is_quiet = last is None or int(last) <= after
        if not is_quiet and (
            not found or found[0].before > after or found[-1].position != int(last)
        ):
            raise LogTrimmed(topic)
        events += found
    events.sort(key=lambda event: event.position)
    return Head(epoch, int(state[1]), int(state[2])), events
