"""Archiving threads in which nobody has written for long. Safe to run twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from config.kernel.errors import UnknownGuild
from config.kernel.snowflake import snowflake_at
from guilds import thread_events
from guilds.models import THREAD_TYPES, Channel, ChannelFlags
from guilds.services.changes import changing
from guilds.services.channel_values import ARCHIVE_MINUTES
from guilds.services.threads import save_changes

AT_ONCE: Final = 500


def archive_idle_threads() -> int:
    """Archive threads that were idle for as long as they may be; returns how many."""
    archived = 0
    for minutes in ARCHIVE_MINUTES:
        due = list(idle_for(minutes).values_list("guild_id", "id", "flags")[:AT_ONCE])
        for guild_id, thread_id, flags in due:
            if not flags & ChannelFlags.PINNED:
                archived += archive_if_idle(guild_id, thread_id, minutes)
    return archived


def archive_if_idle(guild_id: int, thread_id: int, minutes: int) -> bool:
    try:
        with changing(guild_id) as guild:
            thread = idle_for(minutes).filter(guild=guild, id=thread_id).first()
            if thread is None:
                return False
            thread.archived = True
            save_changes(guild, thread, ["archived"])
            thread_events.thread_updated(thread, archived_changed=True)
            return True
    except UnknownGuild:
        return False


def idle_for(minutes: int) -> QuerySet[Channel]:
    """Return active threads that nobody wrote in or reopened for their time of ``minutes``."""
    since = timezone.now() - timedelta(minutes=minutes)
    newest = snowflake_at(since)
    return Channel.objects.filter(
        Q(last_message_id=None) | Q(last_message_id__lt=newest),
        type__in=THREAD_TYPES,
        archived=False,
        auto_archive_duration=minutes,
        archive_timestamp__lt=since,
    ).order_by("archive_timestamp")
