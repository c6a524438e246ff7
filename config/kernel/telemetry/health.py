"""Whether this instance can serve: asked by supervisors, load balancers and `manage.py up`."""

from __future__ import annotations

import time
from typing import Final

import redis
from django.conf import settings
from django.db import DatabaseError, connection

from config.kernel.telemetry.metrics import DATABASE_SECONDS, REDIS_MEMORY

HEARTBEAT_KEY: Final = "worker:heartbeat"
HEARTBEAT_SECONDS: Final = 10
HEARTBEAT_TTL: Final = 35


def beat_heart() -> None:
    """Note that a worker is alive (called by each Celery worker every few seconds)."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.set(HEARTBEAT_KEY, int(time.time()), ex=HEARTBEAT_TTL)


def check_database() -> bool:
    started = time.perf_counter()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    DATABASE_SECONDS.observe(time.perf_counter() - started)
    return True


def check_redis_and_worker() -> tuple[bool, bool]:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) as client:
            REDIS_MEMORY.set(client.info("memory")["used_memory"])
            return True, bool(client.exists(HEARTBEAT_KEY))
    except redis.RedisError:
        return False, False


def readiness() -> dict[str, bool]:
    """Return what this instance depends on and whether each part answers."""
    database = check_database()
    redis_answers, worker = check_redis_and_worker()
    return {"database": database, "redis": redis_answers, "worker": worker}
