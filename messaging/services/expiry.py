"""Deleting for good what is older than its channel keeps messages (``message_retention_days``)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
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
    keeping = Channel.objects.filter(message_retention_days__isnull=False).exclude(guild=None)
    for channel in keeping.order_by("id"):
        days = timedelta(days=channel.message_retention_days or 0)
        before = snowflake_at(timezone.now() - days)
        threads = Channel.objects.filter(parent=channel, type__in=THREAD_TYPES)
        in_thread = due(before).filter(channel=OuterRef("pk")).exclude(id=OuterRef("pk"))
        for place in (channel, *threads.filter(Exists(in_thread)).order_by("id")):
            while deleted < MOST and (found := delete_some(place, before)):
                deleted += found
    return deleted


def due(before: int) -> QuerySet[Message]:
    """Return messages older than an id that may go, of whatever channel."""
    old = Message.objects.filter(id__lt=before, deleted_at=None, pinned_at=None)
    return old.exclude(type__in=UNDELETABLE)


def delete_some(channel: Channel, before: int) -> int:
    """Delete the oldest messages of a channel, as far as they are due."""
    oldest = due(before).filter(channel=channel).exclude(id=channel.id).order_by("id")
    ids = list(oldest.values_list("id", flat=True)[:AT_ONCE])
    if not ids:
        return 0
    with transaction.atomic():
        # What was pinned or deleted since is not among them any more.
        hidden = hide_all(channel, due(before).filter(id__in=ids))
        purge(hidden)
        # Those that were published are asked for once more, by who takes back their copies.
        gone = Message.objects.filter(id__in=hidden).annotate(
            published=F("flags").bitand(PUBLISHED)
        )
        gone.filter(published=0).delete()
    return len(ids)
