"""Who is interested in scheduled events, and occurrences that differ."""

from __future__ import annotations

from typing import Annotated, TypedDict

from msgspec import Meta

from config.kernel.fields import UNSET, Body, Snowflake, Timestamp, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_scheduled_event
from guilds.models import GuildScheduledEvent, Member
from guilds.payloads.scheduled_events import (
    EventExceptionPayload,
    EventUserPayload,
    event_exception_payload,
    event_user_payload,
)
from guilds.selectors.scheduled_events import event_users_page, exception_counts, user_counts
from guilds.services.scheduled_event_exceptions import (
    create_event_exception,
    delete_event_exception,
    exception_of,
    update_event_exception,
)
from guilds.services.scheduled_event_users import respond_to_event, withdraw_from_event


class EventUsersQuery(Body):
    limit: Annotated[int, Meta(ge=1, le=limits.SCHEDULED_EVENT_USERS_PAGE)] = (
        limits.SCHEDULED_EVENT_USERS_PAGE
    )
    with_member: bool = False
    before: Snowflake | None = None
    after: Snowflake | None = None


class EventCountsQuery(Body):
    guild_scheduled_event_exception_ids: Annotated[list[Snowflake], Meta(max_length=10)] | None = (
        None
    )


class EventResponseBody(Body):
    response: Annotated[int, Meta(ge=0, le=1)] = 1


class EventCountsPayload(TypedDict):
    guild_scheduled_event_count: int
    guild_scheduled_event_exception_counts: dict[str, int]


class NewEventException(Body):
    original_scheduled_start_time: Timestamp
    scheduled_start_time: Timestamp | UnsetType | None = UNSET
    scheduled_end_time: Timestamp | UnsetType | None = UNSET
    is_canceled: bool | UnsetType | None = UNSET


class EventExceptionChanges(Body):
    scheduled_start_time: Timestamp | UnsetType | None = UNSET
    scheduled_end_time: Timestamp | UnsetType | None = UNSET
    is_canceled: bool | UnsetType | None = UNSET


def page_of(
    event: GuildScheduledEvent, query: EventUsersQuery, exception_id: int | None = None
) -> list[EventUserPayload]:
    rows = event_users_page(
        event,
        exception_id=exception_id,
        limit=query.limit,
        before=query.before,
        after=query.after,
    )
    members: dict[int, Member] = {}
    if query.with_member:
        found = Member.objects.select_related("user").filter(
            guild_id=event.guild_id, user_id__in=[row.user_id for row in rows]
        )
        members = {member.user_id: member for member in found}
    return [event_user_payload(row, member=members.get(row.user_id)) for row in rows]


class EventUsers(ApiView):
    @operation(query=EventUsersQuery, output=list[EventUserPayload], per="guild_id")
    def get(
        self, request: ApiRequest, *, guild_id: int, event_id: int, query: EventUsersQuery
    ) -> list[EventUserPayload]:
        return page_of(access_scheduled_event(request.user, guild_id, event_id), query)


class EventUserCounts(ApiView):
    @operation(query=EventCountsQuery, output=EventCountsPayload, per="guild_id")
    def get(
        self, request: ApiRequest, *, guild_id: int, event_id: int, query: EventCountsQuery
    ) -> EventCountsPayload:
        event = access_scheduled_event(request.user, guild_id, event_id)
        ids = [int(one) for one in query.guild_scheduled_event_exception_ids or ()]
        counts = exception_counts(event, ids)
        return {
            "guild_scheduled_event_count": user_counts([event]).get(event.id, 0),
            "guild_scheduled_event_exception_counts": {str(i): n for i, n in counts.items()},
        }


class OwnEventResponse(ApiView):
    @operation(
        body=EventResponseBody, output=EventUserPayload, bucket="event-response", per="guild_id"
    )
    def put(
        self, request: ApiRequest, *, guild_id: int, event_id: int, body: EventResponseBody
    ) -> EventUserPayload:
        event = access_scheduled_event(request.user, guild_id, event_id)
        row = respond_to_event(request.user, event, response=body.response)
        return event_user_payload(row, with_user=False)

    @operation(status=204, bucket="event-response", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, event_id: int) -> None:
        event = access_scheduled_event(request.user, guild_id, event_id)
        withdraw_from_event(request.user, event)


class ExceptionUsers(ApiView):
    @operation(query=EventUsersQuery, output=list[EventUserPayload], per="guild_id")
    def get(
        self,
        request: ApiRequest,
        *,
        guild_id: int,
        event_id: int,
        exception_id: int,
        query: EventUsersQuery,
    ) -> list[EventUserPayload]:
        event = access_scheduled_event(request.user, guild_id, event_id)
        return page_of(event, query, exception_of(event, exception_id).id)


class OwnExceptionResponse(ApiView):
    @operation(
        body=EventResponseBody, output=EventUserPayload, bucket="event-response", per="guild_id"
    )
    def put(
        self,
        request: ApiRequest,
        *,
        guild_id: int,
        event_id: int,
        exception_id: int,
        body: EventResponseBody,
    ) -> EventUserPayload:
        event = access_scheduled_event(request.user, guild_id, event_id)
        exception = exception_of(event, exception_id)
        row = respond_to_event(request.user, event, exception, response=body.response)
        return event_user_payload(row, with_user=False)

    @operation(status=204, bucket="event-response", per="guild_id")
    def delete(
        self, request: ApiRequest, *, guild_id: int, event_id: int, exception_id: int
    ) -> None:
        event = access_scheduled_event(request.user, guild_id, event_id)
        withdraw_from_event(request.user, event, exception_of(event, exception_id))


class EventExceptions(ApiView):
    @operation(
        body=NewEventException,
        output=EventExceptionPayload,
        bucket="change-scheduled-event",
        per="guild_id",
    )
    def post(
        self, request: ApiRequest, *, guild_id: int, event_id: int, body: NewEventException
    ) -> EventExceptionPayload:
        event = access_scheduled_event(request.user, guild_id, event_id)
        values = body.given()
        original = values.pop("original_scheduled_start_time")
        return event_exception_payload(
            create_event_exception(request.user, event, original, values, reason=request.reason)
        )


class OneEventException(ApiView):
    @operation(
        body=EventExceptionChanges,
        output=EventExceptionPayload,
        bucket="change-scheduled-event",
        per="guild_id",
    )
    def patch(
        self,
        request: ApiRequest,
        *,
        guild_id: int,
        event_id: int,
        exception_id: int,
        body: EventExceptionChanges,
    ) -> EventExceptionPayload:
        event = access_scheduled_event(request.user, guild_id, event_id)
        return event_exception_payload(
            update_event_exception(
                request.user, event, exception_id, body.given(), reason=request.reason
            )
        )

    @operation(status=204, bucket="change-scheduled-event", per="guild_id")
    def delete(
        self, request: ApiRequest, *, guild_id: int, event_id: int, exception_id: int
    ) -> None:
        event = access_scheduled_event(request.user, guild_id, event_id)
        delete_event_exception(request.user, event, exception_id, reason=request.reason)
