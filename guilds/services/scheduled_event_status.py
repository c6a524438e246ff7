"""How scheduled events begin and end: by whoever manages them, or by themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from config.kernel.errors import UnknownGuild
from config.settings import limits
from guilds import scheduled_event_events as events
from guilds import signals
from guilds.models import EventEntityType, EventStatus, Guild, GuildScheduledEvent
from guilds.recurrence import next_occurrence
from guilds.services.changes import Actor, changing

AT_ONCE: Final = 500
# So many occurrences in a row may be left out before an event is over.
SKIPPED_AT_MOST: Final = 400
UNSTARTED: Final = timedelta(hours=limits.SCHEDULED_EVENT_UNSTARTED_HOURS)


def start(actor: Actor | None, event: GuildScheduledEvent) -> None:
    """Let an event begin; on a stage, the stage goes live with it. The caller saves and tells."""
    event.status = EventStatus.ACTIVE
    event.started_at = timezone.now()
    if event.entity_type == EventEntityType.STAGE_INSTANCE:
        answers = signals.scheduled_event_starting.send(
            GuildScheduledEvent, event=event, actor=actor
        )
        event.entity_id = next((found for _, found in answers if found is not None), None)


def complete(actor: Actor | None, event: GuildScheduledEvent) -> None:
    """Let an event end; one that recurs goes on with its next occurrence."""
    if event.entity_type == EventEntityType.STAGE_INSTANCE:
        signals.scheduled_event_ending.send(GuildScheduledEvent, event=event, actor=actor)
    if not advance(event):
        event.status = EventStatus.COMPLETED


def cancel(actor: Actor | None, event: GuildScheduledEvent) -> None:
    """Let an event not take place, with all its later occurrences."""
    event.status = EventStatus.CANCELED


def miss(actor: Actor | None, event: GuildScheduledEvent) -> None:
    """Give up an occurrence that nobody has started."""
    if not advance(event):
        event.status = EventStatus.CANCELED


def advance(event: GuildScheduledEvent) -> bool:
    """Set an event to its next occurrence; returns whether there is one."""
    rule = event.recurrence_rule
    if rule is None:
        return False
    end = event.scheduled_end_time
    lasting = end - event.scheduled_start_time if end is not None else None
    exceptions = {one.original_start_time: one for one in event.exceptions.all()}
    moment = max(event.occurrence, timezone.now())
    for _ in range(SKIPPED_AT_MOST):
        following = next_occurrence(rule, moment)
        if following is None:
            return False
        moment = following
        exception = exceptions.get(moment)
        if exception is not None and exception.is_canceled:
            continue
        event.status = EventStatus.SCHEDULED
        event.started_at = event.entity_id = None
        event.occurrence = event.scheduled_start_time = moment
        if exception is not None and exception.scheduled_start_time is not None:
            event.scheduled_start_time = exception.scheduled_start_time
        event.scheduled_end_time = (
            event.scheduled_start_time + lasting if lasting is not None else None
        )
        if exception is not None and exception.scheduled_end_time is not None:
            event.scheduled_end_time = exception.scheduled_end_time
        return True
    return False


def end_in_channels(guild: Guild, channel_ids: Collection[int]) -> None:
    """End what is to take place in channels of a locked guild that are about to be deleted."""
    affected = guild.scheduled_events.filter(
        channel_id__in=channel_ids, status__lte=EventStatus.ACTIVE
    )
    for event in affected.select_related("channel", "creator"):
        event.status = (
            EventStatus.COMPLETED if event.status == EventStatus.ACTIVE else EventStatus.CANCELED
        )
        event.save(update_fields=["status"])
        events.scheduled_event_updated(event)


# By themselves

Step = Callable[[Actor | None, GuildScheduledEvent], None]


def advance_scheduled_events() -> int:
    """Start and end what is due, and give up what nobody started; returns how many changed.

    Safe to run twice, and by several workers.
    """
    return sum(run_due(due, step) for due, step in DUE)


def to_start() -> QuerySet[GuildScheduledEvent]:
    return GuildScheduledEvent.objects.filter(
        entity_type=EventEntityType.EXTERNAL,
        status=EventStatus.SCHEDULED,
        scheduled_start_time__lte=timezone.now(),
    )


def to_end() -> QuerySet[GuildScheduledEvent]:
    return GuildScheduledEvent.objects.filter(
        entity_type=EventEntityType.EXTERNAL,
        status=EventStatus.ACTIVE,
        scheduled_end_time__lte=timezone.now(),
    )


def to_miss() -> QuerySet[GuildScheduledEvent]:
    return GuildScheduledEvent.objects.filter(
        ~Q(entity_type=EventEntityType.EXTERNAL),
        status=EventStatus.SCHEDULED,
        scheduled_start_time__lte=timezone.now() - UNSTARTED,
    )


def run_due(due: Callable[[], QuerySet[GuildScheduledEvent]], step: Step) -> int:
    count = 0
    for guild_id, event_id in list(due().values_list("guild_id", "id")[:AT_ONCE]):
        try:
            with changing(guild_id) as guild:
                event = locked_if(due(), guild, event_id)
                if event is not None:
                    step(None, event)
                    event.save()
                    events.scheduled_event_updated(event)
                    count += 1
        except UnknownGuild:
            continue
    return count


def locked_if(
    still: QuerySet[GuildScheduledEvent], guild: Guild, event_id: int
) -> GuildScheduledEvent | None:
    """Return an event of a locked guild if what was true of it still is."""
    return still.select_related("channel", "creator").filter(guild=guild, id=event_id).first()


DUE: Final[tuple[tuple[Callable[[], QuerySet[GuildScheduledEvent]], Step], ...]] = (
    (to_start, start),
    (to_end, complete),
    (to_miss, miss),
)
