"""Locks on accounts whose password is being guessed; each further guess makes them longer.

Whoever guesses learns nothing: names that nobody has are locked alike. While Redis is away
nobody is let in, since nobody could count.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2s
from typing import Any, Final

import redis
from django.conf import settings
from redis.exceptions import RedisError

from config.kernel.errors import ServiceUnavailable
from config.settings import limits

TIMEOUT_SECONDS: Final = 2
# KEYS: failures, lock. ARGV: failures that are free, first lock and longest, memory (s).
SCRIPT: Final = """
local failures = redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], ARGV[4])
local beyond = failures - tonumber(ARGV[1])
if beyond >= 0 then
  local seconds = math.min(tonumber(ARGV[2]) * 2 ^ math.min(beyond, 16), tonumber(ARGV[3]))
  redis.call('SET', KEYS[2], '1', 'EX', math.floor(seconds))
end
return failures
"""


def is_locked(account: str) -> bool:
    """Say whether an account, or a name that is none, is locked now."""
    return bool(ask("exists", keys_of(account)[1]))


def note_failure(account: str) -> None:
    ask(
        "eval",
        SCRIPT,
        2,
        *keys_of(account),
        limits.LOCK_AFTER_FAILURES,
        limits.LOCK_SECONDS,
        limits.LOCK_SECONDS_MAX,
        limits.FAILURES_KEPT_SECONDS,
    )


def forget_failures(account: str) -> None:
    """Start anew: whoever knows the password was here."""
    ask("delete", *keys_of(account))


def keys_of(account: str) -> tuple[str, str]:
    digest = blake2s(account.encode(), digest_size=16).hexdigest()
    return f"lockout:failures:{digest}", f"lockout:lock:{digest}"


def ask(command: str, *arguments: Any) -> Any:
    try:
        return getattr(client(settings.REDIS_URL), command)(*arguments)
    except (RedisError, OSError):
        raise ServiceUnavailable from None


@cache
def client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
    )
