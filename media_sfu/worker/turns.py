"""When the pump runs: at once when a datagram wakes an idle worker, then each millisecond."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Final

logger = logging.getLogger(__name__)

TICK: Final = 0.001  # a wake-up costs more than a packet, so busy sockets are read on a timetable
IDLE_TURNS: Final = 20  # without a datagram, after which the worker waits to be woken


class Turns:
    def __init__(self, fd: int, pump: Callable[[], int], is_busy: Callable[[], bool]) -> None:
        self._fd = fd
        self._pump = pump
        self._is_busy = is_busy  # whether something waits to be sent later
        self._empty = 0
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self.lag = 0.0  # seconds that ticks come late, smoothed
        self.worst_lag = 0.0
        self._wait()

    def _wait(self) -> None:
        self._timer = None
        self._loop.add_reader(self._fd, self._wake)

    def _wake(self) -> None:
        self._loop.remove_reader(self._fd)
        self._empty = 0
        self._turn()

    def _tick(self) -> None:
        late = max(0.0, time.monotonic() - self._due)
        self.lag += (late - self.lag) * 0.01
        self.worst_lag = max(self.worst_lag, late)
        self._turn()

    def _turn(self) -> None:
        try:
            has_work = bool(self._pump()) or self._is_busy()
        except Exception:
            logger.exception("A turn was cut short")
            has_work = True
        self._empty = 0 if has_work else self._empty + 1
        if self._empty >= IDLE_TURNS:
            self._wait()
        else:
            self._schedule()

    def _schedule(self) -> None:
        self._due = time.monotonic() + TICK
        self._timer = self._loop.call_later(TICK, self._tick)

    def close(self) -> None:
        self._loop.remove_reader(self._fd)
        if self._timer is not None:
            self._timer.cancel()
