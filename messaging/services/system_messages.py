"""What the instance says in a channel in somebody's name: who came, what was renamed, calls.

Inside a transaction these are posted once it has committed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from config.kernel import aio
from guilds.models import Channel
from messaging.models import Message, MessageType
from messaging.services.authors import author_member
from messaging.services.editing import announce
from messaging.services.sending import send_system_message
from messaging.services.writing import Sent


def say_recipient_added(channel: Channel, actor_id: int, user_id: int) -> None:
    """Say in a group DM or thread that one of its people added another."""
    post(channel, actor_id, MessageType.RECIPIENT_ADD, mentions=(user_id,))


def say_recipient_removed(channel: Channel, actor_id: int, user_id: int) -> None:
    """Say in a group DM or thread that somebody was taken out of it, or left the group."""
    post(channel, actor_id, MessageType.RECIPIENT_REMOVE, mentions=(user_id,))


def say_name_changed(channel: Channel, actor_id: int) -> None:
    """Say in a group DM or thread what its name is now."""
    post(channel, actor_id, MessageType.CHANNEL_NAME_CHANGE, content=channel.name or "")


def say_icon_changed(channel: Channel, actor_id: int) -> None:
    post(channel, actor_id, MessageType.CHANNEL_ICON_CHANGE)


def post(channel: Channel, actor_id: int, kind: MessageType, **more: Any) -> None:
    """Post a system message of a channel once the current transaction has committed."""

    def send() -> None:
        aio.run(
            send_system_message(
                actor_id,
                channel_id=channel.id,
                channel_type=channel.type,
                guild_id=channel.guild_id,
                type=kind,
                member=author_member(channel, actor_id),
                **more,
            )
        )

    transaction.on_commit(send, robust=True)


async def post_call(channel_id: int, channel_type: int, caller_id: int) -> Sent:
    """Post the message of a call that begins in a direct channel; its id is the call's."""
    return await send_system_message(
        caller_id,
        channel_id=channel_id,
        channel_type=channel_type,
        guild_id=None,
        type=MessageType.CALL,
        extras={"call": {"participants": [str(caller_id)], "ended_timestamp": None}},
    )


def close_call(message_id: int, participants: Iterable[int]) -> None:
    """Write into the message of a call that it has ended, and who took part."""
    with transaction.atomic():
        calls = Message.objects.select_for_update(of=("self",)).select_related("channel")
        message = calls.filter(id=message_id, type=MessageType.CALL, deleted_at=None).first()
        if message is None:
            return
        now = timezone.now().isoformat(timespec="microseconds")
        people = [str(user_id) for user_id in participants]
        message.extras = {"call": {"participants": people, "ended_timestamp": now}}
        message.save(update_fields=["extras"])
        announce(message.channel, message)
