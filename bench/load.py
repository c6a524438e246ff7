"""What posts messages and reads history: a few keep-alive connections in one process."""

from __future__ import annotations

import asyncio
import time
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import orjson

from bench import rest, stamps
from bench.fixture import Fixture
from bench.spread import Spread, microseconds


@dataclass
class Load:
    """The state of a sender's process."""

    fixture: Fixture
    connections: list[rest.Connection] = field(default_factory=list)

    def take_connections(self, number: int) -> list[rest.Connection]:
        while len(self.connections) < number:
            self.connections.append(rest.Connection(self.fixture.base_url))
        return self.connections[:number]


@dataclass(frozen=True)
class Sent:
    accepted: array[int]  # the stamps' keys of what was answered with 200
    statuses: dict[str, int]
    seconds: float
    ended_ns: int
    to_answer: Spread

    @property
    def per_second(self) -> float:
        return len(self.accepted) / self.seconds


@dataclass
class Tally:
    accepted: array[int] = field(default_factory=lambda: array("L"))
    took: array[int] = field(default_factory=microseconds)
    statuses: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Send:
    """Post messages for so many seconds.

    With a rate, message n is due at its place on a fixed timetable and its age counts from there,
    however late it leaves: a server that stalls cannot hide it by slowing its clients. Without a
    rate each sender posts as soon as it has the answer to its last message.
    """

    step: int
    seconds: float
    senders: int
    channels: int = 1
    rate: float | None = None

    async def run(self, load: Load) -> Sent:
        tally = Tally()
        began = time.monotonic_ns() + 20_000_000
        due = self._timetable(began)
        async with asyncio.TaskGroup() as group:
            for sender, connection in enumerate(load.take_connections(self.senders)):
                group.create_task(self._keep_posting(load, connection, sender, due, tally))
        ended = time.monotonic_ns()
        return Sent(
            tally.accepted,
            dict(tally.statuses),
            (ended - began) / 1e9,
            ended,
            Spread.of(tally.took),
        )

    def _timetable(self, began: int) -> Callable[[], int | None]:
        """Return what names the next message's time, or None when there is no next."""
        end = began + int(self.seconds * 1e9)
        if self.rate is None:

            def at_once() -> int | None:
                now = time.monotonic_ns()
                return now if now < end else None

            return at_once

        gap = 1e9 / self.rate
        numbers = count()

        def next_place() -> int | None:
            place = began + int(next(numbers) * gap)
            return place if place < end else None

        return next_place

    async def _keep_posting(
        self,
        load: Load,
        connection: rest.Connection,
        sender: int,
        due: Callable[[], int | None],
        tally: Tally,
    ) -> None:
        fixture = load.fixture
        account = fixture.accounts[sender % len(fixture.accounts)]
        channel = fixture.channels[sender % self.channels]
        path = f"/channels/{channel}/messages"
        head = rest.head("POST", fixture.base_url, path, account.authorization)
        mark = stamps.mark(self.step)
        for sequence in count():
            place = due()
            if place is None:
                return
            wait = (place - time.monotonic_ns()) / 1e9
            if wait > 0:
                await asyncio.sleep(wait)
            started = time.monotonic_ns()
            key = stamps.key_of(sender, sequence)
            # Timers of milliseconds may fire a little early.
            body = b'{"content":"%b"}' % stamps.text(mark, key, min(place, started))
            try:
                reply = await connection.ask(rest.with_body(head, body))
            except (OSError, TimeoutError) as error:
                tally.statuses[f"{type(error).__name__}: {error}"] += 1
                await asyncio.sleep(0.1)
                continue
            tally.took.append((time.monotonic_ns() - started) // 1000)
            tally.statuses[str(reply.status)] += 1
            if reply.status == 200:
                tally.accepted.append(key)
            else:
                await asyncio.sleep(0.1)


@dataclass(frozen=True)
class Read:
    count: int
    statuses: dict[str, int]
    seconds: float
    to_answer: Spread
    bytes_each: int


@dataclass(frozen=True)
class ReadHistory:
    """Get pages of 50 messages, each reader over and over: the newest, or older ones in turn."""

    seconds: float
    readers: int
    channel: str
    before: tuple[str, ...] = ()

    async def run(self, load: Load) -> Read:
        took = microseconds()
        statuses: Counter[str] = Counter()
        received = 0
        began = time.monotonic()
        end = began + self.seconds
        fixture = load.fixture
        queries = [f"&before={message}" for message in self.before] or [""]

        async def keep_reading(number: int, connection: rest.Connection) -> None:
            nonlocal received
            account = fixture.accounts[number % len(fixture.accounts)]
            requests = [
                history_request(fixture, self.channel, account.authorization, query)
                for query in queries
            ]
            for turn in count(number):
                if time.monotonic() > end:
                    return
                started = time.monotonic_ns()
                try:
                    reply = await connection.ask(requests[turn % len(requests)])
                except (OSError, TimeoutError) as error:
                    statuses[f"{type(error).__name__}: {error}"] += 1
                    await asyncio.sleep(0.1)
                    continue
                took.append((time.monotonic_ns() - started) // 1000)
                statuses[str(reply.status)] += 1
                received += len(reply.body)
                if reply.status != 200:
                    await asyncio.sleep(0.1)

        async with asyncio.TaskGroup() as group:
            for number, connection in enumerate(load.take_connections(self.readers)):
                group.create_task(keep_reading(number, connection))
        seconds = time.monotonic() - began
        return Read(
            statuses.get("200", 0), dict(statuses), seconds, Spread.of(took),
            received // max(1, len(took)),
        )  # fmt: skip


@dataclass(frozen=True)
class Page:
    channel: str
    relations: int
    messages: tuple[str, ...]


@dataclass(frozen=True)
class FindPages:
    """Find the channel whose newest 50 messages have the most relations, and its older pages."""

    async def run(self, load: Load) -> Page | None:
        fixture = load.fixture
        connection = load.take_connections(1)[0]
        best: Page | None = None
        for channel in fixture.channels:
            messages: list[str] = []
            relations = 0
            for _ in range(8):
                query = f"&before={messages[-1]}" if messages else ""
                reply = await connection.ask(
                    history_request(fixture, channel, fixture.accounts[0].authorization, query)
                )
                page = orjson.loads(reply.body) if reply.status == 200 else []
                if not messages:
                    relations = sum(relations_of(message) for message in page)
                messages += [message["id"] for message in page]
                if len(page) < 50:
                    break
            if len(messages) >= 50 and (best is None or relations > best.relations):
                best = Page(channel, relations, tuple(messages))
        return best


def relations_of(message: dict[str, object]) -> int:
    lists = ("attachments", "reactions", "mentions", "embeds")
    many = sum(len(value) for name in lists if isinstance(value := message.get(name), list))
    return many + (message.get("referenced_message") is not None)


def history_request(fixture: Fixture, channel: str, authorization: str, query: str = "") -> bytes:
    path = f"/channels/{channel}/messages?limit=50{query}"
    return rest.without_body(rest.head("GET", fixture.base_url, path, authorization))


@dataclass(frozen=True)
class AskGateway:
    """Return the gateway's address."""

    async def run(self, load: Load) -> str:
        connection = load.take_connections(1)[0]
        head = rest.head("GET", load.fixture.base_url, "/gateway")
        reply = await connection.ask(rest.without_body(head))
        if reply.status != 200:
            raise ConnectionError(f"GET /gateway answered {reply.status}")
        return str(orjson.loads(reply.body)["url"])
