"""Occurrences of an event that recurs which are at another time, or do not take place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils import timezone

from config.kernel.errors import (
    CannotUpdateFinishedEvent,
    UnknownScheduledEvent,
    field_error,
)
from guilds import scheduled_event_events as events
from guilds.models import AuditLogEvent, EventException, EventStatus, GuildScheduledEvent
from guilds.recurrence import is_occurrence
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply
from guilds.services.scheduled_event_status import advance
from guilds.services.scheduled_event_values import LONGEST_AHEAD, require_manager, wrong_time
from guilds.services.scheduled_events import locked_event


def create_event_exception(
    actor: Actor,
    event: GuildScheduledEvent,
    original_start_time: datetime,
    values: Mapping[str, Any],
    *,
    reason: str | None = None,
) -> EventException:
    """Let one occurrence differ: ``scheduled_start_time``, ``…_end_time``, ``is_canceled``."""
    with managed(actor, event, reason) as found:
        if not_ahead(original_start_time):
            raise wrong_time("original_scheduled_start_time", "It is not to come.")
        if found.recurrence_rule is None or not (
            original_start_time == found.occurrence
            or is_occurrence(found.recurrence_rule, original_start_time)
        ):
            message = "The event does not start at that time."
            raise field_error(
                "original_scheduled_start_time", "GUILD_SCHEDULED_EVENT_NO_OCCURRENCE", message
            )
        if found.exceptions.filter(original_start_time=original_start_time).exists():
            raise field_error(
                "original_scheduled_start_time",
                "GUILD_SCHEDULED_EVENT_EXCEPTION_EXISTS",
                "There is an exception for that time.",
            )
        exception = EventException(event=found, original_start_time=original_start_time)
        write(found, exception, values)
    return exception


def update_event_exception(
    actor: Actor,
    event: GuildScheduledEvent,
    exception_id: int,
    values: Mapping[str, Any],
    *,
    reason: str | None = None,
) -> EventException:
    with managed(actor, event, reason) as found:
        exception = exception_of(found, exception_id)
        write(found, exception, values)
    return exception


def delete_event_exception(
    actor: Actor, event: GuildScheduledEvent, exception_id: int, *, reason: str | None = None
) -> None:
    """Let an occurrence be as the rule has it again."""
    with managed(actor, event, reason) as found:
        exception = exception_of(found, exception_id)
        if is_next(found, exception):
            retime(found, exception.original_start_time, None)
        exception.delete()


@contextmanager
def managed(
    actor: Actor, event: GuildScheduledEvent, reason: str | None
) -> Iterator[GuildScheduledEvent]:
    """Lock an event's guild for who may change it; afterwards the event is told anew."""
    with acting(actor, event.guild_id) as (guild, standing):
        found = locked_event(guild, event.id)
        require_manager(standing, found)
        if found.is_over:
            raise CannotUpdateFinishedEvent
        yield found
        found.save()
        audit_log.record(
            actor, guild, AuditLogEvent.GUILD_SCHEDULED_EVENT_UPDATE, found.id, reason=reason
        )
        events.scheduled_event_updated(found)


def write(event: GuildScheduledEvent, exception: EventException, values: Mapping[str, Any]) -> None:
    wanted = {name: value for name, value in values.items() if name != "is_canceled"}
    for name, at in wanted.items():
        if at is not None and (not_ahead(at) or at > timezone.now() + 2 * LONGEST_AHEAD):
            raise wrong_time(name, "It has to be to come, and not that far ahead.")
    if values.get("is_canceled") is not None:
        wanted["is_canceled"] = values["is_canceled"]
    apply(exception, wanted)
    start = exception.scheduled_start_time or exception.original_start_time
    if exception.scheduled_end_time is not None and exception.scheduled_end_time <= start:
        raise wrong_time("scheduled_end_time", "Cannot end before it starts.")
    exception.save()
    if is_next(event, exception):
        if exception.is_canceled:
            if not advance(event):
                event.status = EventStatus.CANCELED
        else:
            retime(event, start, exception.scheduled_end_time)


def is_next(event: GuildScheduledEvent, exception: EventException) -> bool:
    return (
        event.status == EventStatus.SCHEDULED and exception.original_start_time == event.occurrence
    )


def retime(event: GuildScheduledEvent, start: datetime, end: datetime | None) -> None:
    """Set when the coming occurrence is; without an end of its own it lasts as long as before."""
    old_end = event.scheduled_end_time
    lasting = old_end - event.scheduled_start_time if old_end is not None else None
    event.scheduled_start_time = start
    event.scheduled_end_time = end or (start + lasting if lasting is not None else None)


def exception_of(event: GuildScheduledEvent, exception_id: int) -> EventException:
    found = event.exceptions.filter(id=exception_id).first()
    if found is None:
        raise UnknownScheduledEvent
    return found


def not_ahead(moment: datetime) -> bool:
    return moment <= timezone.now()
