"""Commands to SFU workers, and what comes back.

A command goes into the Redis stream of its worker, with a request id under which it is carried
out once however often it arrives. The answer comes through the channel layer, to the channel
that the command names; what happens in a room goes to the group of the room.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import orjson
from channels.layers import get_channel_layer

from config.kernel import log

logger = logging.getLogger("guildhall.voice")

STREAM_LENGTH: Final = 10_000
# How long an answer is waited for, and how often is asked.
PATIENCE_SECONDS: Final = 1.5
ATTEMPTS: Final = 2
PAUSE_SECONDS: Final = 0.5


class Refused(Exception):
    """The worker refused a command; ``code`` says why."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class WorkerUnavailable(Exception):
    """The worker did not answer."""


def stream_of(worker: str) -> str:
    return f"sfu:{worker}:commands"


def group_of(room: str) -> str:
    """Return the channel layer's group of those who serve sockets of a room."""
    return f"voice.room.{room}"


async def post(
    worker: str,
    op: str,
    body: Mapping[str, Any],
    *,
    request_id: str | None = None,
    reply_to: str | None = None,
) -> None:
    """Send a command; without ``reply_to`` nobody hears how it went."""
    command = orjson.dumps(
        {"id": request_id or secrets.token_hex(12), "op": op, "body": body, "reply_to": reply_to}
    )
    await log.client().xadd(
        stream_of(worker), {"c": command}, maxlen=STREAM_LENGTH, approximate=True
    )


async def end_tasks(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they have ended: a client library may take one time for its own."""
    while running := [task for task in tasks if not task.done()]:
        for task in running:
            task.cancel()
        await asyncio.wait(running, timeout=0.05)


class Correspondence:
    """The letter box of a process: asks workers and hears of its rooms, on the running loop."""

    def __init__(self, hear: Callable[[dict[str, Any]], None]) -> None:
        self._hear = hear
        self._layer: Any = get_channel_layer()
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._task: asyncio.Task[None] | None = None
        self.channel = ""

    async def open(self) -> None:
        self.channel = await self._layer.new_channel("voice")
        self._task = asyncio.get_running_loop().create_task(self._receive())

    async def close(self) -> None:
        if self._task is not None:
            await end_tasks([self._task])

    async def _receive(self) -> None:
        while True:
            try:
                message = await self._layer.receive(self.channel)
                if message["type"] == "reply":
                    self._answered(message)
                else:
                    self._hear(message)
            except Exception:
                logger.exception("A message about voice could not be handled.")
                await asyncio.sleep(PAUSE_SECONDS)

    def _answered(self, message: dict[str, Any]) -> None:
        waiting = self._waiting.get(message["id"])
        if waiting is not None and not waiting.done():
            waiting.set_result(message)

    async def join(self, room: str) -> None:
        await self._layer.group_add(group_of(room), self.channel)

    async def leave(self, room: str) -> None:
        await self._layer.group_discard(group_of(room), self.channel)

    async def send(self, room: str, message: Mapping[str, Any]) -> None:
        """Tell all who serve sockets of a room."""
        await self._layer.group_send(group_of(room), message)

    async def reply(self, channel: str, request_id: str, answer: Mapping[str, Any]) -> None:
        await self._layer.send(channel, {"type": "reply", "id": request_id, "answer": answer})

    async def call(self, worker: str, op: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Have a worker do something; raises Refused or WorkerUnavailable."""
        request_id = secrets.token_hex(12)

        async def ask() -> None:
            await post(worker, op, body, request_id=request_id, reply_to=self.channel)

        answer = await self.await_answer(request_id, ask, attempts=ATTEMPTS)
        if answer is None:
            raise WorkerUnavailable(worker)
        if "refused" in answer:
            raise Refused(answer["refused"], answer.get("message", ""))
        result: dict[str, Any] = answer["result"]
        return result

    async def await_answer(
        self, request_id: str, ask: Callable[[], Any], *, attempts: int = 1
    ) -> dict[str, Any] | None:
        """Ask, and return what is answered under the request's id; None: nobody did."""
        waiting = self._waiting[request_id] = asyncio.get_running_loop().create_future()
        try:
            for _ in range(attempts):
                await ask()
                done, _ = await asyncio.wait([waiting], timeout=PATIENCE_SECONDS)
                if done:
                    answer: dict[str, Any] = waiting.result()["answer"]
                    return answer
            return None
        finally:
            del self._waiting[request_id]


async def call_once(worker: str, op: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """``Correspondence.call`` for who seldom asks."""
    letters = Correspondence(lambda message: None)
    await letters.open()
    try:
        return await letters.call(worker, op, body)
    finally:
        await letters.close()
