"""Sending messages: for people, bots, and the instance itself."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from config.kernel import aio
from config.kernel.errors import (
    CannotReplyWithoutHistory,
    MissingPermissions,
    ServiceUnavailable,
    Unauthorized,
    field_error,
    not_a_choice,
)
from guilds.access import ChannelAccess, forget_guild, hot_access
from guilds.models import ChannelType
from guilds.permissions import Permissions
from guilds.services.screening import carry_out, screen
from messaging.content.bodies import NewMessage, ReferenceBody
from messaging.models import MessageFlags, MessageType
from messaging.selectors import facts
from messaging.services import own_reads, slowmode, uploads
from messaging.services.batches import StaleRights, commit
from messaging.services.component_emojis import complete_emojis
from messaging.services.direct_messages import require_welcome
from messaging.services.drafts import Draft, draft_message, require_text_channel
from messaging.services.forwards import Forwarded, copy_forwarded, draft_forward, is_forward
from messaging.services.moderating import said
from messaging.services.picture_work import ask_for_thumbnails
from messaging.services.polls import poll_of
from messaging.services.previews import ask_for_previews
from messaging.services.stickers import sticker_items
from messaging.services.thread_writing import (
    follow,
    people_of_roles,
    reopen,
    require_unlocked,
)
from messaging.services.writing import Sent

if TYPE_CHECKING:
    from accounts.credentials import Credentials
    from accounts.models import User

logger = logging.getLogger(__name__)

ATTEMPTS: Final = 8
SEND_MESSAGES: Final = int(Permissions.SEND_MESSAGES)
READ_MESSAGE_HISTORY: Final = int(Permissions.READ_MESSAGE_HISTORY)
ATTACH_FILES: Final = int(Permissions.ATTACH_FILES)
EMBED_LINKS: Final = int(Permissions.EMBED_LINKS)
SYSTEM_TYPES: Final = frozenset(MessageType) - {MessageType.DEFAULT, MessageType.REPLY}

RIGHTS: Final = "SELECT auth_version, is_active FROM users WHERE id = %s"

Authenticate = Callable[[], Awaitable["Credentials | None"]]


async def send_message(
    author: User,
    channel_id: int,
    message: NewMessage,
    *,
    files: Mapping[str, Any] | None = None,
    authenticate: Authenticate | None = None,
    sent_at: datetime | None = None,
) -> Sent:
    """Write a message that ``author`` may send, and return it once it is committed.

    ``files`` are uploads by the names of their form fields. ``authenticate`` asks who is
    sending once more, for when their rights changed under way. ``sent_at`` places it in the
    past (imported history), where slowmode does not reach.

    A retry with the same nonce and ``enforce_nonce`` returns the first message.
    """
    stored: Sequence[Mapping[str, Any]] | None = None
    forwarded: Forwarded | None = None
    called: list[int] = []
    fresh = has_turn = False
    for _ in range(ATTEMPTS):
        access = await hot_access(author.id, channel_id, SEND_MESSAGES, fresh=fresh)
        require_text_channel(access)
        require_unlocked(access)
        if access.guild_id is None:
            await require_welcome(author, access)
        if is_forward(message.message_reference):
            if forwarded is None:
                forwarded = await copy_forwarded(message, author, access, has_files=bool(files))
                stored = ()
            draft = draft_forward(
                message, author, access, forwarded, auth_version=author.auth_version
            )
            words = said(forwarded.snapshot["content"])
            called = []
        else:
            found = await answered_message(message.message_reference, access)
            poll = await poll_of(message, access, sent_at)
            stickers = await sticker_items(message.sticker_ids, author.id, access)
            if stored is None:
                stored = await store_files(message, files, author, access)
            draft = draft_message(
                message,
                author,
                access,
                attachments=stored,
                poll=poll,
                stickers=stickers,
                reference=found.messages[0] if found else None,
                reference_users=found.users if found else None,
                auth_version=author.auth_version,
            )
            if draft.components:
                await complete_emojis(draft.components, author.id, access.guild_id)
            words = said(draft.content, poll)
            called, are_all = await people_of_roles(access, draft.mention_roles)
            if not are_all:
                draft.flags |= MessageFlags.FAILED_TO_MENTION_SOME_ROLES_IN_THREAD
        draft.sent_at = sent_at
        hits = []
        if access.automod and sent_at is None:
            hits = await screen(access, words, is_bot=author.bot)
        if not has_turn and sent_at is None and not author.bot:
            await slowmode.take_turn(author.id, access)
            has_turn = True
        if access.is_archived:
            await reopen(access)
            fresh = True
            continue
        try:
            sent = await commit(draft)
        except StaleRights:
            if access.guild_id is not None:
                forget_guild(access.guild_id)
            author = await current_author(author, authenticate)
            fresh = True
        else:
            await ask_for_thumbnails(stored or ())
            if access.permissions & EMBED_LINKS or access.guild_id is None:
                await ask_for_previews(sent.id, draft.content, draft.flags, draft.embeds)
            await follow(access, author.id, [*draft.mentions, *called])
            if not author.bot and sent_at is None:
                own_reads.note(author.id, channel_id, sent.id)
            if hits:
                await carry_out(access, words.text, hits, message_id=sent.id)
            return sent
    # Rights change faster than they can be read; nobody is let through on old ones.
    raise ServiceUnavailable


async def current_author(author: User, authenticate: Authenticate | None) -> User:
    """Return the author with the rights of now, or raise that they have none."""
    from accounts.authentication import forget_user

    if authenticate is None:
        async with (await aio.pool()).connection() as database:
            row = await (await database.execute(RIGHTS, (author.id,))).fetchone()
        if row is None or not row[1]:
            raise Unauthorized
        author = copy(author)  # it may be shared
        author.auth_version = row[0]
        return author
    forget_user(author.id)
    credentials = await authenticate()
    if credentials is None:
        raise Unauthorized
    return credentials.user


async def answered_message(
    reference: ReferenceBody | None, access: ChannelAccess
) -> facts.Found | None:
    """Return the message that is being answered; None if there is none, or it may be missing."""
    if reference is None or reference.message_id is None:
        return None
    if reference.type:
        raise not_a_choice("message_reference.type", [0, 1])
    if reference.channel_id is not None and reference.channel_id != access.channel_id:
        raise field_error(
            "message_reference",
            "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL",
            "Cannot reply to a message in a different channel",
        )
    if not access.permissions & READ_MESSAGE_HISTORY:
        raise CannotReplyWithoutHistory
    page = facts.by_ids([int(reference.message_id)], access.channel_id)
    found = await facts.read_async(page)
    if not found.messages:
        if reference.fail_if_not_exists is False:
            return None
        raise field_error("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    if found.messages[0]["type"] in SYSTEM_TYPES:
        raise field_error(
            "message_reference",
            "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE",
            "Cannot reply to a system message",
        )
    found.messages[0].pop("reference", None)  # a quote shows no quote
    return found


async def store_files(
    message: NewMessage, files: Mapping[str, Any] | None, author: User, access: ChannelAccess
) -> list[dict[str, Any]]:
    if not uploads.brings_files(files, message.attachments):
        uploads.refuse_descriptions_without_files(message.attachments)
        return []
    if not access.permissions & ATTACH_FILES:
        raise MissingPermissions
    return await aio.in_thread(uploads.store)(
        files or {}, message.attachments, user_id=author.id, channel_id=access.channel_id
    )


async def send_system_message(
    author_id: int,
    *,
    channel_id: int,
    guild_id: int | None,
    type: MessageType,  # noqa: A002  the API's word
    channel_type: int = ChannelType.GUILD_TEXT,
    content: str = "",
    mentions: tuple[int, ...] = (),
    reference_message_id: int | None = None,
    reference_channel_id: int | None = None,
    reference_guild_id: int | None = None,
    member: Mapping[str, Any] | None = None,
    extras: Mapping[str, Any] | None = None,
) -> Sent:
    """Write what the instance itself says in somebody's name: they joined, they pinned."""
    if reference_message_id is not None and reference_channel_id is None:
        reference_channel_id, reference_guild_id = channel_id, guild_id
    return await commit(
        Draft(
            author_id=author_id,
            channel_id=channel_id,
            channel_type=channel_type,
            guild_id=guild_id,
            type=type,
            content=content,
            mentions=mentions,
            member=member,
            extras=extras,
            reference_type=None if reference_channel_id is None else 0,
            reference_message_id=reference_message_id,
            reference_channel_id=reference_channel_id,
            reference_guild_id=reference_guild_id,
        )
    )


def send_message_sync(author: User, channel_id: int, message: NewMessage, **more: Any) -> Sent:
    """``send_message`` for sync code: commands, tasks, tests."""
    return aio.run(send_message(author, channel_id, message, **more))
