"""Putting mentions of roles and of everyone into inboxes, by the worker.

That is done up to a number of people. Above it such a mention is in the inbox of mentions alone
(``messaging.selectors.mentions``), which is worked out when it is read and stores nothing.
"""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.payloads import user_payload
from config.kernel import aio
from config.settings import limits
from guilds.models import Member
from messaging.models import Message, NotificationType
from messaging.services.notifying import Said, Told, readers, write


def tell_crowd(message_id: int) -> int:
    """Tell those whom a message calls by a role or as everyone, unless they are too many.

    Returns how many were told.
    """
    messages = Message.objects.select_related("author").filter(id=message_id, deleted_at=None)
    message = messages.first()
    if message is None or message.guild_id is None:
        return 0
    called = called_by(message, message.guild_id).values_list("user_id", "roles")
    people: dict[int, list[int]] = dict(called[: limits.NOTIFIED_BY_ONE_MENTION + 1])
    if len(people) > limits.NOTIFIED_BY_ONE_MENTION:
        return 0
    said = Said(
        message_id=message.id,
        channel_id=message.channel_id,
        guild_id=message.guild_id,
        author_id=message.author_id,
        author=user_payload(message.author) if message.author else None,
        content=message.content,
        is_direct=False,
        is_silent=False,
        mentions=message.mentions,
        calls_many=True,
    )
    roles = set(message.mention_roles)

    async def tell() -> int:
        able = await readers(people, said.channel_id)
        return await write([
            Told(
                said,
                user_id,
                NotificationType.MENTION,
                "role" if roles.intersection(people[user_id]) else "everyone",
            )
            for user_id in able
        ])  # fmt: skip

    return aio.run(tell())


def called_by(message: Message, guild_id: int) -> QuerySet[Member]:
    members = Member.objects.filter(guild_id=guild_id, user__bot=False)
    if not message.mention_everyone:
        members = members.filter(roles__overlap=message.mention_roles)
    return members.exclude(user_id=message.author_id) if message.author_id else members
