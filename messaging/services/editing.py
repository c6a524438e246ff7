"""Changing a message. Every earlier version is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from accounts.models import User
from config.kernel.errors import (
    ArchivedThread,
    CannotActOnSystemMessage,
    CannotEditOthersMessage,
    CannotEditPoll,
    CannotEditStickers,
    CannotEditVoiceMessage,
    MissingPermissions,
    UnknownMessage,
    field_error,
)
from config.kernel.fields import UNSET
from config.settings import limits
from guilds.access import access_channel, permissions_in
from guilds.automod.rules import Hit
from guilds.models import Channel
from guilds.permissions import Permissions
from guilds.services.screening import screen_sync
from messaging import events
from messaging.content.bodies import MessageChange
from messaging.models import Message, MessageFlags, MessageType
from messaging.payloads import MessagePayload
from messaging.selectors import facts
from messaging.services import uploads
from messaging.services.authors import author_member
from messaging.services.edits import Edit
from messaging.services.moderating import carry_out_sync, said
from messaging.services.pacing import take_edit
from messaging.services.picture_work import queue_thumbnails

USER_TYPES = (MessageType.DEFAULT, MessageType.REPLY)


def access_message(channel: Channel, message_id: int, *, lock: bool = False) -> Message:
    """Return a message of a channel that the caller has been let into."""
    messages = Message.objects.select_for_update() if lock else Message.objects
    found = messages.filter(id=message_id, channel=channel, deleted_at=None).first()
    if found is None:
        raise UnknownMessage
    return found


def edit_message(
    editor: User,
    channel_id: int,
    message_id: int,
    change: MessageChange,
    *,
    files: Mapping[str, Any] | None = None,
) -> MessagePayload:
    """Change what is given and leave the rest; returns the whole message.

    Authors change everything of theirs; moderators can only hide and show others' embeds.
    """
    channel = access_channel(editor, channel_id)
    if channel.archived:
        raise ArchivedThread
    permissions = permissions_in(editor, channel)
    stored = None
    described = change.attachments if isinstance(change.attachments, list) else None
    if uploads.brings_files(files, described):
        stored = store_files(editor, channel, message_id, change, files or {}, permissions)
    hits = screened(editor, channel, message_id, change)
    with transaction.atomic():
        message = access_message(channel, message_id, lock=True)
        if message.type not in USER_TYPES:
            raise CannotActOnSystemMessage
        require_editable(message, change, has_files=bool(stored))
        if message.author_id != editor.id:
            require_only_flags(change, stored, permissions)
        if editor.rate_limited:
            take_edit(message, f"user:{editor.id}")
        Edit(channel, message, permissions, may_embed=editor.bot).apply(change, stored or [])
        payload = announce(channel, message, editor.id)
    queue_thumbnails(stored or ())
    carry_out_sync(editor, channel, message.content, hits, message_id)
    return payload


def screened(editor: User, channel: Channel, message_id: int, change: MessageChange) -> list[Hit]:
    """Ask auto moderation about the new text of somebody's own message."""
    if channel.is_dm or not isinstance(change.content, str):
        return []
    message = access_message(channel, message_id)
    if message.author_id != editor.id or message.content == change.content:
        return []
    return screen_sync(editor.id, channel.id, said(change.content), is_bot=editor.bot)


def require_editable(message: Message, change: MessageChange, *, has_files: bool) -> None:
    """Refuse to change what must stay as it is: a poll that people voted on, a forward's copy."""
    if message.extras and "poll" in message.extras:
        raise CannotEditPoll
    if change.sticker_ids is not None:
        items = (message.extras or {}).get("sticker_items", ())
        if {int(item["id"]) for item in items} != set(change.sticker_ids):
            raise CannotEditStickers
    if message.flags & MessageFlags.IS_VOICE_MESSAGE and changes_words(change, has_files=has_files):
        raise CannotEditVoiceMessage
    if message.flags & MessageFlags.HAS_SNAPSHOT and changes_words(change, has_files=has_files):
        raise field_error(
            "message_reference", "MESSAGE_FORWARD_CANNOT_EDIT", "A forward cannot be edited"
        )


def changes_words(change: MessageChange, *, has_files: bool) -> bool:
    """Return whether a change is about more than flags."""
    given = (change.content, change.embeds, change.embed, change.components, change.attachments)
    return has_files or any(value is not UNSET for value in given)


def require_only_flags(change: MessageChange, stored: Any, permissions: Permissions) -> None:
    if changes_words(change, has_files=bool(stored)) or change.flags is UNSET:
        raise CannotEditOthersMessage
    if Permissions.MANAGE_MESSAGES not in permissions:
        raise MissingPermissions


def store_files(
    editor: User,
    channel: Channel,
    message_id: int,
    change: MessageChange,
    files: Mapping[str, Any],
    permissions: Permissions,
) -> list[dict[str, Any]]:
    """Store files that an author adds to their message, before it is locked."""
    message = access_message(channel, message_id)
    require_editable(message, change, has_files=True)
    if message.author_id != editor.id:
        raise CannotEditOthersMessage
    if Permissions.ATTACH_FILES not in permissions:
        raise MissingPermissions
    return store_new_files(message, change, files)


def store_new_files(
    message: Message, change: MessageChange, files: Mapping[str, Any]
) -> list[dict[str, Any]]:
    described = change.attachments if isinstance(change.attachments, list) else None
    kept = set(message.attachments.values_list("id", flat=True))
    if described is not None:
        kept &= {int(body.id) for body in described}
        described = [body for body in described if body.id not in kept]
    room = limits.ATTACHMENTS_PER_MESSAGE - len(kept)
    return uploads.store(
        files, described, user_id=message.author_id, channel_id=message.channel_id, room=room
    )


def announce(channel: Channel, message: Message, viewer_id: int = 0) -> MessagePayload:
    """Tell the whole message as it is now; returns it as the viewer sees it."""
    touch_channel(channel.id)
    found = facts.read(facts.by_ids([message.id]), viewer_id)
    payload = found.payloads()[0]
    events.message_updated(
        payload,
        channel_id=channel.id,
        guild_id=channel.guild_id,
        member=author_member(channel, message.author_id),
    )
    return payload


def touch_channel(channel_id: int, *, fewer: int = 0) -> None:
    """Say that the channel shows something else now: pages kept of it are no longer true.

    ``fewer`` is by how many messages a thread has become shorter.
    """
    Channel.objects.filter(id=channel_id).update(
        last_message_id=F("last_message_id"),
        message_count=Greatest(F("message_count") - fewer, 0),
    )
