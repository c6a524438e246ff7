"""Messages as they are shown no more: earlier versions, and deleted ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings

from accounts.models import User
from config.kernel.errors import UnknownMessage
from guilds.access import access_channel
from guilds.permissions import Permissions
from messaging.models import Message, MessageEdit
from messaging.payloads import DeletedMessagePayload, EditPayload, edit_payload
from messaging.selectors import facts

READING: Final = Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY
MODERATING: Final = READING | Permissions.MANAGE_MESSAGES
DELETED: Final = """
SELECT m.* FROM messages m WHERE m.channel_id = %(channel)s AND m.deleted_at > %(since)s
    AND (%(before)s::bigint IS NULL OR m.id < %(before)s) ORDER BY m.id DESC LIMIT %(limit)s
"""


def earlier_versions(reader: User, channel_id: int, message_id: int) -> list[EditPayload]:
    """Return what a message said before each of its edits, the latest first.

    Authors see those of their own messages. Moderators see all, also of a deleted message, as
    long as its content is kept.
    """
    channel = access_channel(reader, channel_id, READING)
    message = Message.objects.filter(id=message_id, channel=channel).first()
    if message is None or message.deleted_at is not None or message.author_id != reader.id:
        access_channel(reader, channel_id, MODERATING)
    if message is None:
        raise UnknownMessage
    edits = MessageEdit.objects.filter(message_id=message_id, replaced_at__gt=kept_since())
    return [edit_payload(edit) for edit in edits.order_by("-id")]


def deleted_messages(
    moderator: User, channel_id: int, *, before: int | None, limit: int
) -> list[DeletedMessagePayload]:
    """Return deleted messages of a channel whose content is still kept, newest first."""
    channel = access_channel(moderator, channel_id, MODERATING)
    values: dict[str, Any] = {"since": kept_since(), "before": before, "limit": limit}
    page = facts.Page(DELETED, {**values, "channel": channel.id})
    found = facts.read(page, moderator.id)
    ids = [row["id"] for row in found.messages]
    deleted = Message.objects.filter(id__in=ids, deleted_at__isnull=False)
    when = {row.id: row.deleted_at for row in deleted.only("id", "deleted_at")}
    return [
        {**payload, "deleted_timestamp": timestamp(when[row["id"]])}  # type: ignore[typeddict-item]
        for row, payload in zip(found.messages, found.payloads(), strict=True)
    ]


def timestamp(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat(timespec="microseconds")


def kept_since() -> datetime:
    """Return since when what was deleted or replaced is kept."""
    return datetime.now(UTC) - timedelta(days=settings.DELETED_CONTENT_DAYS)
