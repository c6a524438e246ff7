"""Lists of threads, and of who is in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from guilds.models import (
    THREAD_TYPES,
    Channel,
    ChannelType,
    Guild,
    Member,
    PermissionOverwrite,
    ThreadMember,
)
from guilds.permissions import Permissions
from guilds.standing import permissions_in_channel, standing

PUBLIC_TYPES = (ChannelType.PUBLIC_THREAD, ChannelType.ANNOUNCEMENT_THREAD)


def active_threads(guild: Guild, user_id: int) -> list[Channel]:
    """Return the threads of a guild that are not archived and that a user sees, newest first."""
    of = standing(guild, user_id)
    threads = list(
        guild.channels.select_related("parent")
        .filter(type__in=THREAD_TYPES, archived=False)
        .order_by("-id")
    )
    own = set(of_user(threads, user_id))
    overwrites: dict[int, list[PermissionOverwrite]] = defaultdict(list)
    parent_ids = {thread.parent_id for thread in threads}
    for overwrite in PermissionOverwrite.objects.filter(channel_id__in=parent_ids):
        overwrites[overwrite.channel_id].append(overwrite)
    granted: dict[int, Permissions] = {}
    found = []
    for thread in threads:
        parent = thread.parent
        if parent is None:
            continue
        if parent.id not in granted:
            granted[parent.id] = permissions_in_channel(of, parent, overwrites[parent.id])
        here = granted[parent.id]
        if Permissions.VIEW_CHANNEL not in here:
            continue
        is_open = thread.type != ChannelType.PRIVATE_THREAD or thread.id in own
        if is_open or Permissions.MANAGE_THREADS in here:
            found.append(thread)
    return found


def of_user(threads: Iterable[Channel], user_id: int) -> dict[int, ThreadMember]:
    """Return what a user is in those of the threads that they follow."""
    ids = [thread.id for thread in threads]
    rows = ThreadMember.objects.filter(user_id=user_id, thread_id__in=ids)
    return {row.thread_id: row for row in rows.order_by("thread_id")}


def own_membership(thread: Channel, user_id: int) -> ThreadMember | None:
    return thread.thread_members.filter(user_id=user_id).first()


def archived_threads(
    parent: Channel, *, private: bool, before: datetime | None, limit: int
) -> tuple[list[Channel], bool]:
    """Return a page of archived threads, the latest archived first, and whether there are more."""
    kinds = (ChannelType.PRIVATE_THREAD,) if private else PUBLIC_TYPES
    threads = Channel.objects.filter(parent=parent, archived=True, type__in=kinds)
    if before is not None:
        threads = threads.filter(archive_timestamp__lt=before)
    page = list(threads.order_by("-archive_timestamp", "-id")[: limit + 1])
    return page[:limit], len(page) > limit


def own_archived_threads(
    parent: Channel, user_id: int, *, before: int | None, limit: int
) -> tuple[list[Channel], bool]:
    """Return a page of the archived private threads that a user follows, newest first."""
    threads = Channel.objects.filter(
        parent=parent,
        archived=True,
        type=ChannelType.PRIVATE_THREAD,
        thread_members__user_id=user_id,
    )
    if before is not None:
        threads = threads.filter(id__lt=before)
    page = list(threads.order_by("-id")[: limit + 1])
    return page[:limit], len(page) > limit


def thread_members_page(
    thread: Channel, *, after: int = 0, limit: int | None = None
) -> list[ThreadMember]:
    """Return who follows a thread, by their ids; all without a limit."""
    rows = thread.thread_members.filter(user_id__gt=after).order_by("user_id")
    return list(rows if limit is None else rows[:limit])


def members_of(guild_id: int, thread_members: Iterable[ThreadMember]) -> dict[int, Member]:
    """Return what those who follow a thread are in its guild."""
    ids = [one.user_id for one in thread_members]
    rows = Member.objects.select_related("user").filter(guild_id=guild_id, user_id__in=ids)
    return {row.user_id: row for row in rows}
