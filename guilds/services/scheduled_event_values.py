"""What a scheduled event may be: its fields by the kind of place, its times, who may change it.

https://discord.com/developers/docs/resources/guild-scheduled-event
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from config.kernel.errors import (
    CannotExecuteOnChannelType,
    FormError,
    MissingAccess,
    MissingPermissions,
    UnknownChannel,
    bad_length,
    field_error,
    not_a_choice,
    required,
    too_long,
)
from config.settings import limits
from guilds.models import Channel, ChannelType, EventEntityType, Guild, GuildScheduledEvent
from guilds.payloads.scheduled_events import GUILD_ONLY
from guilds.permissions import Permissions
from guilds.recurrence import checked_rule
from guilds.standing import Standing

CHANNEL_TYPES: Final = {
    EventEntityType.STAGE_INSTANCE: ChannelType.GUILD_STAGE_VOICE,
    EventEntityType.VOICE: ChannelType.GUILD_VOICE,
}
# What is needed in the channel, besides CREATE_EVENTS or MANAGE_EVENTS.
NEEDED: Final = {
    EventEntityType.STAGE_INSTANCE: Permissions.MANAGE_CHANNELS
    | Permissions.MUTE_MEMBERS
    | Permissions.MOVE_MEMBERS,
    EventEntityType.VOICE: Permissions.VIEW_CHANNEL | Permissions.CONNECT,
}
LONGEST_AHEAD: Final = timedelta(days=366 * limits.SCHEDULED_EVENT_YEARS_AHEAD)


def checked_values(
    guild: Guild, values: Mapping[str, Any], event: GuildScheduledEvent | None
) -> dict[str, Any]:
    """Return the columns of a new or changed event, checked as a whole.

    ``values`` are the fields of the API that were given; ``event`` is what they change.
    """
    if values.get("privacy_level", GUILD_ONLY) != GUILD_ONLY:
        raise not_a_choice("privacy_level", [GUILD_ONLY])
    wanted: dict[str, Any] = {}
    if "name" in values:
        wanted["name"] = checked_name(values["name"])
    if "description" in values:
        wanted["description"] = checked_description(values["description"])
    wanted |= checked_place(guild, values, event)
    wanted |= checked_times(values, event, needs_end=wanted["channel"] is None)
    if "recurrence_rule" in values:
        rule = values["recurrence_rule"]
        wanted["recurrence_rule"] = None if rule is None else checked_recurrence(rule)
    return wanted


def checked_name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= limits.SCHEDULED_EVENT_NAME_LENGTH:
        raise bad_length("name", 1, limits.SCHEDULED_EVENT_NAME_LENGTH)
    return name


def checked_description(description: str | None) -> str | None:
    text = (description or "").strip()
    if len(text) > limits.SCHEDULED_EVENT_DESCRIPTION_LENGTH:
        raise too_long("description", limits.SCHEDULED_EVENT_DESCRIPTION_LENGTH)
    return text or None


def checked_place(
    guild: Guild, values: Mapping[str, Any], event: GuildScheduledEvent | None
) -> dict[str, Any]:
    """Return entity type, channel and location, which belong together."""
    kind = values.get("entity_type") or (event.entity_type if event is not None else None)
    if kind not in EventEntityType.values:
        raise not_a_choice("entity_type", EventEntityType.values)
    channel_id = values.get("channel_id", event.channel_id if event is not None else None)
    if kind == EventEntityType.EXTERNAL:
        if channel_id is not None:
            message = "An event outside of channels has none: set it to null."
            raise field_error("channel_id", "GUILD_SCHEDULED_EVENT_CHANNEL", message)
        location = values.get("location", event.location if event is not None else None)
        return {"entity_type": kind, "channel": None, "location": checked_location(location)}
    if channel_id is None:
        raise required("channel_id")
    channel = guild.channels.filter(id=channel_id).first()
    if channel is None:
        raise UnknownChannel
    if channel.type != CHANNEL_TYPES[EventEntityType(kind)]:
        raise CannotExecuteOnChannelType
    return {"entity_type": kind, "channel": channel, "location": None}


def checked_location(location: str | None) -> str:
    location = (location or "").strip()
    if not location:
        raise required("entity_metadata.location")
    if len(location) > limits.SCHEDULED_EVENT_LOCATION_LENGTH:
        raise too_long("entity_metadata.location", limits.SCHEDULED_EVENT_LOCATION_LENGTH)
    return location


def checked_times(
    values: Mapping[str, Any], event: GuildScheduledEvent | None, *, needs_end: bool
) -> dict[str, Any]:
    now = timezone.now()
    start: datetime = values.get("scheduled_start_time") or (
        event.scheduled_start_time if event is not None else now
    )
    end: datetime | None = values.get(
        "scheduled_end_time", event.scheduled_end_time if event is not None else None
    )
    is_new_start = event is None or start != event.scheduled_start_time
    if is_new_start:
        if event is not None and event.started_at is not None:
            raise wrong_time("scheduled_start_time", "The event has begun.")
        if start <= now:
            raise wrong_time("scheduled_start_time", "Cannot schedule event in the past.")
        if start > now + LONGEST_AHEAD:
            raise wrong_time("scheduled_start_time", "Cannot schedule event that far ahead.")
    if end is None:
        if needs_end:
            raise required("scheduled_end_time")
    elif end <= start or (end <= now and "scheduled_end_time" in values):
        raise wrong_time("scheduled_end_time", "Cannot end before it starts, or in the past.")
    elif end > now + 2 * LONGEST_AHEAD:
        raise wrong_time("scheduled_end_time", "Cannot schedule event that far ahead.")
    return {"scheduled_start_time": start, "scheduled_end_time": end}


def checked_recurrence(rule: Mapping[str, Any]) -> dict[str, Any]:
    now = timezone.now()
    if not now - LONGEST_AHEAD < rule["start"] < now + LONGEST_AHEAD:
        raise wrong_time("recurrence_rule.start", "Too far away.")
    return checked_rule(rule)


def wrong_time(path: str, message: str) -> FormError:
    return field_error(path, "GUILD_SCHEDULED_EVENT_SCHEDULE_INVALID", message)


def require_creator(standing: Standing, kind: int, channel: Channel | None) -> None:
    """Refuse who may not create an event there."""
    require_in(standing, kind, channel, Permissions.CREATE_EVENTS)


def require_manager(standing: Standing, event: GuildScheduledEvent) -> None:
    """Refuse who may not change an event: it is theirs and they may create, or they manage all."""
    channel, kind = event.channel, event.entity_type
    granted = standing.permissions if channel is None else standing.in_channel(channel)
    is_own = event.creator_id == standing.user_id and Permissions.CREATE_EVENTS in granted
    needed = Permissions.CREATE_EVENTS if is_own else Permissions.MANAGE_EVENTS
    require_in(standing, kind, channel, needed)


def require_in(standing: Standing, kind: int, channel: Channel | None, needed: Permissions) -> None:
    if channel is None:
        granted = standing.permissions
    else:
        granted = standing.in_channel(channel)
        needed |= NEEDED[EventEntityType(kind)]
        if Permissions.VIEW_CHANNEL not in granted:
            raise MissingAccess
    if needed not in granted:
        raise MissingPermissions
