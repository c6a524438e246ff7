"""Creating, changing and deleting scheduled events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from config.kernel.data_uris import delete_image, store_image
from config.kernel.errors import (
    CannotUpdateFinishedEvent,
    MaximumScheduledEvents,
    UnknownScheduledEvent,
    field_error,
)
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds import scheduled_event_events as events
from guilds.models import AuditLogEvent, EventStatus, Guild, GuildScheduledEvent
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, user_id_of
from guilds.services.scheduled_event_status import cancel, complete, start
from guilds.services.scheduled_event_values import (
    checked_values,
    require_creator,
    require_manager,
)

BUCKET: Final = "guild-events"
# Which status follows which, and how it comes about.
TRANSITIONS: Final = {
    (EventStatus.SCHEDULED, EventStatus.ACTIVE): start,
    (EventStatus.ACTIVE, EventStatus.COMPLETED): complete,
    (EventStatus.SCHEDULED, EventStatus.CANCELED): cancel,
}
LOGGED: Final = (
    "name",
    "description",
    "channel_id",
    "status",
    "entity_type",
    "location",
    "scheduled_start_time",
    "scheduled_end_time",
)


def create_scheduled_event(
    actor: Actor, guild: Guild, values: Mapping[str, Any], *, reason: str | None = None
) -> GuildScheduledEvent:
    """Schedule an event; ``values`` are the API's fields, with ``location`` by itself."""
    event_id = next_snowflake()
    image = stored_image(event_id, values.get("image"))
    try:
        return write_event(actor, guild, event_id, image, values, reason)
    except BaseException:
        drop_image(event_id, image)
        raise


def write_event(
    actor: Actor,
    guild: Guild,
    event_id: int,
    image: str | None,
    values: Mapping[str, Any],
    reason: str | None,
) -> GuildScheduledEvent:
    with acting(actor, guild.id) as (locked, standing):
        wanted = checked_values(locked, values, None)
        require_creator(standing, wanted["entity_type"], wanted["channel"])
        open_events = locked.scheduled_events.filter(status__lte=EventStatus.ACTIVE)
        if open_events.count() >= limits.SCHEDULED_EVENTS_PER_GUILD:
            raise MaximumScheduledEvents
        event = GuildScheduledEvent.objects.create(
            id=event_id,
            guild=locked,
            creator=User.objects.get(id=user_id_of(actor)),
            image=image,
            occurrence=wanted["scheduled_start_time"],
            **wanted,
        )
        audit_log.record(
            actor,
            locked,
            AuditLogEvent.GUILD_SCHEDULED_EVENT_CREATE,
            event.id,
            changes=audit_log.created(logged(event)),
            reason=reason,
        )
        events.scheduled_event_created(event)
    return event


def update_scheduled_event(
    actor: Actor,
    event: GuildScheduledEvent,
    values: Mapping[str, Any],
    *,
    reason: str | None = None,
) -> GuildScheduledEvent:
    """Change what is given; ``status`` starts, ends or cancels it."""
    new_image = stored_image(event.id, values.get("image"))
    with acting(actor, event.guild_id) as (guild, standing):
        found = locked_event(guild, event.id)
        require_manager(standing, found)
        if found.is_over:
            raise CannotUpdateFinishedEvent
        before = logged(found)
        old_channel_id, old_image = found.channel_id, found.image
        wanted = checked_values(guild, values, found)
        if "image" in values:
            wanted["image"] = new_image
        if wanted["channel"] != found.channel or wanted["entity_type"] != found.entity_type:
            require_creator(standing, wanted["entity_type"], wanted["channel"])
        if wanted["scheduled_start_time"] != found.scheduled_start_time:
            wanted["occurrence"] = wanted["scheduled_start_time"]
        status = values.get("status")
        act = None
        if status is not None and status != found.status:
            act = TRANSITIONS.get((EventStatus(found.status), status))
            if act is None:
                message = "The event cannot become so."
                raise field_error("status", "GUILD_SCHEDULED_EVENT_STATUS_INVALID", message)
        changed = apply(found, wanted)
        if act is not None:
            act(actor, found)
        if not changed and act is None:
            return found
        found.save()
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.GUILD_SCHEDULED_EVENT_UPDATE,
            found.id,
            changes=audit_log.changed(
                {k: (v, new) for k, v in before.items() if (new := logged(found)[k]) != v}
            ),
            reason=reason,
        )
        moved = found.channel_id != old_channel_id
        events.scheduled_event_updated(found, moved_from=(old_channel_id or 0) if moved else None)
        if "image" in changed:
            transaction.on_commit(lambda: drop_image(found.id, old_image))
    return found


def delete_scheduled_event(
    actor: Actor, event: GuildScheduledEvent, *, reason: str | None = None
) -> None:
    with acting(actor, event.guild_id) as (guild, standing):
        found = locked_event(guild, event.id)
        require_manager(standing, found)
        event_id, image = found.id, found.image
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.GUILD_SCHEDULED_EVENT_DELETE,
            event_id,
            changes=audit_log.deleted(logged(found)),
            reason=reason,
        )
        events.scheduled_event_deleted(found)
        found.delete()
        transaction.on_commit(lambda: drop_image(event_id, image))


def locked_event(guild: Guild, event_id: int) -> GuildScheduledEvent:
    """Return an event of a locked guild as it is now."""
    found = guild.scheduled_events.select_related("channel", "creator").filter(id=event_id).first()
    if found is None:
        raise UnknownScheduledEvent
    return found


def logged(event: GuildScheduledEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in LOGGED}


def stored_image(event_id: int, data_uri: str | None) -> str | None:
    return None if data_uri is None else store_image(BUCKET, event_id, data_uri, field="image")


def drop_image(event_id: int, image: str | None) -> None:
    if image is not None:
        delete_image(BUCKET, event_id, image)
