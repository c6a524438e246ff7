"""The receivers: many gateway connections in one process, and what the runner asks of them."""

from __future__ import annotations

import asyncio
import random
import time
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from picows import WSError, ws_connect

from bench import stamps
from bench.session import Refused, Session
from bench.spread import Spread, microseconds
from bench.verdict import Verdict, judge

CONNECT_SECONDS: Final = 30
WITNESSES: Final = 10
LINGER_SECONDS: Final = 0.3
QUIET_SECONDS: Final = 3.0
DRAIN_SECONDS: Final = 30.0


@dataclass
class Crowd:
    """The state of a receivers' process."""

    gateway_url: str
    tokens: tuple[str, ...]
    sessions: list[Session] = field(default_factory=list)
    compress: bool = False
    mark: bytes = stamps.mark(0)
    mark_length: int = len(stamps.mark(0))
    blocks: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    late: array[int] = field(default_factory=microseconds)
    closed: Counter[int] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    others: int = 0
    last_ns: int = 0
    is_ending: bool = False
    beating: asyncio.Task[None] | None = None

    @staticmethod
    def jitter() -> float:
        return random.random()  # noqa: S311

    def note(self, due_ns: int) -> None:
        self.last_ns = now = time.monotonic_ns()
        self.late.append((now - due_ns) // 1000)

    def note_closed(self, code: int) -> None:
        if not self.is_ending:
            self.closed[code] += 1

    @property
    def url(self) -> str:
        query = "?v=10&encoding=json" + ("&compress=zlib-stream" if self.compress else "")
        return self.gateway_url.split("?")[0].rstrip("/") + "/" + query

    async def keep_beating(self) -> None:
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            for session in self.sessions:
                if session.beat_at <= now:
                    session.beat()
                    session.beat_at = now + session.beat_seconds


@dataclass(frozen=True)
class Connected:
    count: int
    failures: dict[str, int]
    seconds: float
    to_ready: Spread
    ready_bytes: int


@dataclass(frozen=True)
class Connect:
    """Open so many connections, `at_once` in the making; connection i signs in as account i."""

    count: int
    at_once: int = 32
    compress: bool = False

    async def run(self, crowd: Crowd) -> Connected:
        crowd.compress = self.compress
        crowd.is_ending = False
        took = microseconds()
        sizes: list[int] = []
        failures: Counter[str] = Counter()
        if crowd.beating is None:
            crowd.beating = asyncio.create_task(crowd.keep_beating())
        numbers = iter(range(len(crowd.sessions), len(crowd.sessions) + self.count))
        began = time.monotonic()

        async def keep_connecting(numbers: Iterator[int]) -> None:
            for number in numbers:
                started = time.monotonic_ns()
                try:
                    sizes.append(await self._open(crowd, number))
                except (OSError, WSError, Refused, TimeoutError) as error:
                    failures[f"{type(error).__name__}: {error}"] += 1
                else:
                    took.append((time.monotonic_ns() - started) // 1000)

        await asyncio.gather(*(keep_connecting(numbers) for _ in range(self.at_once)))
        seconds = time.monotonic() - began
        return Connected(len(took), dict(failures), seconds, Spread.of(took), max(sizes, default=0))

    async def _open(self, crowd: Crowd, number: int) -> int:
        token = crowd.tokens[number % len(crowd.tokens)]
        session = Session(crowd, token, is_witness=number < WITNESSES)
        await ws_connect(
            lambda: session,
            crowd.url,
            websocket_handshake_timeout=CONNECT_SECONDS,
            max_frame_size=64 * 1024 * 1024,
        )
        try:
            size = await asyncio.wait_for(session.ready, CONNECT_SECONDS)
        except BaseException:
            session.end()
            raise
        crowd.sessions.append(session)
        return size


@dataclass(frozen=True)
class Listen:
    """From now on note the messages of this step."""

    step: int

    async def run(self, crowd: Crowd) -> None:
        crowd.mark = stamps.mark(self.step)
        crowd.late = microseconds()
        crowd.closed.clear()
        crowd.problems.clear()
        crowd.blocks.clear()
        crowd.others = 0
        crowd.last_ns = time.monotonic_ns()
        for session in crowd.sessions:
            session.keys = array("L")


@dataclass(frozen=True)
class Heard:
    verdict: Verdict
    to_receiver: Spread
    last_ns: int
    closed: dict[int, int]
    problems: dict[str, int]
    others: int


@dataclass(frozen=True)
class Hear:
    """Wait until what was accepted has arrived everywhere, or nothing comes any more; judge."""

    accepted: array[int]

    async def run(self, crowd: Crowd) -> Heard:
        wanted = len(self.accepted) * len(crowd.sessions)
        until = time.monotonic() + DRAIN_SECONDS
        while len(crowd.late) < wanted and time.monotonic() < until:
            if time.monotonic_ns() - crowd.last_ns > QUIET_SECONDS * 1e9:
                break
            await asyncio.sleep(0.02)
        await asyncio.sleep(LINGER_SECONDS)
        return Heard(
            judge(self.accepted, (session.keys for session in crowd.sessions)),
            Spread.of(crowd.late),
            crowd.last_ns,
            dict(crowd.closed),
            dict(crowd.problems),
            crowd.others,
        )


@dataclass(frozen=True)
class Rest:
    """Keep the connections alive for so long; returns how many the server closed meanwhile."""

    seconds: float

    async def run(self, crowd: Crowd) -> int:
        crowd.closed.clear()
        await asyncio.sleep(self.seconds)
        return crowd.closed.total()


@dataclass(frozen=True)
class Disconnect:
    async def run(self, crowd: Crowd) -> None:
        crowd.is_ending = True
        for session in crowd.sessions:
            session.end()
        crowd.sessions.clear()
        crowd.blocks.clear()
        await asyncio.sleep(0.5)
