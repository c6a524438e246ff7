"""A worker on loopback, with what it told, and people who join its rooms."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from media_sfu.worker.media import MediaWorker

ALL = ["SPEAK", "STREAM", "USE_VAD"]


class House:
    def __init__(self, host: str = "127.0.0.1", **options: Any) -> None:
        self.events: list[dict[str, Any]] = []
        self.worker = MediaWorker(
            host=host,
            port=0,
            external_ips=options.pop("external_ips", [host]),
            on_event=self.events.append,
            **options,
        )
        self._numbers = count(1)
        self._closers: list[Callable[[], Any]] = []

    async def open(self) -> None:
        await self.worker.start()

    async def close(self) -> None:
        for closer in reversed(self._closers):
            await closer()
        await self.worker.close()

    def on_close(self, closer: Callable[[], Any]) -> None:
        self._closers.append(closer)

    async def join(
        self, room: str = "lobby", peer: str = "", *, bits: list[str] | None = None, **fields: Any
    ) -> dict[str, Any]:
        """Join as somebody new; return the answer with the ``address`` of commands for them."""
        number = next(self._numbers)
        generation = fields.pop("generation", 1)
        who = {"room": room, "peer": peer or f"session{number}", "generation": generation}
        body = {
            **who,
            "user_id": str(100 + number),
            "bits": ALL if bits is None else bits,
            "expires": time.time() + 60,
            **fields,
        }
        return {**await self.worker.handle("join", body), "who": who, "body": body}

    def told(self, kind: str, **fields: Any) -> list[dict[str, Any]]:
        return [
            event
            for event in self.events
            if event["type"] == kind and all(event.get(key) == fields[key] for key in fields)
        ]


async def until(condition: Callable[[], Any], what: str, limit: float = 8.0) -> Any:
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if value := condition():
            return value
        await asyncio.sleep(0.01)
    raise AssertionError(f"not within {limit} s: {what}")
