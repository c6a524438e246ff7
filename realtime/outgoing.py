"""What waits to be written to the sessions of a process, and when it is written."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from realtime.metrics import DELIVERIES, observe_delivery

if TYPE_CHECKING:
    from realtime.sessions import GatewaySession

TICK_SECONDS: Final = 0.005
LONGEST_TICK_SECONDS: Final = 0.05
WORK_SHARE: Final = 8


class Outgoing:
    def __init__(self) -> None:
        self.dirty: list[GatewaySession] = []
        self._announced: list[int] = []
        self._next_flush = 0.0
        self._flush_handle: asyncio.TimerHandle | None = None

    def announced(self, message_id: int) -> None:
        """Observe, once it is written, how long ago the message was made."""
        self._announced.append(message_id)

    def flush_soon(self) -> None:
        """Write what waits: at once when the last time is a moment ago, else with the next tick."""
        if not self.dirty or self._flush_handle is not None:
            return
        loop = asyncio.get_running_loop()
        wait = self._next_flush - loop.time()
        if wait <= 0:
            self.flush()
        else:
            self._flush_handle = loop.call_later(wait, self.flush)

    def flush(self) -> None:
        """Write what waits for each session in one piece."""
        if self._flush_handle is not None:
            self._flush_handle.cancel()
            self._flush_handle = None
        started = time.monotonic()
        dirty = self.dirty
        count = 0
        for session in dirty:
            frames, session.pending = session.pending, []
            count += len(frames)
            session.connection.write_within_limit(frames)
        dirty.clear()
        DELIVERIES.inc(count)
        for message_id in self._announced:
            observe_delivery(message_id)
        self._announced.clear()
        # The system call per socket is what costs: the longer a write to all took, the more
        # is collected for the next, within what nobody notices.
        took = time.monotonic() - started
        wait = min(max(TICK_SECONDS, took * WORK_SHARE), LONGEST_TICK_SECONDS)
        self._next_flush = asyncio.get_running_loop().time() + wait
