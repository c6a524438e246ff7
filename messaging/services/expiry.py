"""Deleting for good what is older than its channel keeps messages (``message_retention_days``)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from config.kernel.snowflake import snowflake_at
from guilds.models import THREAD_TYPES, Channel
from messaging.models import Message, MessageFlags
from messaging.services.deleting import UNDELETABLE, hide_all
from messaging.services.retention import purge

# Of one transaction, so that nobody who writes in the channel waits for long.
AT_ONCE: Final = 100
# Of one run: what is left over is for the next one.
MOST: Final = 10_000
PUBLISHED: Final = int(MessageFlags.CROSSPOSTED)


def delete_expired() -> int:
    """Delete messages that are older than their channel keeps them; returns how many.

    Pinned messages stay, and so does the first message of a post. Whoever looks at the channel
    sees the others go.
    """
    deleted = 0
    keeping = Channel.objects.filter(message_retention_days__isnull=False).order_by("id")
    for channel in keeping.exclude(guild=None):
        days = timedelta(days=channel.message_retention_days or 0)
        before = snowflake_at(timezone.now() - days)
        threads = Channel.objects.filter(parent=channel, type__in=THREAD_TYPES, id__lt=before)
        for place in (channel, *threads.order_by("id")):
            while deleted < MOST and (found := delete_some(place, before)):
                deleted += found
    return deleted


def delete_some(channel: Channel, before: int) -> int:
    """Delete the oldest messages of a channel, as far as they are due."""
    due = Message.objects.filter(channel=channel, id__lt=before, deleted_at=None, pinned_at=None)
    due = due.exclude(type__in=UNDELETABLE).exclude(id=channel.id)
    with transaction.atomic():
        ids = list(due.order_by("id").values_list("id", flat=True)[:AT_ONCE])
        hidden = hide_all(channel, due.filter(id__in=ids))
        purge(hidden)
        # Those that were published are asked for once more, by who takes back their copies.
        gone = Message.objects.filter(id__in=hidden).annotate(
            published=F("flags").bitand(PUBLISHED)
        )
        gone.filter(published=0).delete()
    return len(hidden)
