"""A person's inbox: what is read, taken out or too old, and what is told without a message."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Relationship, RelationshipType, User
from accounts.payloads import user_payload
from config.kernel.errors import UnknownNotification
from config.kernel.snowflake import next_snowflake, snowflake_at
from config.settings import limits
from guilds.models import Channel
from messaging import events
from messaging.models import Notification, NotificationType
from messaging.payloads.notifications import notification_payload


@transaction.atomic
def mark_read(user: User, notification_id: int) -> None:
    """Mark an entry of a person's inbox as read, on all their devices."""
    found = Notification.objects.select_for_update().filter(id=notification_id, user=user).first()
    if found is None:
        raise UnknownNotification
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
        events.notification_read(found.id, found.read_at, user_id=user.id)


@transaction.atomic
def mark_all_read(user: User, up_to: int | None = None) -> int:
    """Mark all of an inbox as read, or what is not newer than an entry; returns how many."""
    now = timezone.now()
    newest = snowflake_at(now + timedelta(seconds=1)) if up_to is None else up_to
    waiting = Notification.objects.filter(user=user, read_at=None, id__lte=newest)
    count = waiting.update(read_at=now)
    if count:
        events.notifications_read(newest, now, user_id=user.id)
    return count


@transaction.atomic
def delete_notification(user: User, notification_id: int) -> None:
    """Take an entry out of a person's inbox, on all their devices."""
    if not Notification.objects.filter(id=notification_id, user=user).delete()[0]:
        raise UnknownNotification
    events.notification_deleted(notification_id, user_id=user.id)


def forget_old_notifications() -> int:
    """Delete what is older than ``NOTIFICATION_DAYS``; returns how many entries that were."""
    before = snowflake_at(timezone.now() - timedelta(days=settings.NOTIFICATION_DAYS))
    return Notification.objects.filter(id__lt=before).delete()[0]


@transaction.atomic
def tell_of_call(caller: User, channel: Channel, user_ids: Collection[int]) -> None:
    """Put into the inboxes of people that somebody calls them; a missed call stays there."""
    earlier = Notification.objects.filter(
        type=NotificationType.CALL_INVITE, channel=channel, read_at=None, user_id__in=user_ids
    )
    earlier.delete()
    people = User.objects.filter(id__in=user_ids, bot=False, is_active=True).order_by("id")
    for user_id in people.values_list("id", flat=True):
        tell(user_id, NotificationType.CALL_INVITE, caller, channel, "Called you")


@transaction.atomic
def tell_of_friend(user_id: int) -> int:
    """Tell those friends of a person who asked for it that they came online.

    Each is told at most once within ``FRIEND_ONLINE_SECONDS``; returns how many were told now.
    """
    # Of two processes that notice it, the second sees what the first one wrote.
    user = User.objects.select_for_update(no_key=True).get(id=user_id)
    asking = Relationship.objects.filter(
        other=user, type=RelationshipType.FRIEND, notify_online=True, user__is_active=True
    )
    watchers = list(asking.order_by("user_id").values_list("user_id", flat=True))
    told = Notification.objects.filter(
        user_id__in=watchers, type=NotificationType.USER_ONLINE, related_user=user
    )
    since = snowflake_at(timezone.now() - timedelta(seconds=limits.FRIEND_ONLINE_SECONDS))
    told.filter(id__lt=since).delete()
    lately = set(told.values_list("user_id", flat=True))
    for watcher in watchers:
        if watcher not in lately:
            tell(watcher, NotificationType.USER_ONLINE, user, None, "Came online")
    return len(set(watchers) - lately)


def tell(
    user_id: int, kind: NotificationType, who: User, channel: Channel | None, content: str
) -> None:
    entry = Notification.objects.create(
        id=next_snowflake(),
        user_id=user_id,
        type=kind,
        related_user=who,
        channel=channel,
        guild_id=None if channel is None else channel.guild_id,
        content=content,
    )
    payload = notification_payload(
        entry.id,
        kind.value,
        related_user=user_payload(who),
        channel_id=None if channel is None else channel.id,
        guild_id=entry.guild_id,
        content=content,
    )
    events.notification_created(payload, user_id=user_id)
