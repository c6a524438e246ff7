"""Saying that one is interested in an event, or not any more."""

from __future__ import annotations

from accounts.models import User
from config.kernel.errors import CannotUpdateFinishedEvent, UnknownScheduledEventUser
from guilds import scheduled_event_events as events
from guilds.models import EventException, EventResponse, EventUser, GuildScheduledEvent
from guilds.services.changes import changing
from guilds.services.scheduled_events import locked_event


def respond_to_event(
    user: User,
    event: GuildScheduledEvent,
    exception: EventException | None = None,
    *,
    response: int = EventResponse.INTERESTED,
) -> EventUser:
    """Say whether one is interested; the caller has checked that they see the event.

    With an exception it is about that one occurrence.
    """
    with changing(event.guild_id) as guild:
        found = locked_event(guild, event.id)
        if found.is_over:
            raise CannotUpdateFinishedEvent
        row = EventUser.objects.filter(event=found, exception=exception, user=user).first()
        was_interested = row is not None and row.response == EventResponse.INTERESTED
        if row is None:
            row = EventUser(event=found, exception=exception, user=user)
        row.response = response
        row.save()
        # Clients know of those who are interested only.
        if response == EventResponse.INTERESTED and not was_interested:
            events.scheduled_event_user_added(found, row)
        elif response != EventResponse.INTERESTED and was_interested:
            events.scheduled_event_user_removed(found, row)
    return row


def withdraw_from_event(
    user: User, event: GuildScheduledEvent, exception: EventException | None = None
) -> None:
    with changing(event.guild_id) as guild:
        found = locked_event(guild, event.id)
        row = EventUser.objects.filter(event=found, exception=exception, user=user).first()
        if row is None:
            raise UnknownScheduledEventUser
        row.delete()
        if row.response == EventResponse.INTERESTED:
            events.scheduled_event_user_removed(found, row)
