"""The one bridge between sync and async code, and what async code shares.

A process has one loop for database and Redis work: the server's, or, in a command, a Celery
task or a test, a loop on a background thread. Pools and batches belong to that loop, so all
callers, sync or async, meet in the same group commit.
"""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

import psycopg
from asgiref.sync import sync_to_async
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from config.kernel.database import connection_string

P = ParamSpec("P")
T = TypeVar("T")
Pool = AsyncConnectionPool[psycopg.AsyncConnection[TupleRow]]

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_pid = 0
_pools: dict[asyncio.AbstractEventLoop, Pool] = {}


def adopt_running_loop() -> None:
    """Make the running loop this process's loop, if it has none yet."""
    global _loop, _pid
    if _loop is None or _pid != os.getpid() or _loop.is_closed():
        with _lock:
            _loop, _pid = asyncio.get_running_loop(), os.getpid()


def process_loop() -> asyncio.AbstractEventLoop:
    """Return this process's loop, starting one on a thread of its own where none runs."""
    global _loop, _pid
    with _lock:
        if _loop is None or _pid != os.getpid() or _loop.is_closed():
            _loop, _pid = asyncio.new_event_loop(), os.getpid()
            threading.Thread(target=_loop.run_forever, name="aio", daemon=True).start()
        return _loop


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on the process's loop from sync code, and wait for its result."""
    if runs_on_a_loop():
        coroutine.close()
        raise RuntimeError("code that runs on a loop must await, not wait")
    return asyncio.run_coroutine_threadsafe(coroutine, process_loop()).result()


def runs_on_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def in_thread(call: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """Return the async form of sync code: it runs on the request's worker thread."""
    return sync_to_async(call, thread_sensitive=True)


async def pool() -> Pool:
    """Return the loop's own pool of async connections (autocommit and prepared statements on)."""
    loop = asyncio.get_running_loop()
    found = _pools.get(loop)
    if found is None:
        found = AsyncConnectionPool(
            connection_string(),
            min_size=1,
            max_size=int(os.environ.get("ASYNC_POOL_MAX", "8")),
            timeout=10,
            kwargs={"autocommit": True, "prepare_threshold": 2},
            check=None,
            open=False,
            name="async",
        )
        _pools[loop] = found
        await found.open()
    return found


async def close() -> None:
    """Close what the running loop holds (at shutdown, and before a test's database goes)."""
    found = _pools.pop(asyncio.get_running_loop(), None)
    if found is not None:
        await found.close()
