"""Questions of one kind, answered together.

When many ask at the same time (a thousand clients that reconnect), a trip to the database for
each costs more than the answers. A question that comes alone is asked at once; those that come
while an answer is under way wait for it and are then asked in one go. An answer is never older
than its question.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar
from weakref import WeakKeyDictionary

Question = TypeVar("Question")
Answer = TypeVar("Answer")

AT_ONCE: Final = 64


class Gathered(Generic[Question, Answer]):
    """Asks ``answer_all`` for everybody; it returns the answers in the order of the questions.

    What it raises is raised to all who asked in that go.
    """

    def __init__(
        self,
        answer_all: Callable[[Sequence[Question]], Awaitable[Sequence[Answer]]],
        *,
        at_once: int = AT_ONCE,
    ) -> None:
        self._answer_all = answer_all
        self._at_once = at_once
        self._queues: WeakKeyDictionary[asyncio.AbstractEventLoop, _Queue[Question, Answer]] = (
            WeakKeyDictionary()
        )

    async def ask(self, question: Question) -> Answer:
        loop = asyncio.get_running_loop()
        queue = self._queues.get(loop)
        if queue is None:
            queue = self._queues[loop] = _Queue(self._answer_all, self._at_once)
        return await queue.ask(question, loop)


class _Queue(Generic[Question, Answer]):
    """What waits on one event loop."""

    def __init__(
        self, answer_all: Callable[[Sequence[Question]], Awaitable[Sequence[Answer]]], at_once: int
    ) -> None:
        self._answer_all = answer_all
        self._at_once = at_once
        self._waiting: deque[tuple[Question, asyncio.Future[Answer]]] = deque()
        self._worker: asyncio.Task[None] | None = None

    def ask(self, question: Question, loop: asyncio.AbstractEventLoop) -> asyncio.Future[Answer]:
        done: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((question, done))
        if self._worker is None:
            self._worker = loop.create_task(self._work())
        return done

    async def _work(self) -> None:
        try:
            while self._waiting:
                size = min(len(self._waiting), self._at_once)
                asked = [self._waiting.popleft() for _ in range(size)]
                await self._answer(asked)
        finally:
            self._worker = None
            for _, done in self._waiting:
                done.cancel()
            self._waiting.clear()

    async def _answer(self, asked: list[tuple[Question, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._answer_all([question for question, _ in asked])
        except Exception as error:  # noqa: BLE001  whoever waits must learn of it
            for _, done in asked:
                if not done.done():
                    done.set_exception(error)
        else:
            for (_, done), answer in zip(asked, answers, strict=True):
                if not done.done():
                    done.set_result(answer)
        finally:
            for _, done in asked:
                done.cancel()  # of those that nobody answers, the loop being closed
