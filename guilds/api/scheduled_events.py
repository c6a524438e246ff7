"""Scheduled events of a guild."""

from __future__ import annotations

from typing import Any

from config.kernel.fields import UNSET, Body, Snowflake, Timestamp, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild, access_scheduled_event
from guilds.models import GuildScheduledEvent
from guilds.payloads.scheduled_events import (
    ScheduledEventPayload,
    event_user_payload,
    scheduled_event_payload,
)
from guilds.selectors.scheduled_events import responses_of, user_counts, visible_events
from guilds.services.scheduled_events import (
    create_scheduled_event,
    delete_scheduled_event,
    update_scheduled_event,
)


class EntityMetadata(Body):
    location: str | None = None


class NthWeekday(Body):
    n: int
    day: int


class RecurrenceRule(Body):
    start: Timestamp
    frequency: int
    end: Timestamp | None = None
    interval: int | None = None
    by_weekday: list[int] | None = None
    by_n_weekday: list[NthWeekday] | None = None
    by_month: list[int] | None = None
    by_month_day: list[int] | None = None
    by_year_day: list[int] | None = None
    count: int | None = None

    def values(self) -> dict[str, Any]:
        nth = self.by_n_weekday
        days = [{"n": day.n, "day": day.day} for day in nth] if nth is not None else None
        return {**self.given(), "by_n_weekday": days}


class EventFields(Body):
    channel_id: Snowflake | UnsetType | None = UNSET
    entity_metadata: EntityMetadata | UnsetType | None = UNSET
    scheduled_end_time: Timestamp | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    image: str | UnsetType | None = UNSET
    recurrence_rule: RecurrenceRule | UnsetType | None = UNSET

    def values(self) -> dict[str, Any]:
        """Return what is given, with the location by itself and the rule as a mapping."""
        values = self.given()
        metadata = values.pop("entity_metadata", None)
        if isinstance(metadata, EntityMetadata):
            values["location"] = metadata.location
        rule = values.get("recurrence_rule")
        if isinstance(rule, RecurrenceRule):
            values["recurrence_rule"] = rule.values()
        return values


class NewScheduledEvent(EventFields, kw_only=True):
    name: str
    privacy_level: int
    scheduled_start_time: Timestamp
    entity_type: int


class ScheduledEventChanges(EventFields):
    name: str | UnsetType = UNSET
    privacy_level: int | UnsetType = UNSET
    scheduled_start_time: Timestamp | UnsetType = UNSET
    entity_type: int | UnsetType | None = UNSET
    status: int | UnsetType | None = UNSET


class ScheduledEventQuery(Body):
    with_user_count: bool = False


def shown(
    request: ApiRequest, events: list[GuildScheduledEvent], *, with_user_count: bool
) -> list[ScheduledEventPayload]:
    """Return events as who asks sees them; people are told what they said to each."""
    counts = user_counts(events) if with_user_count else {}
    own = {} if request.user.bot else responses_of(request.user.id, events)
    found = []
    for event in events:
        payload = scheduled_event_payload(event)
        if with_user_count:
            payload["user_count"] = counts.get(event.id, 0)
        if not request.user.bot:
            row = own.get(event.id)
            payload["user_rsvp"] = event_user_payload(row, with_user=False) if row else None
        found.append(payload)
    return found


class ScheduledEvents(ApiView):
    @operation(query=ScheduledEventQuery, output=list[ScheduledEventPayload], per="guild_id")
    def get(
        self, request: ApiRequest, *, guild_id: int, query: ScheduledEventQuery
    ) -> list[ScheduledEventPayload]:
        guild = access_guild(request.user, guild_id)
        events = visible_events(guild, request.user.id)
        return shown(request, events, with_user_count=query.with_user_count)

    @operation(
        body=NewScheduledEvent,
        output=ScheduledEventPayload,
        bucket="create-scheduled-event",
        per="guild_id",
    )
    def post(
        self, request: ApiRequest, *, guild_id: int, body: NewScheduledEvent
    ) -> ScheduledEventPayload:
        guild = access_guild(request.user, guild_id)
        event = create_scheduled_event(request.user, guild, body.values(), reason=request.reason)
        return scheduled_event_payload(event)


class OneScheduledEvent(ApiView):
    @operation(query=ScheduledEventQuery, output=ScheduledEventPayload, per="guild_id")
    def get(
        self, request: ApiRequest, *, guild_id: int, event_id: int, query: ScheduledEventQuery
    ) -> ScheduledEventPayload:
        event = access_scheduled_event(request.user, guild_id, event_id)
        [payload] = shown(request, [event], with_user_count=query.with_user_count)
        return payload

    @operation(
        body=ScheduledEventChanges,
        output=ScheduledEventPayload,
        bucket="change-scheduled-event",
        per="guild_id",
    )
    def patch(
        self, request: ApiRequest, *, guild_id: int, event_id: int, body: ScheduledEventChanges
    ) -> ScheduledEventPayload:
        event = access_scheduled_event(request.user, guild_id, event_id)
        return scheduled_event_payload(
            update_scheduled_event(request.user, event, body.values(), reason=request.reason)
        )

    @operation(status=204, bucket="change-scheduled-event", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, event_id: int) -> None:
        event = access_scheduled_event(request.user, guild_id, event_id)
        delete_scheduled_event(request.user, event, reason=request.reason)
