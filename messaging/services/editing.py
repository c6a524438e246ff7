"""Changing a message. Every earlier version is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import User
from config.kernel.errors import (
    ArchivedThread,
    CannotActOnSystemMessage,
    CannotEditOthersMessage,
    CannotEditPoll,
    CannotEditStickers,
    CannotEditVoiceMessage,
    EmptyMessage,
    MissingPermissions,
    UnknownMessage,
    field_error,
)
from config.kernel.fields import UNSET
from config.settings import limits
from guilds.access import access_channel, permissions_in
from guilds.automod.rules import Hit
from guilds.models import Channel, Role
from guilds.permissions import Permissions
from guilds.services.screening import screen_sync
from messaging import events
from messaging.content.allowed_mentions import read_allowed_mentions
from messaging.content.bodies import AttachmentBody, MessageChange
from messaging.content.embeds import read_embeds
from messaging.content.mentions import Mentions, parse_mentions
from messaging.models import Attachment, Message, MessageEdit, MessageFlags, MessageType
from messaging.payloads import MessagePayload
from messaging.selectors import facts
from messaging.services import uploads
from messaging.services.authors import author_member
from messaging.services.copies import carry_over_later
from messaging.services.drafts import checked_content, checked_flags
from messaging.services.moderating import carry_out_sync, said

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
        Edit(channel, message, permissions, may_embed=editor.bot).apply(change, stored or [])
        payload = announce(channel, message, editor.id)
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
    given = (change.content, change.embeds, change.embed, change.attachments)
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


class Edit:
    """One change of one locked message."""

    def __init__(
        self, channel: Channel, message: Message, permissions: Permissions, *, may_embed: bool
    ) -> None:
        self.may_embed = may_embed
        self.channel = channel
        self.message = message
        self.permissions = permissions
        self.before = (message.content, message.embeds)
        self.is_edited = False

    def apply(self, change: MessageChange, stored: list[dict[str, Any]]) -> None:
        self._change_content(change)
        self._change_embeds(change)
        self._change_flags(change)
        self._change_attachments(change, stored)
        self._require_something()
        if (self.message.content, self.message.embeds) != self.before:
            content, embeds = self.before
            if settings.DELETED_CONTENT_DAYS:
                MessageEdit.objects.create(message=self.message, content=content, embeds=embeds)
            self.is_edited = True
        if self.is_edited:
            self.message.edited_at = timezone.now()
        self.message.save(
            update_fields=[
                "content", "embeds", "flags", "mentions", "mention_roles", "mention_everyone",
                "edited_at",
            ]
        )  # fmt: skip
        carry_over_later(self.message.id, self.message.flags)

    def _change_content(self, change: MessageChange) -> None:
        if change.content is UNSET:
            return
        content = change.content if isinstance(change.content, str) else None
        self.message.content = checked_content(content)
        found = read_allowed_mentions(change.allowed_mentions).of(
            parse_mentions(self.message.content)
        )
        found = self._within_rights(found)
        users = list(User.objects.filter(id__in=found.users).values_list("id", flat=True))
        self.message.mentions = [user_id for user_id in found.users if user_id in users]
        self.message.mention_roles = list(found.roles)
        self.message.mention_everyone = found.everyone

    def _within_rights(self, found: Mentions) -> Mentions:
        if self.channel.is_dm:
            return Mentions(found.users)
        may_all = Permissions.MENTION_EVERYONE in self.permissions
        roles = Role.objects.filter(guild_id=self.channel.guild_id, id__in=found.roles)
        roles = roles.exclude(id=self.channel.guild_id)
        if not may_all:
            roles = roles.filter(mentionable=True)
        known = set(roles.values_list("id", flat=True))
        return replace(
            found,
            roles=tuple(role_id for role_id in found.roles if role_id in known),
            everyone=found.everyone and may_all,
        )

    def _change_embeds(self, change: MessageChange) -> None:
        given = change.embeds
        if given is UNSET and change.embed is not UNSET:
            given = [change.embed] if change.embed else []
        if given is UNSET or not self.may_embed:
            return
        embeds = read_embeds(given if isinstance(given, list) else [])
        if embeds and Permissions.EMBED_LINKS not in self.permissions:
            raise MissingPermissions
        self.message.embeds = embeds

    def _change_flags(self, change: MessageChange) -> None:
        if isinstance(change.flags, int):
            # Only embeds can be hidden and shown later; the other flags stay as they were sent.
            wanted = checked_flags(change.flags) & MessageFlags.SUPPRESS_EMBEDS
            self.message.flags = self.message.flags & ~MessageFlags.SUPPRESS_EMBEDS | wanted

    def _change_attachments(self, change: MessageChange, stored: list[dict[str, Any]]) -> None:
        if change.attachments is not UNSET:
            listed = change.attachments if isinstance(change.attachments, list) else []
            self._keep_only(listed, has_files=bool(stored))
        if stored:
            first = self.message.attachments.count()
            for position, file in enumerate(stored, start=first):
                Attachment.objects.filter(id=file["id"], message=None).update(
                    message=self.message, position=position
                )
            self.is_edited = True

    def _keep_only(self, listed: list[AttachmentBody], *, has_files: bool) -> None:
        own = {file.id: file for file in self.message.attachments.all()}
        for index, body in enumerate(listed):
            if body.id not in own:
                if has_files:
                    continue  # it describes a file of this request
                raise uploads.unknown_attachment(index)
            self._describe(own[body.id], body, index)
        gone = own.keys() - {body.id for body in listed}
        if gone:
            # The worker deletes the files of attachments that belong to no message.
            self.message.attachments.filter(id__in=gone).update(message=None)
            self.is_edited = True

    def _describe(self, file: Attachment, body: AttachmentBody, index: int) -> None:
        before = (file.description, file.title, file.flags)
        uploads.check_description(index, body)
        if body.description is not UNSET:
            file.description = body.description if isinstance(body.description, str) else None
        if body.title is not UNSET:
            file.title = body.title if isinstance(body.title, str) else None
        if body.is_spoiler is not None:
            bit = uploads.IS_SPOILER
            file.flags = file.flags | bit if body.is_spoiler else file.flags & ~bit
        if (file.description, file.title, file.flags) != before:
            file.save(update_fields=["description", "title", "flags"])
            self.is_edited = True

    def _require_something(self) -> None:
        message = self.message
        if message.content or message.embeds or message.attachments.exists() or message.extras:
            return
        raise EmptyMessage


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
