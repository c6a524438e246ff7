"""Telling that somebody is writing, and who is writing now.

Each channel has a sorted set in Redis of when what was said last ends. Who has written a message
since then is done writing: that is looked up when somebody asks, so that sending costs nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any, Final, NotRequired, TypedDict

from redis.exceptions import RedisError

from accounts.payloads import UserPayload
from config.kernel import aio, log
from config.kernel.snowflake import snowflake_at, snowflake_ms
from config.settings import limits
from guilds.access import hot_access
from guilds.models import Member
from guilds.payloads.members import MemberPayload, member_payload
from guilds.permissions import Permissions
from messaging import events
from messaging.services.drafts import require_text_channel

logger = logging.getLogger(__name__)

KEY: Final = "typing:"
SHOWN: Final = 25
# Ids hold the time; of the messages of the last seconds there are few.
WRITTEN: Final = """
SELECT author_id, max(id) FROM messages
WHERE channel_id = %(channel)s AND id > %(since)s AND author_id = ANY(%(users)s)
GROUP BY author_id
"""


class TypingPayload(TypedDict):
    """What TYPING_START says of somebody; ``timestamp`` is in seconds since 1970."""

    user_id: str
    timestamp: int
    member: NotRequired[MemberPayload]


async def start_typing(user_id: int, channel_id: int, user: UserPayload) -> None:
    """Show to the others in a channel that the user is writing, for some seconds."""
    access = await hot_access(user_id, channel_id, Permissions.SEND_MESSAGES, fresh=True)
    require_text_channel(access)
    await remember(user_id, channel_id)
    events.typing_started(
        user_id=user_id,
        channel_id=channel_id,
        guild_id=access.guild_id,
        member=None if access.member is None else {**access.member, "user": user},
    )


async def remember(user_id: int, channel_id: int) -> None:
    now = time.time()
    key = f"{KEY}{channel_id}"
    try:
        async with log.client().pipeline(transaction=False) as pipeline:
            pipeline.zremrangebyscore(key, "-inf", now)
            pipeline.zadd(key, {str(user_id): now + limits.TYPING_SECONDS})
            pipeline.expire(key, limits.TYPING_SECONDS)
            await pipeline.execute()
    except (RedisError, OSError) as error:
        logger.warning("who opens a channel will not see who types: %s", error)


async def who_is_typing(user_id: int, channel_id: int) -> list[TypingPayload]:
    """Return who is writing in a channel now, who began last first, for somebody who sees it."""
    access = await hot_access(user_id, channel_id)
    now = time.time()
    found: list[Any] = await log.client().zrevrangebyscore(
        f"{KEY}{channel_id}", "+inf", f"({now}", start=0, num=SHOWN, withscores=True
    )
    began = {int(one): ends - limits.TYPING_SECONDS for one, ends in found}
    began.pop(user_id, None)
    if not began:
        return []
    since = snowflake_at(datetime.fromtimestamp(min(began.values()), UTC))
    values = {"channel": channel_id, "since": since, "users": list(began)}
    async with (await aio.pool()).connection() as database:
        rows = await (await database.execute(WRITTEN, values)).fetchall()
    for author_id, message_id in rows:
        if snowflake_ms(message_id) / 1000 > began[author_id]:
            del began[author_id]
    if access.guild_id is None:
        return [{"user_id": str(one), "timestamp": int(at)} for one, at in began.items()]
    members = await aio.in_thread(members_of)(access.guild_id, began.keys())
    return [
        {"user_id": str(one), "timestamp": int(at), "member": members[one]}
        for one, at in began.items()
        if one in members
    ]


def members_of(guild_id: int, user_ids: Collection[int]) -> dict[int, MemberPayload]:
    members = Member.objects.filter(guild_id=guild_id, user_id__in=user_ids).select_related("user")
    return {member.user_id: member_payload(member) for member in members}
