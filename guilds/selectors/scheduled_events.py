"""The scheduled events of a guild that somebody sees, and who is interested."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Count, QuerySet

from guilds.models import (
    EventResponse,
    EventStatus,
    EventUser,
    Guild,
    GuildScheduledEvent,
    Member,
)
from guilds.permissions import Permissions
from guilds.standing import Standing, standing, standing_of_member


def open_events(guild: Guild) -> list[GuildScheduledEvent]:
    """Return what is to come or going on, with its exceptions (two queries)."""
    return list(
        guild.scheduled_events.filter(status__lte=EventStatus.ACTIVE)
        .select_related("creator", "channel")
        .prefetch_related("exceptions")
    )


def visible_events(guild: Guild, user_id: int) -> list[GuildScheduledEvent]:
    """Return what of it a user sees."""
    found = standing(guild, user_id)
    return [event for event in open_events(guild) if sees_event(found, event)]


def sees_event(of: Standing, event: GuildScheduledEvent) -> bool:
    channel = event.channel
    return channel is None or Permissions.VIEW_CHANNEL in of.in_channel(channel)


def event_of_invite(guild: Guild, event_id: int, user_id: int | None) -> GuildScheduledEvent | None:
    """Return an event for who looks at an invite: everybody may see it, or they do."""
    event = (
        guild.scheduled_events.select_related("creator", "channel")
        .filter(id=event_id, status__lte=EventStatus.ACTIVE)
        .first()
    )
    if event is None:
        return None
    viewer = Member.objects.filter(guild=guild, user_id=user_id).first() if user_id else None
    # Who is no member sees what a member without roles would.
    newcomer = Member(guild=guild, user_id=user_id or 0)
    found = standing_of_member(guild, user_id or 0, viewer or newcomer)
    return event if sees_event(found, event) else None


def user_counts(events: Iterable[GuildScheduledEvent]) -> dict[int, int]:
    """Return how many are interested in each of these events."""
    rows = EventUser.objects.filter(
        event__in=list(events), exception=None, response=EventResponse.INTERESTED
    )
    counted = rows.values("event_id").annotate(count=Count("id"))
    return {row["event_id"]: row["count"] for row in counted}


def exception_counts(event: GuildScheduledEvent, exception_ids: Collection[int]) -> dict[int, int]:
    """Return how many are interested in each of these occurrences."""
    rows = EventUser.objects.filter(
        event=event, exception_id__in=exception_ids, response=EventResponse.INTERESTED
    )
    counted = {
        row["exception_id"]: row["count"]
        for row in rows.values("exception_id").annotate(count=Count("id"))
    }
    known = event.exceptions.filter(id__in=exception_ids).values_list("id", flat=True)
    return {exception_id: counted.get(exception_id, 0) for exception_id in known}


def responses_of(user_id: int, events: Iterable[GuildScheduledEvent]) -> dict[int, EventUser]:
    """Return what a user said to these events as a whole."""
    rows = EventUser.objects.filter(event__in=list(events), exception=None, user_id=user_id)
    return {row.event_id: row for row in rows}


def event_users_page(
    event: GuildScheduledEvent,
    *,
    exception_id: int | None = None,
    limit: int,
    before: int | None = None,
    after: int | None = None,
) -> list[EventUser]:
    """Return who is interested, by user id; of two bounds ``before`` alone counts."""
    rows: QuerySet[EventUser] = EventUser.objects.filter(
        event=event, exception_id=exception_id, response=EventResponse.INTERESTED
    ).select_related("user")
    if before is not None:
        return list(rows.filter(user_id__lt=before).order_by("-user_id")[:limit])[::-1]
    return list(rows.filter(user_id__gt=after or 0).order_by("user_id")[:limit])
