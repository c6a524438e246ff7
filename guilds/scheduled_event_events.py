"""What is announced of scheduled events: to those who see the channel they are in."""

from __future__ import annotations

from config.kernel.events import Audience, dispatch
from guilds.models import EventUser, GuildScheduledEvent
from guilds.payloads.scheduled_events import scheduled_event_payload


def scheduled_event_created(event: GuildScheduledEvent) -> None:
    dispatch("GUILD_SCHEDULED_EVENT_CREATE", payload(event), to=audience(event))


def scheduled_event_updated(event: GuildScheduledEvent, *, moved_from: int | None = None) -> None:
    """Tell of a change; ``moved_from`` is the channel it was in before (0: in none), if any."""
    to = audience(event, moved_from=moved_from)
    dispatch("GUILD_SCHEDULED_EVENT_UPDATE", payload(event), to=to)


def scheduled_event_deleted(event: GuildScheduledEvent) -> None:
    dispatch("GUILD_SCHEDULED_EVENT_DELETE", payload(event), to=audience(event))


def scheduled_event_user_added(event: GuildScheduledEvent, row: EventUser) -> None:
    user_event("GUILD_SCHEDULED_EVENT_USER_ADD", event, row)


def scheduled_event_user_removed(event: GuildScheduledEvent, row: EventUser) -> None:
    user_event("GUILD_SCHEDULED_EVENT_USER_REMOVE", event, row)


def user_event(name: str, event: GuildScheduledEvent, row: EventUser) -> None:
    data: dict[str, object] = {
        "guild_scheduled_event_id": str(event.id),
        "guild_id": str(event.guild_id),
        "user_id": str(row.user_id),
    }
    if row.exception_id is not None:
        data["guild_scheduled_event_exception_id"] = str(row.exception_id)
    dispatch(name, data, to=audience(event))


def payload(event: GuildScheduledEvent) -> dict[str, object]:
    return {**scheduled_event_payload(event)}


def audience(event: GuildScheduledEvent, *, moved_from: int | None = None) -> Audience:
    # Without a channel it is for the whole guild.
    return Audience.guild(event.guild_id, channel_id=event.channel_id, moved_from=moved_from)
