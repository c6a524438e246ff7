"""What people wrote and sent, for their export and when their account is erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from accounts.models import User
from config.kernel.errors import APIError
from config.kernel.privacy import Keeper, Part, StoredFile
from config.kernel.snowflake import snowflake_time
from guilds.models import ChannelType
from messaging.files import BUCKET
from messaging.models import (
    Attachment,
    DismissedMention,
    Message,
    MessageEdit,
    Notification,
    NotificationType,
    PollVote,
    Reaction,
    ReadState,
    Recipient,
    Upload,
)
from messaging.services.group_channels import leave_group
from messaging.services.retention import purge

AT_ONCE: Final = 500


def export(user_id: int) -> Iterator[Part]:
    written = Message.objects.filter(author_id=user_id, deleted_at=None)
    yield "messages.json", map(exported, written.order_by("id").iterator(AT_ONCE))
    yield (
        "reactions.json",
        Reaction.objects.filter(user_id=user_id).values("message_id", "emoji_id", "emoji_name"),
    )
    yield "votes.json", PollVote.objects.filter(user_id=user_id).values("message_id", "answer_id")
    yield (
        "direct_channels.json",
        Recipient.objects.filter(user_id=user_id).values("channel_id", "closed"),
    )
    yield (
        "notifications.json",
        Notification.objects.filter(user_id=user_id).values(
            "id",
            "type",
            "related_user_id",
            "related_message_id",
            "channel_id",
            "guild_id",
            "content",
            "read_at",
        ),
    )
    files = Attachment.objects.filter(message__author_id=user_id, message__deleted_at=None)
    for file in files.order_by("id").iterator(AT_ONCE):
        yield f"files/{file.id}/{file.filename}", StoredFile(BUCKET, file.key, file.size)


def exported(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "channel_id": message.channel_id,
        "guild_id": message.guild_id,
        "timestamp": snowflake_time(message.id),
        "edited_timestamp": message.edited_at,
        "content": message.content,
        "embeds": message.embeds,
        "extras": message.extras,
    }


def erase(user_id: int) -> None:
    """Keep conversations readable; what their author took back is destroyed for good."""
    user = User.objects.get(id=user_id)
    groups = Recipient.objects.filter(user_id=user_id, channel__type=ChannelType.GROUP_DM)
    for channel_id in list(groups.values_list("channel_id", flat=True)):
        with suppress(APIError):  # it ended meanwhile
            leave_group(user, channel_id, silent=True)
    MessageEdit.objects.filter(message__author_id=user_id).delete()
    deleted = Message.objects.filter(author_id=user_id, deleted_at__isnull=False)
    ids = list(deleted.values_list("id", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        purge(ids[start : start + AT_ONCE])
    # What others are told of by their messages stays with those.
    moments = (NotificationType.CALL_INVITE, NotificationType.USER_ONLINE)
    Notification.objects.filter(related_user_id=user_id, type__in=moments).delete()
    for kept in (ReadState, DismissedMention, Notification, Upload):
        kept.objects.filter(user_id=user_id).delete()


KEEPER = Keeper("messaging", export, erase)
