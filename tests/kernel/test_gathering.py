from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from config.kernel.gathering import Gathered


class Library:
    """Answers with twice the number, when it is let."""

    def __init__(self, *, at_once: int = 64) -> None:
        self.trips: list[list[int]] = []
        self.may_answer = asyncio.Event()
        self.questions = Gathered(self.answer, at_once=at_once)

    async def answer(self, numbers: Sequence[int]) -> list[int]:
        self.trips.append(list(numbers))
        await self.may_answer.wait()
        if 13 in numbers:
            raise LookupError(13)
        return [number * 2 for number in numbers]

    def ask(self, number: int) -> asyncio.Task[int]:
        return asyncio.ensure_future(self.questions.ask(number))


async def begin() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_is_asked_while_an_answer_is_under_way_is_asked_in_one_go() -> None:
    library = Library()
    first = library.ask(1)
    await begin()
    others = [library.ask(number) for number in (2, 3, 3)]
    await begin()
    assert library.trips == [[1]]
    library.may_answer.set()
    assert [await one for one in (first, *others)] == [2, 4, 6, 6]
    assert library.trips == [[1], [2, 3, 3]]


async def test_a_go_has_no_more_questions_than_allowed() -> None:
    library = Library(at_once=2)
    library.may_answer.set()
    assert await asyncio.gather(*(library.ask(number) for number in range(5))) == [0, 2, 4, 6, 8]
    assert [len(trip) for trip in library.trips] == [2, 2, 1]


async def test_a_failure_is_told_to_those_of_its_go_and_to_nobody_else() -> None:
    library = Library(at_once=2)
    library.may_answer.set()
    asked = [library.ask(number) for number in (12, 13, 14)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers] == [LookupError, LookupError, int]


async def test_who_gives_up_takes_nothing_from_the_others() -> None:
    library = Library()
    given_up, patient = library.ask(1), library.ask(2)
    await begin()
    given_up.cancel()
    library.may_answer.set()
    assert await patient == 4
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert await library.ask(5) == 10
