"""Putting messages into inboxes, behind the answers to those who send them.

What was committed within a moment is looked at together, on the process's loop: messages in direct
channels and those that mention somebody, no others. Who cannot read a message now is told of none.
Mentions of roles and of everyone are the worker's work (``messaging.services.crowds``).

What a crash keeps from being written is only that there is no entry in an inbox.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import psycopg
from django.db import transaction
from kombu.exceptions import OperationalError

from accounts.models import RelationshipType
from accounts.payloads import UserPayload
from config.kernel import aio, outbox
from config.kernel.errors import APIError
from config.kernel.events import Event
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds.access import hot_access
from guilds.models import ChannelType, NotificationLevel
from messaging import events
from messaging.models import MessageFlags, MessageType, NotificationType
from messaging.payloads.notifications import notification_payload
from messaging.search.reach import READING
from messaging.services.drafts import Draft

logger = logging.getLogger(__name__)

DELAY_SECONDS: Final = 0.1
AT_ONCE: Final = 500
PATIENCE: Final = "SET LOCAL lock_timeout = '500ms'"
DIRECT: Final = (ChannelType.DM, ChannelType.GROUP_DM)
# What people and programs say; notices of the instance are for who looks.
TOLD: Final = frozenset((
    MessageType.DEFAULT,
    MessageType.REPLY,
    MessageType.CHAT_INPUT_COMMAND,
    MessageType.CONTEXT_MENU_COMMAND,
))  # fmt: skip

RECIPIENTS: Final = "SELECT channel_id, user_id FROM recipients WHERE channel_id = ANY(%s)"
# Blocked people mention nobody, who muted a conversation hears nothing of it, and what was read
# meanwhile is nothing new.
WRITE: Final = f"""
INSERT INTO notifications
    (id, user_id, type, related_user_id, related_message_id, channel_id, guild_id, content)
SELECT w.id, w.user_id, w.type, w.related_user_id, w.related_message_id, w.channel_id, w.guild_id,
    ''
FROM json_to_recordset(%s::json) AS w(id bigint, user_id bigint, type text, reason text,
    related_user_id bigint, related_message_id bigint, channel_id bigint, guild_id bigint)
JOIN users u ON u.id = w.user_id AND u.is_active AND NOT u.bot
JOIN channels c ON c.id = w.channel_id
LEFT JOIN user_guild_settings s
    ON s.user_id = w.user_id AND s.guild_id IS NOT DISTINCT FROM w.guild_id
LEFT JOIN channel_overrides o ON o.settings_id = s.id AND o.channel_id = w.channel_id
WHERE (w.reason <> 'everyone' OR s.suppress_everyone IS NOT TRUE)
AND (w.reason <> 'role' OR s.suppress_roles IS NOT TRUE)
AND (w.type <> '{NotificationType.MESSAGE.value}' OR NOT (
    COALESCE(s.muted AND (s.muted_until IS NULL OR s.muted_until > statement_timestamp()), false)
    OR COALESCE(o.muted AND (o.muted_until IS NULL OR o.muted_until > statement_timestamp()), false)
    OR COALESCE(o.message_notifications, 0) = {NotificationLevel.NO_MESSAGES.value}))
AND NOT EXISTS (SELECT 1 FROM relationships b WHERE b.user_id = w.user_id
    AND b.other_id = w.related_user_id AND b.type = {RelationshipType.BLOCKED.value})
AND NOT EXISTS (SELECT 1 FROM read_states r WHERE r.user_id = w.user_id
    AND r.channel_id = w.channel_id AND r.last_message_id >= w.related_message_id)
AND EXISTS (SELECT 1 FROM messages m WHERE m.id = w.related_message_id AND m.deleted_at IS NULL)
ORDER BY w.id
ON CONFLICT DO NOTHING
RETURNING id
"""  # noqa: S608  numbers of ours only


@dataclass(frozen=True, slots=True)
class Said:
    """A message that somebody may have to be told of."""

    message_id: int
    channel_id: int
    guild_id: int | None
    author_id: int | None
    author: UserPayload | None
    content: str
    is_direct: bool
    is_silent: bool
    mentions: Sequence[int]
    calls_many: bool

    @property
    def excerpt(self) -> str:
        return self.content[: limits.NOTIFICATION_CONTENT_LENGTH]


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a message is told to, and as what."""

    said: Said
    user_id: int
    kind: NotificationType
    reason: str = "name"  # or role, everyone


_said: list[Said] = []
_flushing: asyncio.Task[None] | None = None


def note(draft: Draft, message_id: int, author: UserPayload) -> None:
    """Remember a message that was written; call it on the process's loop."""
    global _flushing
    calls_many = bool(draft.mention_everyone or draft.mention_roles)
    is_direct = draft.channel_type in DIRECT
    if draft.sent_at is not None or draft.type not in TOLD:
        return
    if not (is_direct or draft.mentions or calls_many):
        return
    _said.append(
        Said(
            message_id,
            draft.channel_id,
            draft.guild_id,
            draft.author_id,
            author if draft.author_id is not None else None,
            draft.content,
            is_direct,
            bool(draft.flags & MessageFlags.SUPPRESS_NOTIFICATIONS),
            draft.mentions,
            calls_many and not is_direct,
        )
    )
    loop = asyncio.get_running_loop()
    if _flushing is None or _flushing.done() or _flushing.get_loop() is not loop:
        _flushing = loop.create_task(flush_soon())


def note_after_commit(draft: Draft, message_id: int, author: UserPayload) -> None:
    """``note`` for a message that is written in the caller's transaction."""

    async def noted() -> None:
        note(draft, message_id, author)

    transaction.on_commit(lambda: aio.run(noted()), robust=True)


async def flush_soon() -> None:
    while _said:
        await asyncio.sleep(DELAY_SECONDS)
        try:
            await flush()
        except psycopg.Error as error:
            logger.warning("some were not told in their inbox of messages: %s", error)


async def settle() -> None:
    """Do now what is still to be done (before the loop ends)."""
    await flush()
    if _flushing is not None and not _flushing.done():
        await asyncio.wait([_flushing])


async def flush() -> None:
    """Tell of what was said since the last time."""
    said = _said.copy()
    _said.clear()
    if not said:
        return
    told = [*await told_in_direct_channels(said), *await told_by_name(said)]
    await write(told)
    crowds = [one.message_id for one in said if one.calls_many]
    if crowds:
        await aio.in_thread(queue_crowds)(crowds)


def queue_crowds(message_ids: Sequence[int]) -> None:
    """Let the worker tell those whom messages call by a role, or as everyone."""
    from messaging.tasks import notify_crowd

    try:
        for message_id in message_ids:
            notify_crowd.delay(message_id)
    except OperationalError as error:
        logger.warning("roles are not told of mentions, the broker is away: %s", error)


async def told_in_direct_channels(said: Sequence[Said]) -> list[Told]:
    direct = [one for one in said if one.is_direct]
    if not direct:
        return []
    people: dict[int, list[int]] = {}
    async with (await aio.pool()).connection() as database:
        cursor = await database.execute(RECIPIENTS, (list({one.channel_id for one in direct}),))
        for channel_id, user_id in await cursor.fetchall():
            people.setdefault(channel_id, []).append(user_id)
    return [
        Told(
            one,
            user_id,
            NotificationType.MENTION if user_id in one.mentions else NotificationType.MESSAGE,
        )
        for one in direct
        for user_id in people.get(one.channel_id, ())
        if user_id != one.author_id and (not one.is_silent or user_id in one.mentions)
    ]


async def told_by_name(said: Sequence[Said]) -> list[Told]:
    found = []
    for one in said:
        if one.is_direct:
            continue
        named = [user_id for user_id in one.mentions if user_id != one.author_id]
        able = await readers(named, one.channel_id)
        found += [Told(one, user_id, NotificationType.MENTION) for user_id in able]
    return found


async def readers(user_ids: Iterable[int], channel_id: int) -> list[int]:
    """Return who of these may read a channel, by the rights of now."""
    found, fresh = [], True
    for user_id in user_ids:
        try:
            await hot_access(user_id, channel_id, READING, fresh=fresh)
        except APIError:
            continue
        found.append(user_id)
        fresh = False  # what is in memory was compared a moment ago
    return found


async def write(told: Sequence[Told]) -> int:
    """Write entries and announce them; returns how many there are of them."""
    total = 0
    for start in range(0, len(told), AT_ONCE):
        total += await write_batch(told[start : start + AT_ONCE])
    return total


async def write_batch(told: Sequence[Told]) -> int:
    by_id = {next_snowflake(): one for one in told}
    rows = [row_of(notification_id, one) for notification_id, one in by_id.items()]
    async with (await aio.pool()).connection() as database, database.transaction():
        # Whoever holds these tables for longer must not wait for this in turn.
        await database.execute(PATIENCE)
        cursor = await database.execute(WRITE, (orjson.dumps(rows).decode(),))
        written = [row[0] for row in await cursor.fetchall()]
        announced = outbox.rows_for(event_of(each, by_id[each]) for each in written)
        if announced:
            ids, topics, payloads = zip(*announced, strict=True)
            await database.execute(outbox.INSERT_MANY, (list(ids), list(topics), list(payloads)))
    if announced:
        await outbox.publish(announced)
    return len(written)


def event_of(notification_id: int, told: Told) -> Event:
    said = told.said
    payload = notification_payload(
        notification_id,
        told.kind.value,
        related_user=said.author,
        related_message_id=said.message_id,
        channel_id=said.channel_id,
        guild_id=said.guild_id,
        content=said.excerpt,
    )
    return events.notification_created_event(payload, user_id=told.user_id)


def row_of(notification_id: int, told: Told) -> dict[str, Any]:
    return {
        "id": notification_id,
        "user_id": told.user_id,
        "type": told.kind.value,
        "reason": told.reason,
        "related_user_id": told.said.author_id,
        "related_message_id": told.said.message_id,
        "channel_id": told.said.channel_id,
        "guild_id": told.said.guild_id,
    }
