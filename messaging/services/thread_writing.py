"""What writing in a thread means besides: it must be open, it opens again, and one follows it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final, ParamSpec

from config.kernel import aio
from config.kernel.database import letting_go
from config.kernel.errors import APIError, ArchivedThread, ThreadLocked
from config.settings import limits
from guilds.access import ChannelAccess
from guilds.models import THREAD_TYPES, ChannelType
from guilds.permissions import Permissions
from guilds.services.changes import changing
from guilds.services.thread_members import enter_thread
from guilds.services.threads import reopen_thread
from guilds.standing import standing

P = ParamSpec("P")

logger = logging.getLogger(__name__)

MANAGE_THREADS: Final = int(Permissions.MANAGE_THREADS)
UNFOLLOWED: Final = """
SELECT array_agg(u.id) FROM unnest(%s::bigint[]) AS u(id) WHERE NOT EXISTS (
    SELECT 1 FROM thread_members m WHERE m.thread_id = %s AND m.user_id = u.id)
"""
# One more than may follow shows that a role has too many.
OF_ROLES: Final = f"""
SELECT (SELECT array_agg(found.user_id) FROM (
    SELECT m.user_id FROM members m WHERE m.guild_id = %s AND r.id = ANY(m.roles)
    LIMIT {limits.ROLE_MEMBERS_ADDED_TO_THREAD + 1}) found)
FROM unnest(%s::bigint[]) r(id)
"""  # noqa: S608  a number of ours only


def require_unlocked(access: ChannelAccess) -> None:
    """Refuse to write in a locked thread; moderators may."""
    if access.is_locked and not access.permissions & MANAGE_THREADS:
        raise ArchivedThread if access.is_archived else ThreadLocked


def require_active(access: ChannelAccess) -> None:
    """Refuse to change what is in an archived thread."""
    if access.is_archived:
        raise ArchivedThread


async def reopen(access: ChannelAccess) -> None:
    """Take an archived thread out of the archive: somebody writes in it."""
    if access.guild_id is not None:
        await aio.in_thread(letting_go(reopen_thread))(access.guild_id, access.channel_id)


async def people_of_roles(access: ChannelAccess, roles: Sequence[int]) -> tuple[list[int], bool]:
    """Return who shall follow a thread because a role of theirs is mentioned, and if that is all.

    The members of large roles do not: the message says so by a flag.
    """
    if not roles or access.channel_type not in THREAD_TYPES:
        return [], True
    async with (await aio.pool()).connection() as database:
        cursor = await database.execute(OF_ROLES, (access.guild_id, list(roles)))
        found = [row[0] or [] for row in await cursor.fetchall()]
    small = [people for people in found if len(people) <= limits.ROLE_MEMBERS_ADDED_TO_THREAD]
    return [user_id for people in small for user_id in people], len(small) == len(found)


async def follow(access: ChannelAccess, author_id: int, mentioned: Sequence[int]) -> None:
    """Let the author of a new message in a thread, and whom it mentions, follow the thread.

    The message is written: whatever comes between, it stays.
    """
    if access.channel_type not in THREAD_TYPES or access.guild_id is None:
        return
    async with (await aio.pool()).connection() as database:
        people = [author_id, *mentioned]
        cursor = await database.execute(UNFOLLOWED, (people, access.channel_id))
        row = await cursor.fetchone()
    if row is None or not row[0]:
        return
    try:
        await aio.in_thread(letting_go(follow_all))(
            access.guild_id, access.channel_id, author_id, row[0]
        )
    except APIError as error:
        logger.info("nobody follows thread %d anew: %s", access.channel_id, error)


def follow_all(guild_id: int, thread_id: int, author_id: int, user_ids: Sequence[int]) -> None:
    with changing(guild_id) as guild:
        threads = guild.channels.select_related("parent").filter(type__in=THREAD_TYPES)
        thread = threads.filter(id=thread_id, archived=False).first()
        if thread is None or thread.parent is None:
            return
        author = standing(guild, author_id).in_channel(thread)
        if Permissions.VIEW_CHANNEL not in author:
            return
        may_invite = (
            thread.type != ChannelType.PRIVATE_THREAD
            or thread.invitable
            or thread.owner_id == author_id
            or Permissions.MANAGE_THREADS in author
        )
        found = [
            user_id
            for user_id in user_ids
            if user_id == author_id
            or (
                may_invite
                and Permissions.VIEW_CHANNEL in standing(guild, user_id).in_channel(thread.parent)
            )
        ]
        enter_thread(guild, thread, found)
