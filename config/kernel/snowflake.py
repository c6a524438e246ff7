"""Snowflakes: 64-bit ids that sort by time.

Layout (https://discord.com/developers/docs/reference#snowflakes): 42 bits of milliseconds
since 2015-01-01, 10 bits of worker, 12 bits of sequence. The worker number is leased from
PostgreSQL by an advisory lock, so two processes never share one, however they were started.
"""

from __future__ import annotations

import os
import secrets
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import models

if TYPE_CHECKING:
    import psycopg

EPOCH_MS: Final = 1_420_070_400_000
MAX_SNOWFLAKE: Final = 2**63 - 1
WORKERS: Final = 1024
LOCK_SPACE: Final = 0x67686C64  # the first half of the advisory lock's key, ours alone
CHECK_SECONDS: Final = 10.0


class WorkerLease:
    """Holds one of the 1 024 worker numbers for as long as this process lives.

    The lock belongs to a database session of its own: when the process dies, however it
    dies, PostgreSQL ends the session and the number is free again.
    """

    def __init__(self) -> None:
        self._connection: psycopg.Connection[Any] | None = None
        self._pid = 0
        self._checked = 0.0
        self.number = 0

    def acquire(self) -> int:
        """Return this process's number, leasing one if it has none or lost it (fork, restart)."""
        if self._connection is not None and self._pid == os.getpid():
            if time.monotonic() - self._checked < CHECK_SECONDS or self._is_alive():
                return self.number
            self._connection.close()
        import psycopg

        from config.kernel.database import connection_string

        connection = psycopg.connect(connection_string(), autocommit=True)
        start = (os.getpid() * 7919) % WORKERS
        for offset in range(WORKERS):
            number = (start + offset) % WORKERS
            row = connection.execute(
                "SELECT pg_try_advisory_lock(%s, %s)", (LOCK_SPACE, number)
            ).fetchone()
            if row is not None and row[0]:
                self._connection, self._pid, self.number = connection, os.getpid(), number
                self._checked = time.monotonic()
                return number
        connection.close()
        raise RuntimeError("all 1024 snowflake workers are taken")

    def _is_alive(self) -> bool:
        import psycopg

        try:
            if self._connection is not None:
                self._connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        self._checked = time.monotonic()
        return True

    def release(self) -> None:
        """Give the number back (a test's database is about to be dropped)."""
        if self._connection is not None and self._pid == os.getpid():
            self._connection.close()
        self._connection = None


class SnowflakeGenerator:
    """Makes ids that only grow, also when the clock is set back."""

    def __init__(self, lease: WorkerLease) -> None:
        self._lease = lease
        self._lock = threading.Lock()
        self._last_ms = 0
        self._sequence = 0

    def next(self) -> int:
        with self._lock:
            # Threads that found the lease lost would each take one anew.
            worker = self._lease.acquire()
            now = time.time_ns() // 1_000_000 - EPOCH_MS
            if now > self._last_ms:
                self._last_ms, self._sequence = now, 0
            else:
                self._sequence += 1
                if self._sequence > 0xFFF:
                    self._last_ms, self._sequence = self._last_ms + 1, 0
            return self._last_ms << 22 | worker << 12 | self._sequence


lease = WorkerLease()
_generator = SnowflakeGenerator(lease)


def next_snowflake() -> int:
    """Return a new id, greater than every one this process made before."""
    return _generator.next()


def snowflake_ms(snowflake: int) -> int:
    """Return when the id was made, in milliseconds since 1970."""
    return (snowflake >> 22) + EPOCH_MS


def snowflake_time(snowflake: int) -> datetime:
    """Return when the id was made, in UTC."""
    return datetime.fromtimestamp(snowflake_ms(snowflake) / 1000, tz=UTC)


def snowflake_at(moment: datetime) -> int:
    """Return the smallest id that could have been made at ``moment``."""
    return max(0, int(moment.timestamp() * 1000) - EPOCH_MS) << 22


def snowflake_for(moment: datetime) -> int:
    """Return an id for something of the past (imported history), as if it was made then."""
    return snowflake_at(moment) | secrets.randbits(22)


if TYPE_CHECKING:
    BigIntegerField = models.BigIntegerField[int, int]
else:  # generic in the stubs only
    BigIntegerField = models.BigIntegerField


class SnowflakeField(BigIntegerField):
    """A primary key that is drawn in the process, before the row is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("primary_key", True)
        kwargs.setdefault("default", next_snowflake)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)
