"""Scheduled events in channels that everybody has left end by themselves."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from config.kernel.errors import UnknownGuild
from config.settings import limits
from guilds import scheduled_event_events
from guilds.models import EventEntityType, EventStatus, GuildScheduledEvent
from guilds.services.changes import changing
from guilds.services.scheduled_event_status import complete
from media_sfu.models import VoiceSession, VoiceState


def end_deserted_events() -> int:
    """End events that go on in channels nobody has been in for minutes. Safe to run twice."""
    ended = 0
    going_on = GuildScheduledEvent.objects.filter(status=EventStatus.ACTIVE).exclude(
        entity_type=EventEntityType.EXTERNAL
    )
    for guild_id, event_id in list(going_on.values_list("guild_id", "id")):
        try:
            with changing(guild_id) as guild:
                event = (
                    going_on.select_related("channel", "creator")
                    .filter(guild=guild, id=event_id)
                    .first()
                )
                if event is not None and is_deserted(event):
                    complete(None, event)
                    event.save()
                    scheduled_event_events.scheduled_event_updated(event)
                    ended += 1
        except UnknownGuild:
            continue
    return ended


def is_deserted(event: GuildScheduledEvent) -> bool:
    if VoiceState.objects.filter(channel_id=event.channel_id).exists():
        return False
    stays = VoiceSession.objects.filter(channel_id=event.channel_id or 0)
    moments = [event.started_at, stays.aggregate(last=Max("ended_at"))["last"]]
    since = max((moment for moment in moments if moment is not None), default=None)
    enough = timedelta(seconds=limits.SCHEDULED_EVENT_EMPTY_SECONDS)
    return since is None or timezone.now() - since >= enough
