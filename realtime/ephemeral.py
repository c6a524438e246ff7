"""The hub's ear for ephemeral events: one channel of the channel layer, a group per topic."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Any, Final

from channels.layers import get_channel_layer

from config.kernel.ephemeral import group_name

logger = logging.getLogger("guildhall.gateway")

PAUSE_SECONDS: Final = 0.5


class EphemeralListener:
    """Joins and leaves groups in the background: a moment late is early enough here."""

    def __init__(self, hear: Callable[[dict[str, Any]], None]) -> None:
        self._hear = hear
        self._layer: Any = None
        self._changes: asyncio.Queue[tuple[bool, str]] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._layer = get_channel_layer()
        self._tasks = [asyncio.get_running_loop().create_task(self._work())]

    async def _work(self) -> None:
        channel = await self._layer.new_channel("hub")
        await asyncio.gather(self._receive(channel), self._change(channel))

    def add(self, topics: Iterable[str]) -> None:
        for topic in topics:
            self._changes.put_nowait((True, group_name(topic)))

    def join(self, group: str) -> None:
        self._changes.put_nowait((True, group))

    def remove(self, topics: Iterable[str]) -> None:
        for topic in topics:
            self._changes.put_nowait((False, group_name(topic)))

    async def _receive(self, channel: str) -> None:
        while True:
            try:
                message = await self._layer.receive(channel)
                self._hear(message)
            except Exception:
                logger.exception("An ephemeral event could not be heard.")
                await asyncio.sleep(PAUSE_SECONDS)

    async def _change(self, channel: str) -> None:
        while True:
            joins, group = await self._changes.get()
            try:
                if joins:
                    await self._layer.group_add(group, channel)
                else:
                    await self._layer.group_discard(group, channel)
            except Exception as error:  # noqa: BLE001  whatever the layer's client raises
                logger.warning("no ephemeral events of %s for now: %s", group, error)
                await asyncio.sleep(PAUSE_SECONDS)
                if joins:
                    self._changes.put_nowait((True, group))

    async def close(self) -> None:
        while running := [task for task in self._tasks if not task.done()]:
            for task in running:
                task.cancel()
            await asyncio.wait(running, timeout=0.5)
        if self._layer is not None:
            await self._layer.flush()
