"""A message before it is written: what was asked for, checked against every rule.

Everything here is arithmetic on a snapshot of the channel; what may have changed since is
checked again by the statement that writes (``messaging.services.batches``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from config.kernel.errors import (
    CannotSendInNonTextChannel,
    EmptyMessage,
    InvalidSticker,
    MissingPermissions,
    field_error,
    not_a_choice,
    too_long,
)
from config.settings import limits
from guilds.access import ChannelAccess
from guilds.models import ChannelType
from guilds.permissions import Permissions
from messaging.content.allowed_mentions import AllowedMentions, read_allowed_mentions
from messaging.content.bodies import NewMessage
from messaging.content.component_tree import text_of
from messaging.content.mentions import Mentions, parse_mentions
from messaging.content.scalars import is_storable
from messaging.models import MessageFlags, MessageType
from messaging.services.program_parts import components_of, embeds_of, require_components_only
from messaging.services.voice_messages import require_recording

if TYPE_CHECKING:
    from accounts.models import User

HOLD_MESSAGES: Final = frozenset(
    (
        ChannelType.GUILD_TEXT,
        ChannelType.DM,
        ChannelType.GUILD_VOICE,
        ChannelType.GROUP_DM,
        ChannelType.GUILD_ANNOUNCEMENT,
        ChannelType.ANNOUNCEMENT_THREAD,
        ChannelType.PUBLIC_THREAD,
        ChannelType.PRIVATE_THREAD,
        ChannelType.GUILD_STAGE_VOICE,
    )
)
SETTABLE_FLAGS: Final = int(
    MessageFlags.SUPPRESS_EMBEDS
    | MessageFlags.SUPPRESS_NOTIFICATIONS
    | MessageFlags.IS_VOICE_MESSAGE
)
MAX_FLAGS: Final = 2**31 - 1
MENTION_EVERYONE: Final = int(Permissions.MENTION_EVERYONE)
SEND_TTS_MESSAGES: Final = int(Permissions.SEND_TTS_MESSAGES)


@dataclass(slots=True)
class Draft:
    """A row of ``messages`` to be, with what its payload and its event show besides."""

    author_id: int | None  # None: a webhook, named below
    channel_id: int
    channel_type: int
    guild_id: int | None
    content: str = ""
    type: int = MessageType.DEFAULT
    flags: int = 0
    tts: bool = False
    nonce: str | int | None = None
    enforce_nonce: bool = False
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    mention_everyone: bool = False
    mentions: Sequence[int] = ()
    mention_roles: Sequence[int] = ()
    reference_type: int | None = None
    reference_message_id: int | None = None
    reference_channel_id: int | None = None
    reference_guild_id: int | None = None
    # The facts of the message it answers, and the payloads of the users those name.
    reference: Mapping[str, Any] | None = None
    reference_users: Mapping[int, Any] = field(default_factory=dict)
    attachments: Sequence[Mapping[str, Any]] = ()
    member: Mapping[str, Any] | None = None
    webhook_id: int | None = None
    webhook_name: str | None = None
    webhook_avatar: str | None = None
    application_id: int | None = None
    # What only some messages have (``Message.extras``).
    extras: Mapping[str, Any] | None = None
    position: int | None = None
    poll_ends_at: str | None = None
    # What the checks above were made against; None: nothing to check.
    permissions_version: int | None = None
    auth_version: int | None = None
    # When it was sent, if not now (imported history).
    sent_at: datetime | None = None

    def named(self) -> set[int]:
        """Return the users whose payloads the message's payload shows."""
        snapshot = (self.extras or {}).get("snapshot", {})
        found = {*self.mentions, *snapshot.get("mentions", ())}
        if self.author_id is not None:
            found.add(self.author_id)
        return found


def draft_message(
    message: NewMessage,
    author: User,
    access: ChannelAccess,
    *,
    attachments: Sequence[Mapping[str, Any]] = (),
    poll: Mapping[str, Any] | None = None,
    stickers: Sequence[Mapping[str, Any]] = (),
    reference: Mapping[str, Any] | None = None,
    reference_users: Mapping[int, Any] | None = None,
    auth_version: int | None = None,
) -> Draft:
    """Return what a user will write, or raise what is wrong with it."""
    draft = checked_draft(
        message,
        access,
        attachments=attachments,
        poll=poll,
        stickers=stickers,
        may_embed=author.bot,
    )
    draft.author_id = author.id
    draft.nonce = checked_nonce(message.nonce)
    draft.enforce_nonce = bool(message.enforce_nonce) and message.nonce is not None
    draft.member = access.member
    draft.permissions_version = None if access.guild_id is None else access.permissions_version
    draft.auth_version = auth_version
    if reference is not None:
        draft.type = MessageType.REPLY
        draft.reference = reference
        draft.reference_users = reference_users or {}
        draft.reference_type = 0
        draft.reference_message_id = reference["id"]
        draft.reference_channel_id = reference["channel_id"]
        draft.reference_guild_id = reference["guild_id"]
        answered = reference["author_id"]
        allowed = read_allowed_mentions(message.allowed_mentions)
        if allowed.replied_user and answered is not None and answered not in draft.mentions:
            draft.mentions = [*draft.mentions, answered]
    return draft


def checked_draft(
    message: NewMessage,
    access: ChannelAccess,
    *,
    attachments: Sequence[Mapping[str, Any]],
    poll: Mapping[str, Any] | None = None,
    stickers: Sequence[Mapping[str, Any]] = (),
    may_embed: bool,
) -> Draft:
    """Return what a message says, whoever its author may be."""
    require_text_channel(access)
    content = checked_content(message.content)
    if message.sticker_ids and not stickers:
        raise InvalidSticker  # of a webhook, which has none
    flags = checked_flags(message.flags, may_embed=may_embed)
    if flags & MessageFlags.IS_VOICE_MESSAGE:
        require_recording(message, access, attachments)
    embeds = embeds_of(message, access) if may_embed else []
    components = components_of(message.components, flags, attachments) if may_embed else []
    if flags & MessageFlags.IS_COMPONENTS_V2:
        require_components_only(content, embeds, poll, stickers)
        if not components:
            raise EmptyMessage
    if not (content or embeds or components or attachments or poll or stickers):
        raise EmptyMessage
    if message.tts and not access.permissions & SEND_TTS_MESSAGES and access.guild_id is not None:
        raise MissingPermissions
    allowed = read_allowed_mentions(message.allowed_mentions)
    pinged = notified(f"{content}\n{text_of(components)}", allowed, access)
    return Draft(
        author_id=None,
        channel_id=access.channel_id,
        channel_type=access.channel_type,
        guild_id=access.guild_id,
        content=content,
        flags=flags,
        tts=bool(message.tts),
        embeds=embeds,
        components=components,
        mention_everyone=pinged.everyone,
        mentions=pinged.users,
        mention_roles=pinged.roles,
        attachments=attachments,
        extras=extras_of(poll, stickers),
        poll_ends_at=None if poll is None else poll["expiry"],
    )


def extras_of(
    poll: Mapping[str, Any] | None, stickers: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | None:
    extras: dict[str, Any] = {}
    if poll is not None:
        extras["poll"] = poll
    if stickers:
        extras["sticker_items"] = list(stickers)
    return extras or None


def require_text_channel(access: ChannelAccess) -> None:
    if access.channel_type not in HOLD_MESSAGES:
        raise CannotSendInNonTextChannel


def checked_content(content: str | None) -> str:
    if not content:
        return ""
    content = content.strip()
    if len(content) > settings.MESSAGE_LENGTH:
        raise too_long("content", settings.MESSAGE_LENGTH)
    if not is_storable(content):
        message = "The text holds characters that are not valid."
        raise field_error("content", "STRING_TYPE_INVALID", message)
    return content


def checked_flags(flags: int | None, *, may_embed: bool = False) -> int:
    if flags is None:
        return 0
    if not 0 <= flags <= MAX_FLAGS:
        raise not_a_choice("flags", ["a combination of message flags"])
    settable = SETTABLE_FLAGS | MessageFlags.IS_COMPONENTS_V2 if may_embed else SETTABLE_FLAGS
    return flags & settable


def checked_nonce(nonce: str | int | None) -> str | int | None:
    if nonce is not None and len(str(nonce)) > limits.NONCE_LENGTH:
        raise field_error(
            "nonce",
            "NONCE_TYPE_TOO_LONG",
            f"Nonce must be at most {limits.NONCE_LENGTH} characters.",
        )
    if isinstance(nonce, str) and not is_storable(nonce):
        message = "The text holds characters that are not valid."
        raise field_error("nonce", "STRING_TYPE_INVALID", message)
    return nonce


def notified(content: str, allowed: AllowedMentions, access: ChannelAccess) -> Mentions:
    """Return whom a text notifies: addressed, let through by its sender, and within their rights."""
    found = allowed.of(parse_mentions(content))
    if not found.roles and not found.everyone:
        return found
    if access.guild_id is None:
        return Mentions(found.users)
    may_all = bool(access.permissions & MENTION_EVERYONE)
    mentionable = access.role_ids if may_all else access.mentionable_roles
    roles = tuple(r for r in found.roles if r in mentionable and r != access.guild_id)
    return Mentions(found.users, roles, found.everyone and may_all)
