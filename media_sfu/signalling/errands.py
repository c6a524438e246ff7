"""Work that nobody waits for, and work for the database, of one loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from django.db import connection as database_connection

from media_sfu.rpc import end_tasks

P = ParamSpec("P")
T = TypeVar("T")


class Errands:
    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="voice")
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, coroutine: Any) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def in_thread(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run code that uses the ORM; its connection goes back to the pool."""

        def work() -> T:
            try:
                return call(*args, **kwargs)
            finally:
                database_connection.close()

        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    async def close(self) -> None:
        await end_tasks(list(self._tasks))
        self._threads.shutdown(wait=False)
