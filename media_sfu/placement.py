"""Which worker a room is on. Rooms are in Redis under leases that their workers renew.

A worker is alive as long as its heartbeat is. Where that has ended, ``sweep`` takes its rooms
away, and tells the one who asked: they are placed anew when somebody comes back to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from config.kernel import log

HEARTBEAT_SECONDS: Final = 0.5
# As long as that without a heartbeat, and the worker is dead.
WORKER_MS: Final = 2500
# A room that nobody came to within that time is free again.
LEASE_MS: Final = 30_000
# What a room weighs until its worker has reported its load again.
ROOM_WEIGHT: Final = "0.01"

# ARGV: room, lease. Returns the worker of the room, the least busy one for a new room, or nil.
PLACE: Final = """
local at = 'sfu:room:' .. ARGV[1]
local current = redis.call('GET', at)
if current and redis.call('EXISTS', 'sfu:worker:' .. current) == 1 then
    redis.call('PEXPIRE', at, ARGV[2])
    return current
end
local best, least
for _, id in ipairs(redis.call('SMEMBERS', 'sfu:workers')) do
    local load = tonumber(redis.call('HGET', 'sfu:worker:' .. id, 'load') or '')
    if load and (not least or load < least or (load == least and id < best)) then
        best, least = id, load
    end
end
if not best then return false end
redis.call('SET', at, best, 'PX', ARGV[2])
redis.call('SADD', 'sfu:rooms:' .. best, ARGV[1])
redis.call('HINCRBYFLOAT', 'sfu:worker:' .. best, 'load', ARGV[3])
return best
"""

# ARGV: worker, milliseconds, lease, how many fields and values, they, then the rooms it serves.
# Renews their leases, also where Redis has forgotten them; returns those that another has now.
BEAT: Final = """
local me, rooms = ARGV[1], 'sfu:rooms:' .. ARGV[1]
local first = 5 + tonumber(ARGV[4])
redis.call('SADD', 'sfu:workers', me)
redis.call('HSET', 'sfu:worker:' .. me, unpack(ARGV, 5, first - 1))
redis.call('PEXPIRE', 'sfu:worker:' .. me, ARGV[2])
local lost = {}
for i = first, #ARGV do
    local at = 'sfu:room:' .. ARGV[i]
    local holder = redis.call('GET', at)
    if holder and holder ~= me then
        lost[#lost + 1] = ARGV[i]
    else
        redis.call('SET', at, me, 'PX', ARGV[3])
        redis.call('SADD', rooms, ARGV[i])
    end
end
for _, room in ipairs(redis.call('SMEMBERS', rooms)) do
    if redis.call('GET', 'sfu:room:' .. room) ~= me then redis.call('SREM', rooms, room) end
end
return lost
"""

# Takes away what dead workers held. Returns worker and room in turns.
SWEEP: Final = """
local freed = {}
for _, id in ipairs(redis.call('SMEMBERS', 'sfu:workers')) do
    if redis.call('EXISTS', 'sfu:worker:' .. id) == 0 then
        for _, room in ipairs(redis.call('SMEMBERS', 'sfu:rooms:' .. id)) do
            if redis.call('GET', 'sfu:room:' .. room) == id then
                redis.call('DEL', 'sfu:room:' .. room)
            end
            freed[#freed + 1] = id
            freed[#freed + 1] = room
        end
        redis.call('DEL', 'sfu:rooms:' .. id, 'sfu:' .. id .. ':commands')
        redis.call('SREM', 'sfu:workers', id)
    end
end
return freed
"""


@dataclass(frozen=True, slots=True)
class LiveWorker:
    id: str
    load: float
    facts: Mapping[str, str]


async def place(room: str) -> str | None:
    """Return the worker of a room, placing it on the least busy one; None: no worker lives."""
    found: Any = await log.client().eval(PLACE, 0, room, LEASE_MS, ROOM_WEIGHT)
    return None if found is None else found.decode()


async def worker_of(room: str) -> str | None:
    """Return the worker that a room is on, if it is on any."""
    found: Any = await log.client().get(f"sfu:room:{room}")
    return None if found is None else found.decode()


async def beat(worker: str, facts: Mapping[str, Any], rooms: Iterable[str]) -> set[str]:
    """Say that a worker lives and which rooms it serves; returns those that are not its any more."""
    fields = [str(part) for pair in facts.items() for part in pair]
    lost: Any = await log.client().eval(
        BEAT, 0, worker, WORKER_MS, LEASE_MS, len(fields), *fields, *rooms
    )
    return {room.decode() for room in lost}


async def resign(worker: str) -> None:
    """Say that a worker has ended, so that nobody has to wait for its heartbeat to."""
    await log.client().delete(f"sfu:worker:{worker}")


async def succeed(slot: str, worker: str) -> None:
    """Take the place of whoever ran in a slot (a host and port) before, dead for certain."""
    before: Any = await log.client().set(f"sfu:slot:{slot}", worker, get=True)
    if before is not None:
        await resign(before.decode())


async def sweep() -> list[tuple[str, str]]:
    """Free the rooms of dead workers; returns (worker, room). Each is told to one caller only."""
    answer: Any = await log.client().eval(SWEEP, 0)
    freed = [part.decode() for part in answer]
    return list(zip(freed[::2], freed[1::2], strict=True))


async def live_workers() -> list[LiveWorker]:
    client: Any = log.client()
    found = []
    for raw in sorted(await client.smembers("sfu:workers")):
        facts = {
            key.decode(): value.decode()
            for key, value in (await client.hgetall(b"sfu:worker:" + raw)).items()
        }
        if "load" in facts:
            found.append(LiveWorker(raw.decode(), float(facts["load"]), facts))
    return found
