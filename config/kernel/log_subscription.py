"""Listening to topics of the log, over one Redis connection that is made anew when it is lost."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any, Final

import redis

from config.kernel import log
from config.kernel.log import Head, LogEvent, decode

logger = logging.getLogger(__name__)

SILENCE_SECONDS: Final = 15.0
RECONNECT_SECONDS: Final = 0.1
TOPICS_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that this process published (``log.mark``) has come round."""

    head: Head


@dataclass(frozen=True, slots=True)
class Reconnected:
    """The connection had been lost: what was published meanwhile has to be read back."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An event, and the life of the log it belongs to."""

    epoch: str
    generation: int
    event: LogEvent


class Subscription:
    """Hears the topics it is told to. ``messages`` is to be consumed by one task.

    Works on a bare connection: the client's own PubSub connects again by itself, and would
    keep from us that something was missed.
    """

    def __init__(self, own_topic: str) -> None:
        self._own_topic = own_topic
        self._topics: set[str] = {own_topic}
        self._client = log.new_client(socket_timeout=None)
        self._prefix = log.channel_prefix(self._client)
        self._connection: Any = None
        self._confirmations: dict[str, asyncio.Future[None]] = {}
        self._last_heard = time.monotonic()
        self.is_closed = False

    async def subscribe(self, topics: Iterable[str]) -> None:
        """Hear these topics too; returns when Redis has confirmed all of them."""
        new = [topic for topic in topics if topic not in self._topics]
        if not new:
            return
        loop = asyncio.get_running_loop()
        confirmations = [
            self._confirmations.setdefault(topic, loop.create_future()) for topic in new
        ]
        self._topics.update(new)
        await self._command("SUBSCRIBE", new)
        await asyncio.gather(*confirmations)

    async def unsubscribe(self, topics: Iterable[str]) -> None:
        known = [topic for topic in topics if topic in self._topics]
        self._topics.difference_update(known)
        if known:
            await self._command("UNSUBSCRIBE", known)

    async def _command(self, name: str, topics: list[str]) -> None:
        connection = self._connection
        channels = [self._prefix + topic for topic in topics]
        for start in range(0, len(channels), TOPICS_AT_ONCE):
            # Without a connection there is nothing to do: a new one subscribes to all there is.
            if connection is None or not connection.is_connected:
                return
            # A connection that breaks here is noticed by the reader, which starts over.
            with contextlib.suppress(redis.RedisError, OSError):
                await connection.send_command(
                    name, *channels[start : start + TOPICS_AT_ONCE], check_health=False
                )

    async def messages(self) -> AsyncIterator[Heard | Mark | Reconnected]:
        was_connected = False
        while not self.is_closed:
            try:
                connection = await self._connect()
                if was_connected:
                    yield Reconnected()
                was_connected = True
                while True:
                    response = await connection.read_response(timeout=math.inf)
                    message = self._read(response)
                    if message is not None:
                        yield message
            except (redis.RedisError, OSError, asyncio.IncompleteReadError) as error:
                if self._has_ended():
                    return
                logger.warning("lost the log, connecting again: %s", error)
                await self._drop()
                await asyncio.sleep(RECONNECT_SECONDS)

    def _has_ended(self) -> bool:
        return self.is_closed

    async def _connect(self) -> Any:
        pool: Any = self._client.connection_pool
        connection = pool.make_connection()
        await connection.connect()
        self._connection = connection
        self._last_heard = time.monotonic()
        await self._command("SUBSCRIBE", list(self._topics))
        return connection

    def _read(self, response: Any) -> Heard | Mark | None:
        self._last_heard = time.monotonic()
        if not isinstance(response, list):
            return None
        kind = response[0]
        if kind == b"message":
            topic = response[1].decode()[len(self._prefix) :]
            head, _, payload = response[2].partition(b"\n")
            epoch, generation, position, before = head.split(b" ")
            if topic == self._own_topic:
                return Mark(Head(epoch.decode(), int(generation), int(position)))
            event = decode(topic, int(position), int(before), payload)
            return Heard(epoch.decode(), int(generation), event)
        if kind == b"subscribe":
            confirmation = self._confirmations.pop(response[1].decode()[len(self._prefix) :], None)
            if confirmation is not None and not confirmation.done():
                confirmation.set_result(None)
        return None

    async def check(self) -> None:
        """Notice a dead connection; call it every few seconds."""
        connection = self._connection
        if connection is None:
            return
        silence = time.monotonic() - self._last_heard
        if silence > SILENCE_SECONDS * 2:
            await self._drop()
        elif silence > SILENCE_SECONDS and connection.is_connected:
            with contextlib.suppress(redis.RedisError, OSError):
                await connection.send_command("PING", check_health=False)

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(redis.RedisError, OSError):
                await connection.disconnect(nowait=True)

    async def close(self) -> None:
        self.is_closed = True
        await self._drop()
        await self._client.aclose()
