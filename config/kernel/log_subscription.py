"""Listening to topics of the log, over one Redis connection that is made anew when it is lost."""

from __future__ import annotations

import asyncio
import contextlib
import logging
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
    """Hears the topics it is told to. ``messages`` is to be consumed by one task."""

    def __init__(self, own_topic: str) -> None:
        self._own_topic = own_topic
        self._topics: set[str] = {own_topic}
        self._client = log.new_client(socket_timeout=None)
        self._prefix = log.channel_prefix(self._client)
        self._pubsub: Any = None
        self._confirmations: dict[str, asyncio.Future[None]] = {}
        self._last_heard = time.monotonic()
        self._closed = False

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
        if self._pubsub is None:
            return  # connecting: it will subscribe to all there is
        channels = [self._prefix + topic for topic in topics]
        # A lost connection is noticed by the reader, which starts over.
        with contextlib.suppress(redis.RedisError, OSError):
            for start in range(0, len(channels), TOPICS_AT_ONCE):
                await self._pubsub.execute_command(name, *channels[start : start + TOPICS_AT_ONCE])

    async def messages(self) -> AsyncIterator[Heard | Mark | Reconnected]:
        was_connected = False
        while not self._closed:
            try:
                await self._connect()
                if was_connected:
                    yield Reconnected()
                was_connected = True
                while True:
                    message = self._read(await self._pubsub.parse_response(block=True))
                    if message is not None:
                        yield message
            except (redis.RedisError, OSError, asyncio.IncompleteReadError) as error:
                if self._closed:
                    return
                logger.warning("lost the log, connecting again: %s", error)
                await self._drop()
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _connect(self) -> None:
        pubsub = self._client.pubsub()
        channels = [self._prefix + topic for topic in self._topics]
        try:
            for start in range(0, len(channels), TOPICS_AT_ONCE):
                await pubsub.execute_command("SUBSCRIBE", *channels[start : start + TOPICS_AT_ONCE])
        except BaseException:
            await pubsub.aclose()
            raise
        self._pubsub = pubsub
        self._last_heard = time.monotonic()
        # Topics that were wanted while this connected.
        late = [t for t in self._topics if self._prefix + t not in set(channels)]
        if late:
            await self._command("SUBSCRIBE", late)

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
        pubsub = self._pubsub
        if pubsub is None:
            return
        silence = time.monotonic() - self._last_heard
        if silence > SILENCE_SECONDS * 2:
            await self._drop()
        elif silence > SILENCE_SECONDS:
            with contextlib.suppress(redis.RedisError, OSError):
                await pubsub.execute_command("PING")

    async def _drop(self) -> None:
        pubsub, self._pubsub = self._pubsub, None
        if pubsub is not None:
            with contextlib.suppress(redis.RedisError, OSError):
                await pubsub.aclose()

    async def close(self) -> None:
        self._closed = True
        await self._drop()
        await self._client.aclose()
