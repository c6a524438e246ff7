"""A topic of the log that somebody here listens to, and what of it is remembered."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING, Final

from config.kernel.log import LogEvent

if TYPE_CHECKING:
    from realtime.guild_view import GuildView
    from realtime.sessions import GatewaySession

EVENTS_REMEMBERED: Final = 300
# Room for bursts would cost memory for every topic; long gaps are read from Redis.
BYTES_REMEMBERED: Final = 2 * 1024 * 1024


class Topic:
    __slots__ = (
        "backlog", "floor", "has_friends", "id", "is_followed", "kind", "left_at", "listeners", "loading",
        "name", "recent", "size", "view",
    )  # fmt: skip

    def __init__(self, name: str) -> None:
        self.name = name
        self.kind, _, number = name.partition(":")
        self.id = int(number)
        self.listeners: dict[GatewaySession, None] = {}
        self.left_at = time.monotonic()
        self.is_followed = False
        self.has_friends = False  # ephemeral events of friends are heard, too
        # All events after position ``floor`` are in ``recent``.
        self.floor = 0
        self.recent: deque[LogEvent] = deque()
        self.size = 0
        # Of guilds: what is known, or what came while it is being read.
        self.view: GuildView | None = None
        self.loading: asyncio.Task[GuildView | None] | None = None
        self.backlog: list[LogEvent] | None = None

    def followed_from(self, position: int) -> None:
        self.is_followed = True
        self.floor = self.recent[0].before if self.recent else position

    def misses_something_before(self, event: LogEvent) -> bool:
        reached = self.recent[-1].position if self.recent else self.floor
        return self.is_followed and event.before > max(reached, self.floor)

    def remember(self, event: LogEvent) -> None:
        self.recent.append(event)
        self.size += len(event.data)
        while len(self.recent) > EVENTS_REMEMBERED or self.size > BYTES_REMEMBERED:
            oldest = self.recent.popleft()
            self.size -= len(oldest.data)
            self.floor = oldest.position

    def since(self, position: int) -> list[LogEvent] | None:
        """Return the events after a position, or None when they reach further back than known."""
        if position < self.floor:
            return None
        return [event for event in self.recent if event.position > position]

    def leave(self, session: GatewaySession) -> None:
        self.listeners.pop(session, None)
        self.left_at = time.monotonic()

    @property
    def is_idle(self) -> bool:
        if self.listeners or self.loading is not None:
            return False
        return self.view is None or not self.view.is_used
