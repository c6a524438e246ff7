"""One change of a message that is locked: its text, embeds, flags and files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config.kernel import aio
from config.kernel.errors import EmptyMessage, MissingPermissions
from config.kernel.fields import UNSET
from guilds.models import Channel, Role
from guilds.permissions import Permissions
from messaging.content.allowed_mentions import AllowedMentions, read_allowed_mentions
from messaging.content.bodies import AttachmentBody, MessageChange
from messaging.content.component_tree import file_names, text_of
from messaging.content.components import read_components
from messaging.content.embeds import read_embeds
from messaging.content.mentions import Mentions, parse_mentions
from messaging.models import Attachment, Message, MessageEdit, MessageFlags, MessageType
from messaging.services import uploads
from messaging.services.component_emojis import complete_emojis
from messaging.services.copies import carry_over_later
from messaging.services.drafts import checked_content, checked_flags
from messaging.services.previews import has_previews, queue_previews, without_previews
from messaging.services.program_parts import require_components_only, require_files
from messaging.unfurl.links import links_of


class Edit:
    """One change of one locked message."""

    def __init__(
        self, channel: Channel, message: Message, permissions: Permissions, *, may_embed: bool
    ) -> None:
        self.may_embed = may_embed
        self.channel = channel
        self.message = message
        self.permissions = permissions
        self.before = self._shown()
        self.is_edited = False

    def apply(self, change: MessageChange, stored: list[dict[str, Any]]) -> None:
        self._change_content(change)
        self._change_embeds(change)
        self._change_flags(change)
        self._change_components(change)
        self._change_attachments(change, stored)
        self._require_shown_files()
        self._require_something()
        self._change_mentions(change)
        if self._shown() != self.before:
            if settings.DELETED_CONTENT_DAYS:
                MessageEdit.objects.create(message=self.message, **self.before)
            self.is_edited = True
        if self.is_edited:
            self.message.edited_at = timezone.now()
        self.message.save(
            update_fields=[
                "content", "embeds", "components", "flags", "mentions", "mention_roles",
                "mention_everyone", "edited_at",
            ]
        )  # fmt: skip
        carry_over_later(self.message.id, self.message.flags)
        self._ask_for_previews(change)

    def _ask_for_previews(self, change: MessageChange) -> None:
        """Let new links be looked at, and those of a message whose embeds were hidden."""
        message = self.message
        is_asked = message.content != self.before["content"] or change.flags is not UNSET
        if is_asked and has_previews(message.content, message.flags, message.embeds):
            transaction.on_commit(lambda: queue_previews(message.id), robust=True)

    def _shown(self) -> dict[str, Any]:
        """Return what is kept of a version."""
        message = self.message
        return {
            "content": message.content,
            "embeds": message.embeds,
            "components": message.components,
        }

    def _change_content(self, change: MessageChange) -> None:
        if change.content is not UNSET:
            content = change.content if isinstance(change.content, str) else None
            self.message.content = checked_content(content)
            if links_of(self.message.content) != links_of(self.before["content"]):
                self.message.embeds = without_previews(self.message.embeds)

    def _change_mentions(self, change: MessageChange) -> None:
        if change.content is UNSET and change.components is UNSET:
            return
        allowed = read_allowed_mentions(change.allowed_mentions)
        said = f"{self.message.content}\n{text_of(self.message.components)}"
        found = self._within_rights(allowed.of(parse_mentions(said)))
        named = [*found.users, *self._answered(allowed)]
        users = set(User.objects.filter(id__in=named).values_list("id", flat=True))
        self.message.mentions = [user_id for user_id in dict.fromkeys(named) if user_id in users]
        self.message.mention_roles = list(found.roles)
        self.message.mention_everyone = found.everyone

    def _answered(self, allowed: AllowedMentions) -> list[int]:
        """Return the author of the message that a reply answers, if they may be notified."""
        answered_id = self.message.reference_message_id
        if self.message.type != MessageType.REPLY or answered_id is None:
            return []
        if not allowed.replied_user:
            return []
        answered = Message.objects.filter(id=answered_id, author__isnull=False)
        return list(answered.values_list("author_id", flat=True))

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
            # Embeds can be hidden and shown later, and a program's message may become one of
            # components, for good; the other flags stay as they were sent.
            given = checked_flags(change.flags, may_embed=self.may_embed)
            wanted = given & (MessageFlags.SUPPRESS_EMBEDS | MessageFlags.IS_COMPONENTS_V2)
            self.message.flags = self.message.flags & ~MessageFlags.SUPPRESS_EMBEDS | wanted

    def _change_components(self, change: MessageChange) -> None:
        message = self.message
        is_v2 = bool(message.flags & MessageFlags.IS_COMPONENTS_V2)
        if change.components is not UNSET and self.may_embed:
            given = change.components if isinstance(change.components, list) else []
            found = read_components(given, is_v2=is_v2)
            shows = message.author_id or message.application_id
            aio.run(complete_emojis(found, shows, self.channel.guild_id))
            message.components = found
        if is_v2:
            extras = message.extras or {}
            require_components_only(
                message.content, message.embeds, extras.get("poll"), extras.get("sticker_items")
            )
            if not message.components:
                raise EmptyMessage

    def _require_shown_files(self) -> None:
        """Refuse to show a file in components that is not, or no longer, of the message."""
        if file_names(self.message.components):
            files = self.message.attachments.values_list("filename", flat=True)
            require_files(self.message.components, set(files))

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
        for wanted, bit in (
            (body.is_spoiler, uploads.IS_SPOILER),
            (body.is_remix, uploads.IS_REMIX),
        ):
            if wanted is not None:
                file.flags = file.flags | bit if wanted else file.flags & ~bit
        if (file.description, file.title, file.flags) != before:
            file.save(update_fields=["description", "title", "flags"])
            self.is_edited = True

    def _require_something(self) -> None:
        message = self.message
        said = message.content or message.embeds or message.components or message.extras
        if said or message.attachments.exists():
            return
        raise EmptyMessage
