"""The group commit: the one way a message gets into the database.

Sends that arrive while a batch is being committed wait and form the next batch; when nothing is
under way a send is written at once. A batch is one transaction (``messaging.services.writing``).
Each send is answered after the commit, and with what it announced.

The ids of a batch are drawn when it starts, so within a process a channel's ids, commits and log
entries have one order. Between processes the order of the log is the order.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from typing import Final

import psycopg

from config.kernel import aio, outbox
from config.kernel.errors import APIError, ServiceUnavailable, UnknownChannel
from config.kernel.log import Row
from config.kernel.telemetry.metrics import MESSAGES_SENT
from messaging.services import notifying, writing
from messaging.services.drafts import Draft
from messaging.services.writing import Sent

logger = logging.getLogger(__name__)

BATCH_SIZE: Final = 256
GATHER_SECONDS: Final = 0.002


class StaleRights(Exception):
    """What the sender may do was checked against a state that no longer holds."""


class Batches:
    """Collects the drafts of one event loop and writes them in batches, one after the other."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Draft, asyncio.Future[Sent]]] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._announcing: set[asyncio.Task[None]] = set()

    async def write(self, draft: Draft) -> Sent:
        """Return once the draft is committed and announced; raises StaleRights."""
        done: asyncio.Future[Sent] = asyncio.get_running_loop().create_future()
        self._waiting.append((draft, done))
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())
        return await done

    async def _work(self) -> None:
        is_busy = False
        try:
            while self._waiting:
                if is_busy:
                    # Whoever was just answered sends again soon: fuller batches cost less.
                    await asyncio.sleep(GATHER_SECONDS)
                is_busy = True
                size = min(len(self._waiting), BATCH_SIZE)
                batch = [self._waiting.popleft() for _ in range(size)]
                await self._write_or_split(batch)
        finally:
            self._worker = None

    async def _write_or_split(self, batch: list[tuple[Draft, asyncio.Future[Sent]]]) -> None:
        try:
            await self._write(batch)
        except psycopg.Error as error:
            # Without a state the connection broke: what it wrote may have been committed, so
            # nothing is written again. Who retries with the same nonce finds their message.
            if len(batch) == 1 or error.sqlstate is None:
                for _, done in batch:
                    settle(done, error=as_api_error(error))
                return
            # One bad row must hurt only itself.
            logger.warning("a batch of %d messages is written one by one: %s", len(batch), error)
            for one in batch:
                await self._write_or_split([one])
        except Exception as error:  # noqa: BLE001  whoever waits must learn of it
            for _, done in batch:
                settle(done, error=error)

    async def _write(self, batch: list[tuple[Draft, asyncio.Future[Sent]]]) -> None:
        pool = await aio.pool()
        drafts = [draft for draft, _ in batch]
        for attempt in (1, 2):
            async with pool.connection() as database:
                try:
                    prepared = await writing.prepare(drafts, database)
                except psycopg.OperationalError:
                    if attempt == 2 or not database.broken:
                        raise
                else:
                    written = await writing.write(prepared, database)
                    MESSAGES_SENT.inc(len(written))
                    break
            # It broke while idle and nothing was written yet. The others may have, too.
            await pool.check()
        rows: list[Row] = []
        answers: list[tuple[asyncio.Future[Sent], Sent]] = []
        for (draft, done), one in zip(batch, prepared, strict=True):
            if one.sent.id in written:
                rows += one.rows
                answers.append((done, one.sent))
                notifying.note(draft, one.sent.id, one.sent.payload["author"])
            elif draft.enforce_nonce and (first := await writing.sent_before(draft)) is not None:
                answers.append((done, first))
            else:
                settle(done, error=StaleRights())
        # The next batch need not wait for Redis; publishing keeps the order of these calls.
        task = asyncio.create_task(announce(rows, answers))
        self._announcing.add(task)
        task.add_done_callback(self._announcing.discard)


async def announce(
    rows: Sequence[Row], answers: Sequence[tuple[asyncio.Future[Sent], Sent]]
) -> None:
    """Publish what was committed, then answer; what Redis does not take now follows later."""
    try:
        if rows:
            await outbox.publish(rows)
    finally:
        for done, sent in answers:
            settle(done, sent)


def settle(
    done: asyncio.Future[Sent], sent: Sent | None = None, *, error: BaseException | None = None
) -> None:
    if done.done():
        return
    if error is not None:
        done.set_exception(error)
    elif sent is not None:
        done.set_result(sent)


def as_api_error(error: Exception) -> APIError:
    """Say what a failed write means to the sender."""
    if isinstance(error, psycopg.errors.ForeignKeyViolation):
        return UnknownChannel()  # deleted a moment ago
    logger.error("a message could not be written", exc_info=error)
    return ServiceUnavailable()


_of_loop: dict[asyncio.AbstractEventLoop, Batches] = {}


async def commit(draft: Draft) -> Sent:
    """Write a draft with whatever else is being sent; see ``Batches.write``."""
    home = aio.process_loop()
    if asyncio.get_running_loop() is not home:
        call = asyncio.run_coroutine_threadsafe(commit(draft), home)
        return await asyncio.wrap_future(call)
    found = _of_loop.get(home)
    if found is None:
        for gone in [loop for loop in _of_loop if loop.is_closed()]:
            del _of_loop[gone]
        found = _of_loop[home] = Batches()
    return await found.write(draft)
