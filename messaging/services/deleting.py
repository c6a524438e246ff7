"""Deleting messages. What is deleted is hidden at once and purged after the retention."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from config.kernel.errors import (
    BulkDeleteCount,
    CannotActOnSystemMessage,
    CannotExecuteOnDM,
    MessageTooOld,
)
from config.kernel.snowflake import snowflake_at
from config.settings import limits
from guilds.access import access_channel, require_in
from guilds.models import AuditLogEvent, Channel, Guild
from guilds.permissions import Permissions
from guilds.services import audit_log
from messaging import events
from messaging.models import Message, MessageType
from messaging.services.copies import carry_over_later
from messaging.services.editing import access_message, touch_channel
from messaging.services.pins import forget_pin
from messaging.services.retention import purge_at_once

# https://discord.com/developers/docs/resources/message#message-object-message-types
UNDELETABLE: Final = frozenset(
    (
        MessageType.RECIPIENT_ADD,
        MessageType.RECIPIENT_REMOVE,
        MessageType.CALL,
        MessageType.CHANNEL_NAME_CHANGE,
        MessageType.CHANNEL_ICON_CHANGE,
        MessageType.THREAD_STARTER_MESSAGE,
    )
)
# Not even for those in whose name they are.
FOR_MODERATORS: Final = frozenset((MessageType.AUTO_MODERATION_ACTION,))


def delete_message(
    actor: User, channel_id: int, message_id: int, *, reason: str | None = None
) -> None:
    """Delete a message of one's own, or as a moderator another's."""
    channel = access_channel(actor, channel_id)
    with transaction.atomic():
        message = access_message(channel, message_id, lock=True)
        if message.type in UNDELETABLE:
            raise CannotActOnSystemMessage
        if message.author_id != actor.id or message.type in FOR_MODERATORS:
            require_in(actor, channel, Permissions.MANAGE_MESSAGES)
            record_deletion(actor, channel, message.author_id or message.webhook_id, reason)
        hide(channel, message)


def delete_as_instance(message_ids: Iterable[int]) -> int:
    """Delete messages on behalf of the instance's staff; returns how many there were."""
    deleted = 0
    ids = list(message_ids)
    for message in Message.objects.filter(id__in=ids, deleted_at=None).select_related("channel"):
        with transaction.atomic():
            locked = access_message(message.channel, message.id, lock=True)
            hide(message.channel, locked)
            deleted += 1
    return deleted


def hide(channel: Channel, message: Message) -> None:
    was_pinned = message.pinned_at is not None
    message.deleted_at = timezone.now()
    message.pinned_at = None
    message.save(update_fields=["deleted_at", "pinned_at"])
    carry_over_later(message.id, message.flags)
    purge_at_once([message.id])
    touch_channel(channel.id, fewer=counted(channel, [message.id]))
    events.message_deleted(message.id, channel_id=channel.id, guild_id=channel.guild_id)
    if was_pinned:
        forget_pin(channel)


def counted(channel: Channel, message_ids: Sequence[int]) -> int:
    """Return how many of these messages a thread's count includes: the first of a post is not."""
    if not channel.is_thread:
        return 0
    return sum(message_id != channel.id for message_id in message_ids)


def record_deletion(
    actor: User, channel: Channel, author_id: int | None, reason: str | None
) -> None:
    if channel.guild is not None:
        audit_log.record_repeated(
            actor,
            channel.guild,
            AuditLogEvent.MESSAGE_DELETE,
            author_id,
            options={"channel_id": str(channel.id)},
            reason=reason,
        )


def bulk_delete_messages(
    actor: User, channel_id: int, message_ids: Sequence[int], *, reason: str | None = None
) -> None:
    """Delete 2 to 100 messages, none older than 14 days; unknown ones are passed over."""
    channel = access_channel(actor, channel_id)
    if channel.guild is None:
        raise CannotExecuteOnDM
    require_in(actor, channel, Permissions.MANAGE_MESSAGES)
    ids = sorted(set(message_ids))
    if not limits.BULK_DELETE_MIN <= len(ids) <= limits.BULK_DELETE_MAX:
        raise BulkDeleteCount
    oldest = timezone.now() - timedelta(days=limits.BULK_DELETE_MAX_AGE_DAYS)
    if ids[0] < snowflake_at(oldest):
        raise MessageTooOld
    with transaction.atomic():
        chosen = Message.objects.filter(channel=channel, id__in=ids)
        found = hide_all(channel, chosen.exclude(type__in=UNDELETABLE))
        if found:
            audit_log.record(
                actor,
                channel.guild,
                AuditLogEvent.MESSAGE_BULK_DELETE,
                channel.id,
                options={"count": str(len(found))},
                reason=reason,
            )


def hide_all(channel: Channel, messages: QuerySet[Message]) -> list[int]:
    """Hide those of the messages that are not yet deleted, and announce them together."""
    rows = list(
        messages.filter(deleted_at=None)
        .select_for_update()
        .order_by("id")
        .values_list("id", "pinned_at", "flags")
    )
    ids = [snowflake for snowflake, *_ in rows]
    if not ids:
        return []
    Message.objects.filter(id__in=ids).update(deleted_at=timezone.now(), pinned_at=None)
    for snowflake, _, flags in rows:
        carry_over_later(snowflake, flags)
    purge_at_once(ids)
    touch_channel(channel.id, fewer=counted(channel, ids))
    for start in range(0, len(ids), limits.BULK_DELETE_MAX):
        events.messages_deleted(
            ids[start : start + limits.BULK_DELETE_MAX],
            channel_id=channel.id,
            guild_id=channel.guild_id,
        )
    if any(pinned is not None for _, pinned, _ in rows):
        forget_pin(channel)
    return ids


def delete_recent_messages(guild: Guild, author: User, seconds: int) -> int:
    """Delete what somebody wrote in a guild lately (they were banned); returns how many."""
    since = snowflake_at(timezone.now() - timedelta(seconds=seconds))
    recent = Message.objects.filter(author=author, id__gte=since, guild_id=guild.id)
    channels = Channel.objects.filter(
        id__in=recent.filter(deleted_at=None).values_list("channel_id", flat=True).distinct()
    )
    with transaction.atomic():
        return sum(
            len(hide_all(channel, recent.filter(channel=channel)))
            for channel in channels.order_by("id")
        )
