"""What clients say that their users are doing, in the form in which others are told.

https://discord.com/developers/docs/events/gateway-events#activity-object
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Annotated, Any, Final

from msgspec import UNSET, Meta, Struct, UnsetType, ValidationError, convert, to_builtins

ACTIVITIES: Final = 16

Text = Annotated[str, Meta(max_length=128)]
Url = Annotated[str, Meta(max_length=512)]
Image = Annotated[str, Meta(max_length=313)]
Label = Annotated[str, Meta(max_length=32)]
Id = Annotated[str, Meta(pattern="^[0-9]{1,20}$")]
Milliseconds = int | float


class InvalidActivity(Exception):
    """What a client sent is not an activity."""


class Emoji(Struct):
    name: Text
    id: Id | int | UnsetType | None = UNSET
    animated: bool | UnsetType | None = UNSET


class Timestamps(Struct):
    start: Milliseconds | UnsetType | None = UNSET
    end: Milliseconds | UnsetType | None = UNSET


class Party(Struct):
    id: Text | UnsetType | None = UNSET
    size: Annotated[list[int], Meta(min_length=2, max_length=2)] | UnsetType | None = UNSET


class Assets(Struct):
    large_image: Image | UnsetType | None = UNSET
    large_text: Text | UnsetType | None = UNSET
    large_url: Url | UnsetType | None = UNSET
    small_image: Image | UnsetType | None = UNSET
    small_text: Text | UnsetType | None = UNSET
    small_url: Url | UnsetType | None = UNSET


class Activity(Struct):
    """An activity; of its secrets nobody is told, and unknown fields are passed over."""

    name: Text
    type: Annotated[int, Meta(ge=0, le=5)] = 0
    url: Url | UnsetType | None = UNSET
    state: Text | UnsetType | None = UNSET
    state_url: Url | UnsetType | None = UNSET
    details: Text | UnsetType | None = UNSET
    details_url: Url | UnsetType | None = UNSET
    emoji: Emoji | UnsetType | None = UNSET
    timestamps: Timestamps | UnsetType | None = UNSET
    application_id: Id | int | UnsetType | None = UNSET
    status_display_type: Annotated[int, Meta(ge=0, le=2)] | UnsetType | None = UNSET
    party: Party | UnsetType | None = UNSET
    assets: Assets | UnsetType | None = UNSET
    buttons: Annotated[list[Label], Meta(max_length=2)] | UnsetType | None = UNSET
    instance: bool | UnsetType | None = UNSET
    flags: Annotated[int, Meta(ge=0, le=2**31 - 1)] | UnsetType | None = UNSET


def parse_activities(data: Any) -> tuple[dict[str, Any], ...]:
    """Return a presence's activities as clients get them, or raise ``InvalidActivity``."""
    try:
        given = convert(data, Annotated[list[Activity], Meta(max_length=ACTIVITIES)])
    except ValidationError as error:
        raise InvalidActivity(str(error)) from None
    now = int(time.time() * 1000)
    return tuple({**shown(to_builtins(one)), "created_at": now} for one in given)


def shown(data: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is null, write ids as strings and times as whole milliseconds."""
    result: dict[str, Any] = {}
    for name, value in data.items():
        if value is None:
            continue
        if isinstance(value, Mapping):
            result[name] = shown(value)
        elif name in ("id", "application_id"):
            result[name] = str(value)
        elif isinstance(value, float):
            result[name] = int(value)
        else:
            result[name] = value
    return result
