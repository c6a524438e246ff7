"""Pinning messages to their channel."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config.kernel.errors import (
    ArchivedThread,
    CannotActOnSystemMessage,
    MaximumPins,
    MissingPermissions,
)
from config.settings import limits
from guilds.access import access_channel, permissions_in
from guilds.models import AuditLogEvent, Channel
from guilds.permissions import Permissions
from guilds.services import audit_log
from messaging import events
from messaging.models import Message, MessageType
from messaging.services.editing import USER_TYPES, access_message, announce
from messaging.services.system_messages import post


def pin_message(
    actor: User, channel_id: int, message_id: int, *, reason: str | None = None
) -> None:
    """Pin a message; a notice in the channel says so. Twice is as good as once."""
    channel = require_may_pin(actor, channel_id)
    with transaction.atomic():
        message = access_message(channel, message_id, lock=True)
        if message.type not in USER_TYPES:
            raise CannotActOnSystemMessage
        if message.pinned_at is not None:
            return
        # Of two who pin at once, the second sees the first one's pin.
        Channel.objects.select_for_update(no_key=True).get(id=channel.id)
        pins = Message.objects.filter(channel=channel, pinned_at__isnull=False, deleted_at=None)
        if pins.count() >= limits.PINS_PER_CHANNEL:
            raise MaximumPins
        message.pinned_at = timezone.now()
        message.save(update_fields=["pinned_at"])
        Channel.objects.filter(id=channel.id).update(last_pin_timestamp=message.pinned_at)
        announce(channel, message, actor.id)
        tell_pins(channel, message.pinned_at.isoformat())
        record(AuditLogEvent.MESSAGE_PIN, actor, channel, message, reason)
        post(channel, actor.id, MessageType.CHANNEL_PINNED_MESSAGE, reference_message_id=message_id)


def unpin_message(
    actor: User, channel_id: int, message_id: int, *, reason: str | None = None
) -> None:
    channel = require_may_pin(actor, channel_id)
    with transaction.atomic():
        message = access_message(channel, message_id, lock=True)
        if message.pinned_at is None:
            return
        message.pinned_at = None
        message.save(update_fields=["pinned_at"])
        announce(channel, message, actor.id)
        forget_pin(channel)
        record(AuditLogEvent.MESSAGE_UNPIN, actor, channel, message, reason)


def require_may_pin(actor: User, channel_id: int) -> Channel:
    channel = access_channel(actor, channel_id)
    if not permissions_in(actor, channel) & (
        Permissions.PIN_MESSAGES | Permissions.MANAGE_MESSAGES
    ):
        raise MissingPermissions
    if channel.archived:
        raise ArchivedThread
    return channel


def forget_pin(channel: Channel) -> None:
    """Tell that a pin is gone."""
    latest = (
        Message.objects.filter(channel=channel, pinned_at__isnull=False, deleted_at=None)
        .order_by("-pinned_at")
        .values_list("pinned_at", flat=True)
        .first()
    )
    Channel.objects.filter(id=channel.id).update(last_pin_timestamp=latest)
    tell_pins(channel, latest.isoformat() if latest else None)


def tell_pins(channel: Channel, last_pin_timestamp: str | None) -> None:
    events.pins_updated(
        channel_id=channel.id,
        guild_id=channel.guild_id,
        last_pin_timestamp=last_pin_timestamp,
    )


def record(
    action: AuditLogEvent, actor: User, channel: Channel, message: Message, reason: str | None
) -> None:
    if channel.guild is not None:
        audit_log.record(
            actor,
            channel.guild,
            action,
            message.author_id or message.webhook_id,
            options={"channel_id": str(channel.id), "message_id": str(message.id)},
            reason=reason,
        )
