"""The outbox: events wait here, in the transaction that made them, until the log has them.

After the commit the process publishes them before it answers. What a crash leaves behind is
published by the sweeper; the log passes by what it already has.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import psycopg
import redis
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from config.kernel import aio, log
from config.kernel.events import Event
from config.kernel.log import Row
from config.kernel.snowflake import next_snowflake

logger = logging.getLogger(__name__)

RETRY_SECONDS: Final = 5.0
ROWS_AT_ONCE: Final = 500
KEPT_BEHIND: Final = 20_000
DELETE_AFTER_SECONDS: Final = 0.2
SWEEP_LOCK: Final = 0x6F757462

INSERT: Final = (
    "INSERT INTO outbox (id, topic, payload, created_at) VALUES (%s, %s, %s, statement_timestamp())"
)
# Takes arrays of ids, topics and payloads.
INSERT_MANY: Final = """
INSERT INTO outbox (id, topic, payload, created_at)
SELECT r.id, r.topic, r.payload, statement_timestamp()
FROM unnest(%s::bigint[], %s::text[], %s::bytea[]) AS r(id, topic, payload)
"""
PENDING: Final = "SELECT id, topic, payload FROM outbox WHERE topic = %s ORDER BY id"
# The log has them: that they are deleted need not survive a crash, so nothing waits for the disk.
DELETE: Final = "DELETE FROM outbox WHERE id = ANY(%s) AND set_config('synchronous_commit', 'off', true) = 'off'"


def add(event: Event) -> None:
    """Write the event in the current transaction; it is published when that commits."""
    if not connection.in_atomic_block:
        raise TransactionManagementError("an event is dispatched inside transaction.atomic")
    row = log.encode(next_snowflake(), event)
    with connection.cursor() as cursor:
        cursor.execute(INSERT, row)
    # Django drops the hooks of a savepoint that is rolled back, and with them its events.
    savepoints = frozenset(connection.savepoint_ids)
    for _, hook, *_ in reversed(connection.run_on_commit):
        if isinstance(hook, PublishAfterCommit):
            if hook.savepoints == savepoints:
                hook.rows.append(row)
                return
            break
    transaction.on_commit(PublishAfterCommit(savepoints, [row]))


@dataclass(slots=True)
class PublishAfterCommit:
    """Publishes the events of one transaction (of one savepoint of it) together."""

    savepoints: frozenset[str]
    rows: list[Row]

    def __call__(self) -> None:
        aio.run(publish(self.rows))


async def publish_pending(topic: str) -> None:
    """Publish what is committed for a topic and may not be in the log yet.

    A service that locks what the topic is about calls this once it has the lock. Everything
    earlier is committed then, so what a crash left behind goes out before what the service is
    about to say, and never after it. (A connection of its own sees committed rows only.)
    """
    pool = await aio.pool()
    async with pool.connection() as database:
        cursor = await database.execute(PENDING, (topic,))
        rows = [Row(*row) for row in await cursor.fetchall()]
    if rows:
        await publish(rows)


def rows_for(events: Iterable[Event]) -> list[Row]:
    """Return the rows that a bulk writer copies into ``outbox`` and then publishes."""
    return [log.encode(next_snowflake(), event) for event in events]


async def publish(rows: Sequence[Row]) -> None:
    """Publish committed rows and delete them. Returns when the log has them.

    When Redis stays away, it returns after some seconds: the rows are not lost, they follow
    with the next batch of this process or by the sweeper.
    """
    home = aio.process_loop()
    if asyncio.get_running_loop() is home:
        await _publisher_of(home).publish(rows)
    else:
        call = asyncio.run_coroutine_threadsafe(publish(rows), home)
        await asyncio.wrap_future(call)


class Publisher:
    """Publishes the batches of a process one after the other, those that wait together at once."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Sequence[Row], asyncio.Future[None], float]] = deque()
        # Committed rows that Redis did not take: nothing later may overtake them.
        self._behind: list[Row] = []
        self._published: list[int] = []
        self._task: asyncio.Task[None] | None = None
        self._deleting: asyncio.Task[None] | None = None

    async def publish(self, rows: Sequence[Row]) -> None:
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((rows, done, time.monotonic() + RETRY_SECONDS))
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        await done

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._publish_waiting()
        finally:
            self._task = None

    async def _publish_waiting(self) -> None:
        batch = list(self._behind)
        waiters: list[asyncio.Future[None]] = []
        deadline = 0.0
        while self._waiting and (not waiters or len(batch) < ROWS_AT_ONCE):
            rows, done, until = self._waiting.popleft()
            batch += rows
            waiters.append(done)
            deadline = deadline or until
        try:
            await self._publish_or_give_up(batch, deadline)
        finally:
            for done in waiters:
                if not done.done():
                    done.set_result(None)

    async def _publish_or_give_up(self, batch: list[Row], deadline: float) -> None:
        pause = 0.02
        while True:
            try:
                for start in range(0, len(batch), ROWS_AT_ONCE):
                    await log.publish(batch[start : start + ROWS_AT_ONCE])
            except (redis.RedisError, OSError) as error:
                # Whoever was behind already has waited once; do not let each batch wait again.
                if time.monotonic() + pause > deadline or self._behind:
                    logger.warning("Redis is away, %d events wait: %s", len(batch), error)
                    self._behind = batch[-KEPT_BEHIND:]
                    return
                await asyncio.sleep(pause)
                pause = min(pause * 2, 0.5)
            else:
                self._behind = []
                self._forget(row.id for row in batch)
                return

    def _forget(self, ids: Iterable[int]) -> None:
        self._published.extend(ids)
        if self._deleting is None:
            self._deleting = asyncio.create_task(self._delete_published())

    async def settle(self) -> None:
        """Wait until what was published is deleted."""
        if self._deleting is not None:
            await asyncio.wait({self._deleting})

    async def _delete_published(self) -> None:
        try:
            while self._published:
                await asyncio.sleep(DELETE_AFTER_SECONDS)
                ids, self._published = self._published, []
                pool = await aio.pool()
                async with pool.connection() as database:
                    await database.execute(DELETE, (ids,))
        except (psycopg.Error, OSError) as error:
            logger.warning("published events stay in the outbox for the sweeper: %s", error)
        finally:
            self._deleting = None


_publishers: dict[asyncio.AbstractEventLoop, Publisher] = {}


def _publisher_of(loop: asyncio.AbstractEventLoop) -> Publisher:
    found = _publishers.get(loop)
    if found is None:
        for other in [other for other in _publishers if other.is_closed()]:
            del _publishers[other]
        found = _publishers[loop] = Publisher()
    return found


async def settle() -> None:
    """Finish this process's work on the outbox, before its database goes."""
    found = _publishers.get(asyncio.get_running_loop())
    if found is not None:
        await found.settle()


def sweep(*, older_than: float = 3.0) -> int:
    """Publish what processes left behind; returns how many rows there were.

    Only one sweeper works at a time, in the order of the ids.
    """
    total = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (SWEEP_LOCK,))
            if cursor.fetchone() != (True,):
                return total
            cursor.execute(
                "SELECT id, topic, payload FROM outbox "
                "WHERE created_at <= statement_timestamp() - make_interval(secs => %s) "
                "ORDER BY id LIMIT %s",
                (older_than, ROWS_AT_ONCE),
            )
            rows = [Row(row[0], row[1], bytes(row[2])) for row in cursor.fetchall()]
            if rows:
                aio.run(log.publish(rows))
                cursor.execute(DELETE, ([row.id for row in rows],))
        total += len(rows)
        if len(rows) < ROWS_AT_ONCE:
            return total
