"""Polls: asking, voting, and ending them.

https://discord.com/developers/docs/resources/poll
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config.kernel import aio
from config.kernel.errors import (
    CannotEditOthersMessage,
    CannotUsePollEmoji,
    InvalidPollChannel,
    MissingPermissions,
    NotAPoll,
    PollExpired,
    PollVotingBlocked,
    UnknownMessage,
    not_a_choice,
)
from config.kernel.log import Row
from guilds.access import ChannelAccess, access_channel
from guilds.models import Channel, ChannelType
from guilds.permissions import Permissions
from messaging import events
from messaging.content.bodies import NewMessage
from messaging.content.polls import custom_emojis, has_ended, read_poll, result_embed
from messaging.models import Message, MessageType, PollVote
from messaging.payloads import MessagePayload
from messaging.services.announcing import Database, add_to_outbox
from messaging.services.authors import author_member
from messaging.services.drafts import Draft
from messaging.services.editing import access_message, announce
from messaging.services.inline import write_message
from messaging.services.locked import is_blocked, with_locked_message
from messaging.services.thread_writing import require_active

SEND_POLLS: Final = int(Permissions.SEND_POLLS)
USE_EXTERNAL_EMOJIS: Final = int(Permissions.USE_EXTERNAL_EMOJIS)
READING: Final = int(Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY)
WITHOUT_POLLS: Final = frozenset((ChannelType.GUILD_STAGE_VOICE,))
ENDED_AT_ONCE: Final = 100

EMOJIS: Final = """
SELECT e.id, e.name, e.animated, e.guild_id,
    COALESCE(e.application_id, 0) = %(user)s OR EXISTS (
        SELECT 1 FROM members m WHERE m.guild_id = e.guild_id AND m.user_id = %(user)s
            AND (e.roles = '{}' OR e.roles && m.roles))
FROM emojis e WHERE e.id = ANY(%(emojis)s) AND e.available
"""
POLL: Final = "SELECT extras -> 'poll' FROM messages WHERE id = %s"
VOTES: Final = "SELECT answer_id FROM poll_votes WHERE message_id = %s AND user_id = %s"
ADD: Final = "INSERT INTO poll_votes (message_id, user_id, answer_id) VALUES (%s, %s, %s)"
REMOVE: Final = """
DELETE FROM poll_votes WHERE message_id = %s AND user_id = %s AND answer_id = %s
"""


async def poll_of(
    message: NewMessage, access: ChannelAccess, asked_at: datetime | None = None
) -> dict[str, Any] | None:
    """Return the poll that a new message asks, checked; None if it asks nothing.

    A webhook, which is no user, shows emoji of its own guild.
    """
    if message.poll is None:
        return None
    if access.channel_type in WITHOUT_POLLS:
        raise InvalidPollChannel
    if access.guild_id is not None and not access.permissions & SEND_POLLS:
        raise MissingPermissions
    poll = read_poll(message.poll, asked_at or datetime.now(UTC))
    wanted = custom_emojis(poll)
    if wanted:
        await complete_emojis(wanted, access)
    return poll


async def complete_emojis(wanted: Iterable[dict[str, Any]], access: ChannelAccess) -> None:
    """Fill in the names of custom emoji that the author of a poll may use."""
    ids = [int(emoji["id"]) for emoji in wanted]
    async with (await aio.pool()).connection() as database:
        rows = await (
            await database.execute(EMOJIS, {"user": access.user_id, "emojis": ids})
        ).fetchall()
    found = {row[0]: row for row in rows}
    for emoji in wanted:
        row = found.get(int(emoji["id"]))
        if row is None:
            raise CannotUsePollEmoji
        _, emoji["name"], animated, guild_id, is_theirs = row
        is_near = guild_id is None or guild_id == access.guild_id
        if not is_theirs or not (is_near or access.permissions & USE_EXTERNAL_EMOJIS):
            raise CannotUsePollEmoji
        if animated:
            emoji["animated"] = True


async def vote(
    user_id: int,
    channel_id: int,
    message_id: int,
    *,
    add: Iterable[int] = (),
    remove: Iterable[int] = (),
    only: bool = False,
) -> None:
    """Vote for answers of a poll, and take votes back; with ``only``, all that are not added.

    Where a poll takes one answer, a new vote replaces the earlier one.
    """
    wanted, unwanted = set(add), set(remove)

    async def cast(database: Database, access: ChannelAccess, author_id: int) -> list[Row]:
        require_active(access)
        require_not_timed_out(access)
        poll = await open_poll(database, message_id)
        known = {answer["answer_id"] for answer in poll["answers"]}
        if not (wanted | unwanted) <= known:
            raise not_a_choice("answer_ids", sorted(known))
        replaces = only or (bool(wanted) and not poll["allow_multiselect"])
        if len(wanted) > 1 and not poll["allow_multiselect"]:
            raise not_a_choice("answer_ids", ["one answer"])
        if await is_blocked(database, author_id, user_id):
            raise PollVotingBlocked
        rows = await (await database.execute(VOTES, (message_id, user_id))).fetchall()
        held = {row[0] for row in rows}
        gone = held - wanted if replaces else held & unwanted
        announced = []
        for answer_id in sorted(gone):
            await database.execute(REMOVE, (message_id, user_id, answer_id))
            announced.append(
                events.vote_removed(answer_id, user_id, message_id, channel_id, access.guild_id)
            )
        for answer_id in sorted(wanted - held):
            await database.execute(ADD, (message_id, user_id, answer_id))
            announced.append(
                events.vote_added(answer_id, user_id, message_id, channel_id, access.guild_id)
            )
        return await add_to_outbox(database, *announced)

    await with_locked_message(user_id, channel_id, message_id, READING, cast)


def require_not_timed_out(access: ChannelAccess) -> None:
    until = access.member and access.member.get("communication_disabled_until")
    if until and datetime.fromisoformat(until) > datetime.now(UTC):
        raise MissingPermissions


async def open_poll(database: Database, message_id: int) -> Mapping[str, Any]:
    row = await (await database.execute(POLL, (message_id,))).fetchone()
    if row is None or row[0] is None:
        raise UnknownMessage
    poll: Mapping[str, Any] = row[0]
    if has_ended(poll, datetime.now(UTC)):
        raise PollExpired
    return poll


def end_poll(actor: User, channel_id: int, message_id: int) -> MessagePayload:
    """End one's own poll before its time; returns the message with the final results."""
    channel = access_channel(actor, channel_id)
    with transaction.atomic():
        message = access_message(channel, message_id, lock=True)
        if not message.extras or "poll" not in message.extras:
            raise NotAPoll
        if message.author_id != actor.id:
            raise CannotEditOthersMessage
        if message.poll_ends_at is None or message.poll_ends_at <= timezone.now():
            raise PollExpired
        message.extras["poll"]["expiry"] = timezone.now().isoformat(timespec="microseconds")
        return finish(channel, message, actor.id)


def finish_ended_polls() -> int:
    """Count the votes of polls whose time is over, and tell the results; returns how many."""
    due = Message.objects.filter(poll_ends_at__lte=timezone.now()).order_by("poll_ends_at")
    finished = 0
    for message_id in list(due.values_list("id", flat=True)[:ENDED_AT_ONCE]):
        with transaction.atomic():
            # Whoever ends it at this moment has it locked: it is theirs.
            locked = Message.objects.select_for_update(skip_locked=True, of=("self",))
            message = (
                locked.select_related("channel")
                .filter(id=message_id, poll_ends_at__isnull=False)
                .first()
            )
            if message is None:
                continue
            if message.deleted_at is not None:
                message.poll_ends_at = None
                message.save(update_fields=["poll_ends_at"])
                continue
            finish(message.channel, message)
            finished += 1
    return finished


def finish(channel: Channel, message: Message, viewer_id: int = 0) -> MessagePayload:
    """Close a locked poll and say in its channel how it went."""
    extras: dict[str, Any] = message.extras or {}
    extras["poll"]["is_finalized"] = True
    message.poll_ends_at = None
    message.save(update_fields=["extras", "poll_ends_at"])
    payload = announce(channel, message, viewer_id)
    votes = PollVote.objects.filter(message=message).values_list("answer_id", flat=True)
    write_message(
        Draft(
            author_id=message.author_id,
            channel_id=channel.id,
            channel_type=channel.type,
            guild_id=channel.guild_id,
            type=MessageType.POLL_RESULT,
            embeds=[result_embed(extras["poll"], Counter(votes))],
            mentions=list(filter(None, [message.author_id])),
            member=author_member(channel, message.author_id),
            reference_type=0,
            reference_message_id=message.id,
            reference_channel_id=channel.id,
            webhook_id=message.webhook_id,
            webhook_name=message.webhook_name,
            webhook_avatar=message.webhook_avatar,
            application_id=message.application_id,
        )
    )
    return payload
