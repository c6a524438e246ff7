"""Rate limits, counted in Redis so that all processes share them.

A bucket is a window that starts with its first request: so many requests, then none until it
ends. A request is counted in one round trip against all that concern it: its route's bucket, the
caller's global one, that of the address it comes from, and what a route sets beside them. An
address that sent too many invalid requests (401, 403, 429) is refused everything for a while.

While Redis is away each process counts for itself: limits become looser for a moment, requests
go on. What guards passwords does not: see ``accounts.services.lockouts``.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from typing import Any, Final

import redis
import redis.asyncio
from django.conf import settings
from redis.exceptions import RedisError

from config.kernel.errors import RateLimited
from config.settings import limits

logger = logging.getLogger("guildhall.ratelimits")

PREFIX: Final = "rate:"
# How long a failed Redis is left alone before it is asked again.
RETRY_SECONDS: Final = 2.0
REDIS_TIMEOUT: Final = 1.0
REDIS_CONNECTIONS: Final = 16
LOCAL_BUCKETS: Final = 50_000

# KEYS: buckets. ARGV: cost, limit and window (ms) of each. A request counts against all of
# them or, when one is full, against none; a bucket of no cost is only looked at. Returns for
# each bucket what was used, and its rest.
SCRIPT: Final = """
local full = false
local answer = {}
for i, key in ipairs(KEYS) do
  local cost = tonumber(ARGV[3 * i - 2])
  local used = tonumber(redis.call('GET', key) or '0')
  local left = used > 0 and redis.call('PTTL', key) or -1
  if left < 0 then used = 0; left = tonumber(ARGV[3 * i]) end
  if used + math.max(cost, 1) > tonumber(ARGV[3 * i - 1]) then full = true end
  answer[2 * i - 1] = used
  answer[2 * i] = left
end
if not full then
  for i, key in ipairs(KEYS) do
    local cost = tonumber(ARGV[3 * i - 2])
    if cost > 0 then
      if answer[2 * i - 1] == 0 then
        redis.call('SET', key, cost, 'PX', ARGV[3 * i])
      else
        redis.call('INCRBY', key, cost)
      end
      answer[2 * i - 1] = answer[2 * i - 1] + cost
    end
  end
end
answer[#answer + 1] = full and 1 or 0
return answer
"""

# KEYS: buckets. ARGV: what to give back to each. One whose window has ended stays away.
GIVE_BACK: Final = """
for i, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[i]) then
    redis.call('DECRBY', key, ARGV[i])
  end
end
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a bucket says to a request."""

    limit: int
    remaining: int
    reset_after: float
    allowed: bool


@dataclass(frozen=True, slots=True)
class Bucket:
    key: str
    rate: tuple[int, int]  # requests, per seconds
    cost: int = 1  # 0: only whether it is full


async def check_request(
    credentials: Any,
    *,
    bucket: str,
    major: str,
    rate: tuple[int, int],
    shared: bool = False,
    beside: Sequence[Bucket] = (),
    address: str,
    headers: dict[str, str],
) -> tuple[Bucket, ...]:
    """Count an API request; fill in the ``X-RateLimit-*`` headers or raise ``RateLimited``.

    ``beside`` are further buckets that the request counts against. Returns what was taken of
    the operation's own buckets, for ``give_back``. A user whose limits are lifted costs nothing
    here, not even a question to Redis.
    """
    if credentials is None:
        caller = f"address:{address}"
    elif not credentials.user.rate_limited:
        return ()
    else:
        caller = credentials.caller
    counted = "shared" if shared else caller
    own = Bucket(f"{counted}:{bucket}:{major}", rate)
    verdicts = await take_all(
        own,
        Bucket(f"{caller}:global", limits.GLOBAL_RATE),
        *beside,
        *address_buckets(address),
    )
    route, everything = verdicts[:2]
    others = verdicts[2 : 2 + len(beside)]
    refuse_address(verdicts[2 + len(beside) :])
    if not everything.allowed:
        raise RateLimited(everything.reset_after, scope="global")
    headers.update(header_fields(bucket, route))
    if not route.allowed:
        raise RateLimited(route.reset_after, scope=counted if shared else "user")
    waits = [verdict.reset_after for verdict in others if not verdict.allowed]
    if waits:
        raise RateLimited(max(waits))
    return (own, *beside)


async def give_back(taken: Sequence[Bucket], headers: dict[str, str]) -> None:
    """Undo what ``check_request`` took, the headers' count too; an ended window stays ended."""
    if not taken:
        return
    headers["X-RateLimit-Remaining"] = str(int(headers["X-RateLimit-Remaining"]) + 1)
    if _redis_is_up():
        try:
            await _async_scripts().give_back(
                [PREFIX + b.key for b in taken], [b.cost for b in taken]
            )
        except (RedisError, OSError) as error:
            _redis_failed(error)
        else:
            return
    _local.give_back(taken)


async def check_stranger(address: str) -> None:
    """Count a request whose token is not valid; raises ``RateLimited``."""
    verdicts = await take_all(
        Bucket(f"address:{address}:global", limits.GLOBAL_RATE), *address_buckets(address)
    )
    refuse_address(verdicts[1:])
    if not verdicts[0].allowed:
        raise RateLimited(verdicts[0].reset_after, scope="global")


async def note_invalid(address: str) -> None:
    """Count a request that was answered with 401, 403 or 429 against where it came from."""
    network = network_of(address)
    if network is not None:
        await take(f"invalid:{network}", limits.INVALID_RATE)


def address_buckets(address: str) -> tuple[Bucket, ...]:
    """Return what is counted and looked up for an address; nothing for this machine's own."""
    network = network_of(address)
    if network is None:
        return ()
    return (
        Bucket(f"edge:{network}", limits.EDGE_RATE),
        Bucket(f"invalid:{network}", limits.INVALID_RATE, cost=0),
    )


def refuse_address(verdicts: Sequence[Verdict]) -> None:
    waits = [verdict.reset_after for verdict in verdicts if not verdict.allowed]
    if waits:
        raise RateLimited(max(waits), scope="global")


@lru_cache(maxsize=8192)
def network_of(address: str) -> str | None:
    """Return what counts as one place: an IPv4 address, or the 64 bits that an IPv6 one shares.

    None for this machine: a proxy in front of us that does not say for whom it asks.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if parsed.is_loopback:
        return None
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def header_fields(bucket: str, verdict: Verdict) -> dict[str, str]:
    """Return the five headers by which client libraries pace themselves."""
    return {
        "X-RateLimit-Limit": str(verdict.limit),
        "X-RateLimit-Remaining": str(verdict.remaining),
        "X-RateLimit-Reset": f"{time.time() + verdict.reset_after:.3f}",
        "X-RateLimit-Reset-After": f"{verdict.reset_after:.3f}",
        "X-RateLimit-Bucket": blake2s(bucket.encode(), digest_size=16).hexdigest(),
    }


async def take(key: str, rate: tuple[int, int], *, cost: int = 1) -> Verdict:
    """Take ``cost`` from one bucket."""
    return (await take_all(Bucket(key, rate, cost)))[0]


async def take_all(*buckets: Bucket) -> list[Verdict]:
    """Take from each of the buckets, or from none of them when one has too little."""
    if _redis_is_up():
        try:
            answer = await _async_scripts().take(*_arguments(buckets))
        except (RedisError, OSError) as error:
            _redis_failed(error)
        else:
            return _verdicts(buckets, answer)
    return _local.take_all(buckets)


def take_sync(key: str, rate: tuple[int, int], *, cost: int = 1) -> Verdict:
    """``take`` for sync code."""
    buckets = [Bucket(key, rate, cost)]
    if _redis_is_up():
        try:
            answer = _sync_script()(*_arguments(buckets))
        except (RedisError, OSError) as error:
            _redis_failed(error)
        else:
            return _verdicts(buckets, answer)[0]
    return _local.take_all(buckets)[0]


def _arguments(buckets: Sequence[Bucket]) -> tuple[list[str], list[int]]:
    arguments: list[int] = []
    for bucket in buckets:
        arguments += (bucket.cost, bucket.rate[0], bucket.rate[1] * 1000)
    return [PREFIX + bucket.key for bucket in buckets], arguments


def _verdicts(buckets: Sequence[Bucket], answer: Sequence[int]) -> list[Verdict]:
    refused = bool(answer[-1])
    verdicts = []
    for index, bucket in enumerate(buckets):
        used, left = int(answer[2 * index]), int(answer[2 * index + 1])
        limit = bucket.rate[0]
        # When all buckets together were refused, those with room left are not the reason.
        allowed = not refused or used + max(bucket.cost, 1) <= limit
        verdicts.append(Verdict(limit, max(0, limit - used), max(left, 1) / 1000, allowed))
    return verdicts


# Redis

_clients: dict[asyncio.AbstractEventLoop, Scripts] = {}
_sync_client: Any = None
_down_until = 0.0


@dataclass(frozen=True, slots=True)
class Scripts:
    """The scripts, bound to the connections of one event loop."""

    client: Any
    take: Any
    give_back: Any


def _async_scripts() -> Scripts:
    """Return what belongs to the running loop."""
    loop = asyncio.get_running_loop()
    found = _clients.get(loop)
    if found is None:
        for gone in [known for known in _clients if known.is_closed()]:
            del _clients[gone]
        # A burst waits for one of these connections; the plain pool would refuse it instead.
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            settings.REDIS_URL,
            max_connections=REDIS_CONNECTIONS,
            timeout=REDIS_TIMEOUT,
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=REDIS_TIMEOUT,
        )
        client = redis.asyncio.Redis.from_pool(pool)
        found = _clients[loop] = Scripts(
            client, client.register_script(SCRIPT), client.register_script(GIVE_BACK)
        )
    return found


def _sync_script() -> Any:
    global _sync_client
    if _sync_client is None:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=REDIS_TIMEOUT, socket_connect_timeout=REDIS_TIMEOUT
        )
        _sync_client = (client, client.register_script(SCRIPT))
    script = _sync_client[1]
    return lambda keys, arguments: script(keys=keys, args=arguments)


def _redis_is_up() -> bool:
    return time.monotonic() >= _down_until


def _redis_failed(error: Exception) -> None:
    global _down_until
    _down_until = time.monotonic() + RETRY_SECONDS
    logger.warning("Redis is away, rate limits are counted per process: %s", error)


async def close() -> None:
    """Close the running loop's connections (at shutdown, and after a test)."""
    found = _clients.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.client.aclose()


class LocalWindows:
    """The same windows in this process, while Redis is away."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[int, float]] = {}

    def take_all(self, buckets: Sequence[Bucket]) -> list[Verdict]:
        now = time.monotonic()
        if len(self._windows) > LOCAL_BUCKETS:
            self._windows = {key: w for key, w in self._windows.items() if w[1] > now}
        used = [self._used(bucket, now) for bucket in buckets]
        full = any(
            spent + max(bucket.cost, 1) > bucket.rate[0]
            for (spent, _), bucket in zip(used, buckets, strict=True)
        )
        answer: list[int] = []
        for (spent, ends), bucket in zip(used, buckets, strict=True):
            if not full and bucket.cost:
                spent += bucket.cost
                self._windows[bucket.key] = (spent, ends)
            answer += (spent, math.ceil((ends - now) * 1000))
        return _verdicts(buckets, [*answer, int(full)])

    def give_back(self, buckets: Sequence[Bucket]) -> None:
        for bucket in buckets:
            spent, ends = self._used(bucket, time.monotonic())
            if spent >= bucket.cost:
                self._windows[bucket.key] = (spent - bucket.cost, ends)

    def _used(self, bucket: Bucket, now: float) -> tuple[int, float]:
        spent, ends = self._windows.get(bucket.key, (0, 0.0))
        return (spent, ends) if ends > now else (0, now + bucket.rate[1])


_local = LocalWindows()
