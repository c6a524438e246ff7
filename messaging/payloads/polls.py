"""Polls and who voted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

from accounts.payloads import UserPayload
from messaging.payloads.facts import Facts
from messaging.payloads.reactions import EmojiPayload


class PollMediaPayload(TypedDict):
    text: str
    emoji: NotRequired[EmojiPayload]


class PollAnswerPayload(TypedDict):
    answer_id: int
    poll_media: PollMediaPayload


class AnswerCountPayload(TypedDict):
    id: int
    count: int
    me_voted: bool


class PollResultsPayload(TypedDict):
    is_finalized: bool
    answer_counts: list[AnswerCountPayload]  # of answers that somebody voted for


class PollPayload(TypedDict):
    question: PollMediaPayload
    answers: list[PollAnswerPayload]
    expiry: str
    allow_multiselect: bool
    layout_type: int
    results: PollResultsPayload


class VotersPayload(TypedDict):
    users: list[UserPayload]


def poll_payload(poll: Mapping[str, Any], votes: Iterable[Facts]) -> PollPayload:
    return {
        "question": poll["question"],
        "answers": poll["answers"],
        "expiry": poll["expiry"],
        "allow_multiselect": poll["allow_multiselect"],
        "layout_type": poll["layout_type"],
        "results": {
            "is_finalized": poll["is_finalized"],
            "answer_counts": list(votes),  # type: ignore[arg-type]
        },
    }
