"""Who follows a thread: joining, leaving, adding and removing others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.utils import timezone

from accounts.models import User
from config.kernel.errors import (
    ArchivedThread,
    CannotExecuteOnChannelType,
    MaximumThreadMembers,
    MissingAccess,
    MissingPermissions,
    UnknownChannel,
    UnknownMember,
)
from config.settings import limits
from guilds import signals, thread_events
from guilds.models import THREAD_TYPES, Channel, ChannelType, Guild, Member, ThreadMember
from guilds.permissions import Permissions
from guilds.services.changes import acting, permissions_changed
from guilds.standing import Standing, standing


def join_thread(user: User, thread: Channel) -> None:
    """Follow a thread that one sees. Twice is as good as once."""
    with open_thread(user, thread) as (guild, _, found, _):
        enter_thread(guild, found, [user.id])


def leave_thread(user: User, thread: Channel) -> None:
    with open_thread(user, thread) as (guild, _, found, _):
        drop_members(guild, found, [user.id])


def add_thread_member(actor: User, thread: Channel, user_id: int) -> None:
    """Let somebody else follow a thread. They must see the channel that it is in."""
    with open_thread(actor, thread) as (guild, _, found, granted):
        if Permissions.SEND_MESSAGES_IN_THREADS not in granted:
            raise MissingPermissions
        if (
            found.type == ChannelType.PRIVATE_THREAD
            and not found.invitable
            and found.owner_id != actor.id
            and Permissions.MANAGE_THREADS not in granted
        ):
            raise MissingPermissions
        other = standing(guild, user_id)
        if other.member is None:
            raise UnknownMember
        if found.parent is None or Permissions.VIEW_CHANNEL not in other.in_channel(found.parent):
            raise MissingAccess
        if found.thread_members.filter(user_id=user_id).exists():
            return
        enter_thread(guild, found, [user_id])
        tell_of_member(found, actor, user_id, added=True)


def remove_thread_member(actor: User, thread: Channel, user_id: int) -> None:
    """Remove somebody: moderators do, and of a private thread who started it."""
    with open_thread(actor, thread) as (guild, _, found, granted):
        owns = found.type == ChannelType.PRIVATE_THREAD and found.owner_id == actor.id
        if user_id != actor.id and not owns and Permissions.MANAGE_THREADS not in granted:
            raise MissingPermissions
        if drop_members(guild, found, [user_id]):
            tell_of_member(found, actor, user_id, added=False)
        elif user_id != actor.id:
            raise UnknownMember


def tell_of_member(thread: Channel, actor: User, user_id: int, *, added: bool) -> None:
    """Say what somebody did to another; who comes and goes by themselves is not talked about."""
    if user_id != actor.id:
        signals.thread_member_changed.send(
            Channel, thread=thread, actor_id=actor.id, user_id=user_id, added=added
        )


@contextmanager
def open_thread(
    actor: User, thread: Channel
) -> Iterator[tuple[Guild, Standing, Channel, Permissions]]:
    """Lock the guild of a thread that ``actor`` sees and that is not archived."""
    if not thread.is_thread:
        raise CannotExecuteOnChannelType
    with acting(actor, thread.guild_id or 0) as (guild, found_standing):
        found, granted = visible_thread(guild, found_standing, thread.id)
        if found.archived:
            raise ArchivedThread
        yield guild, found_standing, found, granted


def visible_thread(guild: Guild, actor: Standing, thread_id: int) -> tuple[Channel, Permissions]:
    """Return a thread as it is now, and what the actor may do in it."""
    threads = guild.channels.select_related("parent").filter(type__in=THREAD_TYPES)
    found = threads.filter(id=thread_id).first()
    if found is None:
        raise UnknownChannel
    granted = actor.in_channel(found)
    if Permissions.VIEW_CHANNEL not in granted:
        raise MissingAccess
    return found, granted


def enter_thread(guild: Guild, thread: Channel, user_ids: Iterable[int]) -> None:
    """Write and announce who follows a thread of a locked guild from now on."""
    known = set(thread.thread_members.values_list("user_id", flat=True))
    members = {
        member.user_id: member
        for member in Member.objects.select_related("user").filter(
            guild=guild, user_id__in=[user_id for user_id in user_ids if user_id not in known]
        )
    }
    if not members:
        return
    if len(known) + len(members) > limits.MEMBERS_PER_THREAD:
        raise MaximumThreadMembers
    now = timezone.now()
    added = ThreadMember.objects.bulk_create(
        ThreadMember(thread=thread, user_id=user_id, joined_at=now) for user_id in members
    )
    count_members(guild, thread, len(known) + len(added))
    thread_events.thread_members_changed(thread, [(one, members[one.user_id]) for one in added])


def drop_members(guild: Guild, thread: Channel, user_ids: Iterable[int]) -> bool:
    """Write and announce who follows a thread no more; returns whether anybody did."""
    rows = thread.thread_members.filter(user_id__in=list(user_ids))
    gone = list(rows.values_list("user_id", flat=True))
    if not gone:
        return False
    rows.delete()
    count_members(guild, thread, thread.thread_members.count())
    thread_events.thread_members_changed(thread, removed=gone)
    return True


def count_members(guild: Guild, thread: Channel, count: int) -> None:
    thread.member_count = count
    thread.save(update_fields=["member_count"])
    if thread.type == ChannelType.PRIVATE_THREAD:
        permissions_changed(guild)


def leave_all_threads(guild: Guild, user_id: int) -> None:
    """Take somebody who leaves a locked guild out of its threads."""
    threads = guild.channels.filter(type__in=THREAD_TYPES, thread_members__user_id=user_id)
    for thread in threads.order_by("id"):
        drop_members(guild, thread, [user_id])
