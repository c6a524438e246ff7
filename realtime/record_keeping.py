"""The records of all sessions of a process: renewed, written anew, left to their end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import redis

from realtime import records

if TYPE_CHECKING:
    from realtime.hub import Hub

TOGETHER_SECONDS: Final = 0.005


class RecordKeeping:
    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._head = hub.head
        self._left: set[str] = set()

    @property
    def is_current(self) -> bool:
        """Whether the records belong to the log's present life: sessions can be resumed in it."""
        return self._head[:2] == self._hub.head[:2]

    async def keep(self, session_ids: Iterable[str]) -> None:
        """Renew the records of sessions; write them anew when the log has another life."""
        if self.is_current:
            await records.keep(session_ids)
            return
        head = self._hub.head
        await records.save_all(self._hub.sessions.values(), head, self._hub.id)
        self._head = head

    def bring_up_to_date(self) -> None:
        """Let sessions be resumed in the new life of the log, if there is one: they saw it come."""
        if self._hub.sessions and not self.is_current:
            self._hub.spawn(self._write_anew())

    async def _write_anew(self) -> None:
        with contextlib.suppress(redis.RedisError, OSError):
            await self.keep(())

    def leave(self, session_id: str) -> None:
        """Let the record of a lost socket end with its time; of many lost ones at once."""
        self._left.add(session_id)
        if len(self._left) == 1:
            self._hub.spawn(self._leave_together())

    async def _leave_together(self) -> None:
        await asyncio.sleep(TOGETHER_SECONDS)
        left, self._left = self._left, set()
        # Without Redis they end with their time anyway.
        with contextlib.suppress(redis.RedisError, OSError):
            await records.leave(left)
