"""Reactions: who may react with what, and taking reactions away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from accounts.payloads import UserPayload
from config.kernel.errors import (
    MaximumReactions,
    MissingPermissions,
    ReactionBlocked,
    UnknownReactionEmoji,
)
from config.kernel.log import Row
from config.settings import limits
from guilds.access import ChannelAccess, access_channel
from guilds.hot import require_verified
from guilds.permissions import Permissions
from messaging import events
from messaging.content.emoji import EmojiKey, read_emoji
from messaging.models import Reaction
from messaging.payloads import emoji_payload
from messaging.services.announcing import Database, add_to_outbox
from messaging.services.editing import access_message, touch_channel
from messaging.services.locked import is_blocked, with_locked_message
from messaging.services.thread_writing import require_active

ADD_REACTIONS: Final = int(Permissions.ADD_REACTIONS)
USE_EXTERNAL_EMOJIS: Final = int(Permissions.USE_EXTERNAL_EMOJIS)
MANAGE_MESSAGES: Final = int(Permissions.MANAGE_MESSAGES)
READING: Final = int(Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY)

KINDS: Final = """
SELECT emoji_id, max(emoji_name), bool_or(animated) FROM reactions WHERE message_id = %s
GROUP BY emoji_id, CASE WHEN emoji_id = 0 THEN emoji_name END
"""
CUSTOM: Final = """
SELECT e.name, e.animated, e.available, e.guild_id,
    COALESCE(e.application_id, 0) = %(user)s OR EXISTS (
        SELECT 1 FROM members m WHERE m.guild_id = e.guild_id AND m.user_id = %(user)s
            AND (e.roles = '{}' OR e.roles && m.roles))
FROM emojis e WHERE e.id = %(emoji)s
"""
ADD: Final = """
INSERT INTO reactions (message_id, user_id, emoji_id, emoji_name, animated, created_at)
VALUES (%(message)s, %(user)s, %(emoji)s, %(name)s, %(animated)s, now())
ON CONFLICT DO NOTHING RETURNING id
"""
REMOVE: Final = """
DELETE FROM reactions WHERE message_id = %(message)s AND user_id = %(user)s
AND emoji_id = %(emoji)s AND (emoji_id <> 0 OR emoji_name = %(name)s)
RETURNING emoji_name, animated
"""


@dataclass(frozen=True, slots=True)
class Emoji:
    """An emoji as it is stored with a reaction."""

    id: int
    name: str
    animated: bool = False


def named_emoji(text: str) -> EmojiKey:
    """Return what a path names, or raise as Discord does."""
    key = read_emoji(text)
    if key is None:
        raise UnknownReactionEmoji
    return key


async def add_reaction(
    user_id: int, channel_id: int, message_id: int, text: str, user: UserPayload
) -> None:
    """React to a message. Reacting twice is as good as once.

    Joining in needs READ_MESSAGE_HISTORY; the first reaction of a kind also ADD_REACTIONS.
    """
    key = named_emoji(text)

    async def react(database: Database, access: ChannelAccess, author_id: int) -> list[Row]:
        require_active(access)
        require_verified(access)
        return await write_reaction(database, access, message_id, author_id, key, user)

    await with_locked_message(user_id, channel_id, message_id, READING, react)


async def write_reaction(
    database: Database,
    access: ChannelAccess,
    message_id: int,
    author_id: int,
    key: EmojiKey,
    user: UserPayload,
) -> list[Row]:
    found = await (await database.execute(KINDS, (message_id,))).fetchall()
    kinds = {(row[0], "" if row[0] else row[1]): Emoji(*row) for row in found}
    emoji = kinds.get((key.id, "" if key.id else key.name))
    if emoji is None:
        if not access.permissions & ADD_REACTIONS:
            raise MissingPermissions
        emoji = await usable_emoji(database, access, key)
        if len(kinds) >= limits.REACTION_KINDS_PER_MESSAGE:
            raise MaximumReactions
    if await is_blocked(database, author_id, access.user_id):
        raise ReactionBlocked
    values = values_of(message_id, access.user_id, emoji)
    if await (await database.execute(ADD, values)).fetchone() is None:
        return []
    event = events.reaction_added(
        emoji_payload(emoji.id, emoji.name, animated=emoji.animated),
        user_id=access.user_id,
        message_id=message_id,
        author_id=author_id,
        channel_id=access.channel_id,
        guild_id=access.guild_id,
        member=None if access.member is None else {**access.member, "user": user},
    )
    return await add_to_outbox(database, event)


async def usable_emoji(database: Database, access: ChannelAccess, key: EmojiKey) -> Emoji:
    """Return an emoji that the user may react with; custom ones exist and are theirs to use."""
    if not key.id:
        return Emoji(0, key.name)
    row = await (
        await database.execute(CUSTOM, {"user": access.user_id, "emoji": key.id})
    ).fetchone()
    if row is None:
        raise UnknownReactionEmoji
    name, animated, available, guild_id, is_theirs = row
    if not is_theirs or not available:
        raise UnknownReactionEmoji
    is_external = guild_id is not None and guild_id != access.guild_id
    if is_external and not access.permissions & USE_EXTERNAL_EMOJIS:
        raise MissingPermissions
    return Emoji(key.id, name, animated)


async def remove_reaction(
    actor_id: int, channel_id: int, message_id: int, text: str, user_id: int
) -> None:
    """Take a reaction away; one's own, or as a moderator another's."""
    key = named_emoji(text)
    needed = READING if actor_id == user_id else READING | MANAGE_MESSAGES

    async def remove(database: Database, access: ChannelAccess, _: int) -> list[Row]:
        values = values_of(message_id, user_id, Emoji(key.id, key.name))
        gone = await (await database.execute(REMOVE, values)).fetchone()
        if gone is None:
            return []
        event = events.reaction_removed(
            emoji_payload(key.id, gone[0], animated=gone[1]),
            user_id=user_id,
            message_id=message_id,
            channel_id=access.channel_id,
            guild_id=access.guild_id,
        )
        return await add_to_outbox(database, event)

    await with_locked_message(actor_id, channel_id, message_id, needed, remove)


def values_of(message_id: int, user_id: int, emoji: Emoji) -> Mapping[str, Any]:
    return {
        "message": message_id,
        "user": user_id,
        "emoji": emoji.id,
        "name": emoji.name,
        "animated": emoji.animated,
    }


def clear_reactions(moderator: User, channel_id: int, message_id: int) -> None:
    channel = access_channel(moderator, channel_id, Permissions.MANAGE_MESSAGES)
    with transaction.atomic():
        message = access_message(channel, message_id, lock=True)
        if Reaction.objects.filter(message=message).delete()[0]:
            touch_channel(channel.id)
            events.reactions_cleared(message.id, channel_id=channel.id, guild_id=channel.guild_id)


def clear_emoji(moderator: User, channel_id: int, message_id: int, text: str) -> None:
    """Take away all reactions of one kind."""
    key = named_emoji(text)
    channel = access_channel(moderator, channel_id, Permissions.MANAGE_MESSAGES)
    with transaction.atomic():
        message = access_message(channel, message_id, lock=True)
        same = Reaction.objects.filter(message=message, emoji_id=key.id)
        if not key.id:
            same = same.filter(emoji_name=key.name)
        first = same.first()
        if first is not None:
            same.delete()
            touch_channel(channel.id)
            events.emoji_cleared(
                emoji_payload(key.id, first.emoji_name, animated=first.animated),
                message_id=message.id,
                channel_id=channel.id,
                guild_id=channel.guild_id,
            )
