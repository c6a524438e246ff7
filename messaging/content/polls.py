"""Polls: what a message asks, checked against every documented limit.

https://discord.com/developers/docs/resources/poll

A poll is kept with its message as its payload shows it, but for the results; ``is_finalized``
says that its votes were counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from config.kernel.errors import FormError
from config.kernel.fields import parse_decimal
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.settings import limits
from messaging.content.emoji import canonical_unicode
from messaging.content.forms import Errors, Form

DEFAULT_LAYOUT: Final = 1
EMOJI_NAME_LENGTH: Final = 32


def read_poll(value: Mapping[str, Any], asked_at: datetime) -> dict[str, Any]:
    """Return a poll as it is kept; raises ``FormError`` naming every wrong field.

    Custom emoji are as the client names them: whether they exist is for the caller to find out.
    """
    errors: Errors = {}
    form = Form("poll", value, errors)
    question = form.part("question")
    if question is None:
        form.add("question", "BASE_TYPE_REQUIRED", "This field is required")
    text = question and question.text("text", limits.POLL_QUESTION_LENGTH, needed=True)
    answers = list(form.parts("answers", limits.POLL_ANSWERS))
    if not answers and not form.has_error("answers"):
        message = f"Must be between 1 and {limits.POLL_ANSWERS} in length."
        form.add("answers", "BASE_TYPE_BAD_LENGTH", message)
    kept = [
        {"answer_id": number, "poll_media": _answer(answer)}
        for number, answer in enumerate(answers, start=1)
    ]
    hours = form.integer("duration", 1, limits.POLL_HOURS_MAX)
    layout = form.integer("layout_type", DEFAULT_LAYOUT, DEFAULT_LAYOUT)
    allow_multiselect = form.flag("allow_multiselect")
    if errors:
        raise FormError(errors)
    ends_at = asked_at + timedelta(hours=limits.POLL_HOURS if hours is None else hours)
    return {
        "question": {"text": text},
        "answers": kept,
        "expiry": ends_at.isoformat(timespec="microseconds"),
        "allow_multiselect": allow_multiselect,
        "layout_type": layout or DEFAULT_LAYOUT,
        "is_finalized": False,
    }


def _answer(form: Form) -> dict[str, Any]:
    media = form.part("poll_media")
    if media is None:
        form.add("poll_media", "BASE_TYPE_REQUIRED", "This field is required")
        return {}
    kept: dict[str, Any] = {"text": media.text("text", limits.POLL_ANSWER_LENGTH, needed=True)}
    emoji = media.part("emoji")
    if emoji is not None:
        kept["emoji"] = _emoji(emoji)
    return kept


def _emoji(form: Form) -> dict[str, Any]:
    """Return an emoji by its id, or by its characters (then without an id)."""
    given = form.data.get("id")
    if given is not None:
        snowflake = parse_decimal(given, MAX_SNOWFLAKE)
        if not snowflake:
            form.add("id", "NUMBER_TYPE_COERCE", f"Value {str(given)[:64]!a} is not snowflake.")
        return {"id": str(snowflake), "name": None}
    name = form.text("name", EMOJI_NAME_LENGTH, needed=True)
    unicode = canonical_unicode(name or "")
    if name and unicode is None:
        form.add("name", "UNKNOWN_EMOJI", "Unknown Emoji")
    return {"id": None, "name": unicode}


def custom_emojis(poll: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the custom emoji of a poll's answers, to be completed in place."""
    found = (answer["poll_media"].get("emoji") for answer in poll["answers"])
    return [emoji for emoji in found if emoji is not None and emoji["id"] is not None]


def has_ended(poll: Mapping[str, Any], now: datetime) -> bool:
    return bool(poll["is_finalized"]) or datetime.fromisoformat(poll["expiry"]) <= now


def result_embed(poll: Mapping[str, Any], counts: Mapping[int, int]) -> dict[str, Any]:
    """Return what the message about a poll's end shows; ``counts`` are votes by answer."""
    most = max(counts.values(), default=0)
    fields = {
        "poll_question_text": poll["question"]["text"],
        "victor_answer_votes": str(most),
        "total_votes": str(sum(counts.values())),
    }
    winners = [
        answer for answer in poll["answers"] if most and counts.get(answer["answer_id"]) == most
    ]
    if len(winners) == 1:
        fields |= _winner(winners[0])
    return {
        "type": "poll_result",
        "fields": [
            {"name": name, "value": value, "inline": False} for name, value in fields.items()
        ],
    }


def _winner(answer: Mapping[str, Any]) -> dict[str, str]:
    media = answer["poll_media"]
    fields = {
        "victor_answer_id": str(answer["answer_id"]),
        "victor_answer_text": media["text"],
    }
    emoji = media.get("emoji")
    if emoji is not None:
        if emoji["id"] is not None:
            fields["victor_answer_emoji_id"] = emoji["id"]
        fields["victor_answer_emoji_name"] = emoji["name"]
        if emoji.get("animated"):
            fields["victor_answer_emoji_animated"] = "true"
    return fields
