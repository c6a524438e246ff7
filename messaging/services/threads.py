"""Starting threads and posts, with the messages that belong to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from accounts.models import User
from config.kernel import aio, ratelimits
from config.kernel.errors import (
    CannotActOnSystemMessage,
    CannotExecuteOnChannelType,
    CannotExecuteOnDM,
    MissingAccess,
    MissingPermissions,
    SlowmodeLimited,
    ThreadAlreadyCreated,
    UnknownChannel,
)
from config.kernel.snowflake import next_snowflake
from guilds.access import access_channel, hot_access, permissions_in
from guilds.models import Channel, ChannelType, Guild
from guilds.payloads.channels import FORUM_TYPES, TEXT_TYPES
from guilds.payloads.threads import ThreadPayload, thread_payload
from guilds.permissions import Permissions
from guilds.selectors.threads import own_membership
from guilds.services.changes import acting
from guilds.services.screening import screen_sync, screen_title
from guilds.services.thread_values import checked_tags
from guilds.services.threads import may_start, write_thread
from guilds.standing import Standing
from messaging.content.bodies import NewMessage
from messaging.models import Message, MessageFlags, MessageType
from messaging.payloads import MessagePayload
from messaging.services import uploads
from messaging.services.authors import author_member
from messaging.services.component_emojis import complete_emojis
from messaging.services.drafts import Draft, draft_message
from messaging.services.editing import USER_TYPES, access_message, announce
from messaging.services.inline import write_message
from messaging.services.moderating import carry_out_sync, said
from messaging.services.picture_work import queue_thumbnails
from messaging.services.polls import poll_of
from messaging.services.previews import has_previews, queue_previews
from messaging.services.slowmode import EXEMPT
from messaging.services.stickers import sticker_items

# The types of threads that a channel of a type can have.
STARTABLE: Final[Mapping[int, frozenset[int]]] = {
    ChannelType.GUILD_TEXT: frozenset((ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD)),
    ChannelType.GUILD_ANNOUNCEMENT: frozenset((ChannelType.ANNOUNCEMENT_THREAD,)),
}


@dataclass(frozen=True, slots=True)
class NewThread:
    """What a thread starts with; None: as the channel has it by default."""

    name: str
    auto_archive_duration: int | None = None
    rate_limit_per_user: int | None = None
    invitable: bool | None = None

    def values(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "auto_archive_duration": self.auto_archive_duration,
            "rate_limit_per_user": self.rate_limit_per_user,
            "invitable": self.invitable,
        }


class PostPayload(ThreadPayload):
    message: MessagePayload


def start_thread_from_message(
    actor: User, channel_id: int, message_id: int, new: NewThread, *, reason: str | None = None
) -> ThreadPayload:
    """Start a public thread about a message; it has the id of the message."""
    parent = access_parent(actor, channel_id, TEXT_TYPES)
    kind = public_type(parent)
    screen_title(actor.id, parent.id, new.name)
    take_turn(actor, parent)
    with acting(actor, parent.guild_id or 0) as (guild, standing):
        found = startable(guild, standing, parent.id, kind)
        message = access_message(found, message_id, lock=True)
        if message.type not in USER_TYPES:
            raise CannotActOnSystemMessage
        if Channel.objects.filter(id=message.id).exists():
            raise ThreadAlreadyCreated
        thread = write_thread(
            actor, guild, found, type=kind, thread_id=message.id, reason=reason, **new.values()
        )
        write_message(starter(actor, found, thread, message))
        message.flags |= MessageFlags.HAS_THREAD
        message.save(update_fields=["flags"])
        announce(found, message, actor.id)
        if found.last_message_id != message.id:
            # Whoever reads the channel's end would not see that a thread begins further up.
            write_message(notice(actor, found, thread))
    return shown(thread, actor)


def start_thread(
    actor: User, channel_id: int, kind: int | None, new: NewThread, *, reason: str | None = None
) -> ThreadPayload:
    """Start a thread that is about no message; a private one unless ``kind`` says otherwise."""
    parent = access_parent(actor, channel_id, TEXT_TYPES)
    kind = ChannelType.PRIVATE_THREAD if kind is None else kind
    if kind not in STARTABLE[parent.type]:
        raise CannotExecuteOnChannelType
    screen_title(actor.id, parent.id, new.name)
    take_turn(actor, parent)
    with acting(actor, parent.guild_id or 0) as (guild, standing):
        found = startable(guild, standing, parent.id, kind)
        thread = write_thread(actor, guild, found, type=kind, reason=reason, **new.values())
        if kind != ChannelType.PRIVATE_THREAD:
            write_message(notice(actor, found, thread))
    return shown(thread, actor)


def start_post(
    actor: User,
    channel_id: int,
    new: NewThread,
    message: NewMessage,
    *,
    tags: Sequence[int] = (),
    files: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> PostPayload:
    """Post in a forum or media channel: a thread whose first message has its id."""
    forum = access_parent(actor, channel_id, FORUM_TYPES)
    access = aio.run(hot_access(actor.id, forum.id, Permissions.SEND_MESSAGES, fresh=True))
    thread_id = next_snowflake()
    access = replace(access, channel_id=thread_id, channel_type=int(ChannelType.PUBLIC_THREAD))
    has_files = uploads.brings_files(files, message.attachments)
    if has_files and not access.permissions & Permissions.ATTACH_FILES:
        raise MissingPermissions
    if not has_files:
        uploads.refuse_descriptions_without_files(message.attachments)
    # Everything is checked before files are stored, but that there is something at all.
    checked_tags(forum, tags, is_moderator=bool(access.permissions & Permissions.MANAGE_THREADS))
    poll = aio.run(poll_of(message, access))
    stickers = aio.run(sticker_items(message.sticker_ids, actor.id, access))
    screen_title(actor.id, forum.id, new.name)
    hits = screen_sync(actor.id, forum.id, said(message.content, poll), is_bot=actor.bot)
    take_turn(actor, forum)
    stored = []
    if has_files:
        stored = uploads.store(
            files or {},
            message.attachments,
            user_id=actor.id,
            channel_id=thread_id,
            uploaded_in=forum.id,
        )
    draft = draft_message(message, actor, access, attachments=stored, poll=poll, stickers=stickers)
    aio.run(complete_emojis(draft.components, actor.id, forum.guild_id))
    with acting(actor, forum.guild_id or 0) as (guild, standing):
        found = current_parent(guild, standing, forum.id)
        granted = standing.in_channel(found)
        if Permissions.SEND_MESSAGES not in granted:
            raise MissingPermissions
        thread = write_thread(
            actor,
            guild,
            found,
            type=ChannelType.PUBLIC_THREAD,
            thread_id=thread_id,
            applied_tags=checked_tags(
                found, tags, is_moderator=Permissions.MANAGE_THREADS in granted
            ),
            reason=reason,
            **new.values(),
        )
        first = write_message(draft, message_id=thread_id)
    queue_thumbnails(stored)
    if has_previews(draft.content, draft.flags, draft.embeds):
        queue_previews(thread_id)
    carry_out_sync(actor, thread, draft.content, hits, thread_id)
    return {**shown(thread, actor), "message": first}


def access_parent(actor: User, channel_id: int, kinds: frozenset[ChannelType]) -> Channel:
    """Return a channel that somebody sees and that can have such threads."""
    parent = access_channel(actor, channel_id)
    if parent.is_dm:
        raise CannotExecuteOnDM
    if parent.type not in kinds:
        raise CannotExecuteOnChannelType
    return parent


def public_type(parent: Channel) -> int:
    if parent.type == ChannelType.GUILD_ANNOUNCEMENT:
        return ChannelType.ANNOUNCEMENT_THREAD
    return ChannelType.PUBLIC_THREAD


def take_turn(actor: User, parent: Channel) -> None:
    """Use up somebody's turn to start a thread, where a channel's slowmode limits that."""
    seconds = parent.rate_limit_per_user
    if not seconds or actor.bot or permissions_in(actor, parent) & Permissions(EXEMPT):
        return
    key = f"slowmode-threads:{parent.id}:{actor.id}"
    turn = aio.run(ratelimits.take(key, (1, seconds)))
    if not turn.allowed:
        raise SlowmodeLimited(turn.reset_after, scope="shared")


def current_parent(guild: Guild, standing: Standing, channel_id: int) -> Channel:
    """Return the channel as it is now, under the guild's lock."""
    found = guild.channels.filter(id=channel_id).first()
    if found is None:
        raise UnknownChannel
    if Permissions.VIEW_CHANNEL not in standing.in_channel(found):
        raise MissingAccess
    return found


def startable(guild: Guild, standing: Standing, channel_id: int, kind: int) -> Channel:
    found = current_parent(guild, standing, channel_id)
    if not may_start(standing, found, kind):
        raise MissingPermissions
    standing.require_verified()
    return found


def starter(actor: User, parent: Channel, thread: Channel, message: Message) -> Draft:
    """Return the first message of a thread, which shows the message that it is about."""
    return Draft(
        author_id=actor.id,
        channel_id=thread.id,
        channel_type=thread.type,
        guild_id=thread.guild_id,
        type=MessageType.THREAD_STARTER_MESSAGE,
        member=author_member(thread, actor.id),
        reference_type=0,
        reference_message_id=message.id,
        reference_channel_id=parent.id,
        reference_guild_id=parent.guild_id,
    )


def notice(actor: User, parent: Channel, thread: Channel) -> Draft:
    """Return what tells a channel that a thread was started in it."""
    return Draft(
        author_id=actor.id,
        channel_id=parent.id,
        channel_type=parent.type,
        guild_id=parent.guild_id,
        type=MessageType.THREAD_CREATED,
        content=thread.name or "",
        member=author_member(parent, actor.id),
        reference_type=0,
        reference_channel_id=thread.id,
        reference_guild_id=thread.guild_id,
    )


def shown(thread: Channel, actor: User) -> ThreadPayload:
    return thread_payload(thread, own_membership(thread, actor.id))
