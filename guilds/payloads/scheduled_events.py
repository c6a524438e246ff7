"""Scheduled events as clients see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NotRequired, TypedDict

from accounts.payloads import UserPayload, user_payload
from guilds.models import EventEntityType, EventException, EventUser, GuildScheduledEvent, Member
from guilds.payloads.channels import identifier
from guilds.payloads.members import MemberPayload, member_payload, timestamp

GUILD_ONLY = 2


class EventExceptionPayload(TypedDict):
    event_id: str
    event_exception_id: str
    scheduled_start_time: str | None
    scheduled_end_time: str | None
    is_canceled: bool


class EventUserPayload(TypedDict):
    guild_scheduled_event_id: str
    guild_scheduled_event_exception_id: NotRequired[str]
    user_id: str
    response: int
    user: NotRequired[UserPayload]
    member: NotRequired[MemberPayload]


class ScheduledEventPayload(TypedDict):
    id: str
    guild_id: str
    name: str
    description: str | None
    channel_id: str | None
    creator_id: str | None
    creator: NotRequired[UserPayload]  # absent when the account is gone
    image: str | None
    scheduled_start_time: str
    scheduled_end_time: str | None
    status: int
    entity_type: int
    entity_id: str | None
    entity_metadata: dict[str, str] | None
    recurrence_rule: dict[str, Any] | None
    privacy_level: int
    guild_scheduled_event_exceptions: list[EventExceptionPayload]
    user_count: NotRequired[int]  # where it was asked for
    user_rsvp: NotRequired[EventUserPayload | None]  # to people, over REST: what they said


def scheduled_event_payload(
    event: GuildScheduledEvent, exceptions: Iterable[EventException] | None = None
) -> ScheduledEventPayload:
    """Return an event. ``exceptions`` spares the query for those of its occurrences."""
    end = event.scheduled_end_time
    is_external = event.entity_type == EventEntityType.EXTERNAL
    payload: ScheduledEventPayload = {
        "id": str(event.id),
        "guild_id": str(event.guild_id),
        "name": event.name,
        "description": event.description,
        "channel_id": identifier(event.channel_id),
        "creator_id": identifier(event.creator_id),
        "image": event.image,
        "scheduled_start_time": timestamp(event.scheduled_start_time),
        "scheduled_end_time": timestamp(end) if end else None,
        "status": event.status,
        "entity_type": event.entity_type,
        "entity_id": identifier(event.entity_id),
        "entity_metadata": {"location": event.location or ""} if is_external else None,
        "recurrence_rule": event.recurrence_rule,
        "privacy_level": GUILD_ONLY,
        "guild_scheduled_event_exceptions": [
            event_exception_payload(one)
            for one in (event.exceptions.all() if exceptions is None else exceptions)
        ],
    }
    if event.creator is not None:
        payload["creator"] = user_payload(event.creator)
    return payload


def event_exception_payload(exception: EventException) -> EventExceptionPayload:
    start, end = exception.scheduled_start_time, exception.scheduled_end_time
    return {
        "event_id": str(exception.event_id),
        "event_exception_id": str(exception.id),
        "scheduled_start_time": timestamp(start) if start else None,
        "scheduled_end_time": timestamp(end) if end else None,
        "is_canceled": exception.is_canceled,
    }


def event_user_payload(
    row: EventUser, *, with_user: bool = True, member: Member | None = None
) -> EventUserPayload:
    payload: EventUserPayload = {
        "guild_scheduled_event_id": str(row.event_id),
        "user_id": str(row.user_id),
        "response": row.response,
    }
    if row.exception_id is not None:
        payload["guild_scheduled_event_exception_id"] = str(row.exception_id)
    if with_user:
        payload["user"] = user_payload(row.user)
    if member is not None:
        payload["member"] = member_payload(member)
    return payload
