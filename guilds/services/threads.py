"""Starting, changing, archiving and deleting threads. A thread is a channel within a channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from config.kernel.errors import (
    ArchivedThread,
    CannotExecuteOnChannelType,
    MaximumActiveAnnouncementThreads,
    MaximumActiveThreads,
    MaximumPinnedThreads,
    MissingPermissions,
    ThreadLocked,
)
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds import events, signals, thread_events
from guilds.models import (
    THREAD_TYPES,
    AuditLogEvent,
    Channel,
    ChannelFlags,
    ChannelType,
    Guild,
    ThreadMember,
)
from guilds.payloads.channels import FORUM_TYPES
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, changing, permissions_changed, user_id_of
from guilds.services.screening import screen_title
from guilds.services.thread_members import visible_thread
from guilds.services.thread_values import (
    DEFAULT_ARCHIVE_MINUTES,
    checked_duration,
    checked_slowmode,
    checked_tags,
    checked_values,
    cleaned_name,
)
from guilds.standing import Operator, Standing

# What only moderators change; the rest also who started the thread.
MODERATED: Final = frozenset(("locked", "rate_limit_per_user", "flags"))
# What decides who may write: kept answers to that are no longer true when it changes.
DECIDES: Final = frozenset(("archived", "locked", "rate_limit_per_user"))


def write_thread(
    owner: User,
    guild: Guild,
    parent: Channel,
    *,
    type: int,  # noqa: A002  the API's word
    name: str,
    thread_id: int | None = None,
    auto_archive_duration: int | None = None,
    rate_limit_per_user: int | None = None,
    invitable: bool | None = None,
    applied_tags: list[int] | None = None,
    reason: str | None = None,
) -> Channel:
    """Write and announce a thread in a locked guild; whoever starts it follows it.

    The caller has checked that they may.
    """
    require_room(guild, type)
    minutes = auto_archive_duration or parent.default_auto_archive_duration
    slowmode = rate_limit_per_user
    if slowmode is None:
        slowmode = parent.default_thread_rate_limit_per_user
    now = timezone.now()
    thread_id = thread_id or next_snowflake()
    thread = Channel.objects.create(
        id=thread_id,
        # A post begins with the message that has its id.
        last_message_id=thread_id if parent.type in FORUM_TYPES else None,
        type=type,
        guild=guild,
        parent=parent,
        owner=owner,
        name=cleaned_name(name),
        auto_archive_duration=checked_duration(minutes or DEFAULT_ARCHIVE_MINUTES),
        rate_limit_per_user=checked_slowmode(slowmode),
        invitable=type != ChannelType.PRIVATE_THREAD or invitable is not False,
        applied_tags=applied_tags or [],
        archive_timestamp=now,
        member_count=1,
    )
    member = ThreadMember.objects.create(thread=thread, user=owner, joined_at=now)
    audit_log.record(
        owner,
        guild,
        AuditLogEvent.THREAD_CREATE,
        thread.id,
        changes=audit_log.created(logged(thread)),
        reason=reason,
    )
    thread_events.thread_created(thread)
    guild_member = guild.members.select_related("user").get(user=owner)
    thread_events.thread_members_changed(thread, [(member, guild_member)])
    return thread


def require_room(guild: Guild, kind: int) -> None:
    """Refuse one more active thread of this type; those of announcement channels count apart."""
    active = guild.channels.filter(type__in=THREAD_TYPES, archived=False)
    if kind == ChannelType.ANNOUNCEMENT_THREAD:
        if active.filter(type=kind).count() >= limits.ACTIVE_ANNOUNCEMENT_THREADS_PER_GUILD:
            raise MaximumActiveAnnouncementThreads
        return
    others = active.exclude(type=ChannelType.ANNOUNCEMENT_THREAD)
    if others.count() >= limits.ACTIVE_THREADS_PER_GUILD:
        raise MaximumActiveThreads


def update_thread(
    actor: Actor, thread: Channel, values: Mapping[str, Any], *, reason: str | None = None
) -> Channel:
    """Change what ``values`` names, where the actor may; an archived thread must be reopened."""
    if not thread.is_thread:
        raise CannotExecuteOnChannelType
    if values.get("name") is not None and not isinstance(actor, Operator):
        screen_title(actor.id, thread.id, str(values["name"]))
    with acting(actor, thread.guild_id or 0) as (guild, standing):
        found, granted = visible_thread(guild, standing, thread.id)
        wanted = checked_values(found, values)
        is_moderator = Permissions.MANAGE_THREADS in granted
        changes = {name: value for name, value in wanted.items() if getattr(found, name) != value}
        if found.archived and wanted.get("archived") is not False and wanted:
            raise ArchivedThread
        require_may_change(found, changes, granted, user_id_of(actor))
        if "applied_tags" in changes and found.parent is not None:
            changes["applied_tags"] = checked_tags(
                found.parent,
                changes["applied_tags"],
                before=found.applied_tags,
                is_moderator=is_moderator,
            )
        if changes.get("flags", 0) & ChannelFlags.PINNED:
            require_room_for_pin(found)
        if changes.get("archived") is False:
            require_room(guild, found.type)
        renamed = "name" in changes
        write_changes(actor, guild, found, changes, reason)
        if renamed and not found.archived and not isinstance(actor, Operator):
            signals.thread_renamed.send(Channel, thread=found, actor_id=actor.id)
    return found


def require_may_change(
    thread: Channel, changes: Mapping[str, Any], granted: Permissions, actor_id: int
) -> None:
    if not changes or Permissions.MANAGE_THREADS in granted:
        return
    if changes.keys() & MODERATED:
        raise MissingPermissions
    if Permissions.SEND_MESSAGES_IN_THREADS not in granted:
        raise MissingPermissions
    if thread.locked:
        raise ThreadLocked
    reopens_only = changes.keys() == {"archived"} and not changes["archived"]
    if not reopens_only and thread.owner_id != actor_id:
        raise MissingPermissions


def require_room_for_pin(thread: Channel) -> None:
    pinned = Channel.objects.filter(parent=thread.parent, type__in=THREAD_TYPES).exclude(
        id=thread.id
    )
    bits = [flags for flags in pinned.values_list("flags", flat=True) if flags]
    if sum(bool(flags & ChannelFlags.PINNED) for flags in bits) >= limits.PINNED_POSTS_PER_FORUM:
        raise MaximumPinnedThreads


def write_changes(
    actor: Actor, guild: Guild, thread: Channel, values: dict[str, Any], reason: str | None
) -> None:
    if values.get("archived"):
        # An archived post is not pinned.
        values["flags"] = values.get("flags", thread.flags) & ~ChannelFlags.PINNED
    changed = apply(thread, values)
    if not changed:
        return
    save_changes(guild, thread, changed.keys())
    audit_log.record(
        actor,
        guild,
        AuditLogEvent.THREAD_UPDATE,
        thread.id,
        changes=audit_log.changed(changed),
        reason=reason,
    )
    thread_events.thread_updated(thread, archived_changed="archived" in changed)


def save_changes(guild: Guild, thread: Channel, changed: Any) -> None:
    fields = set(changed)
    if "archived" in fields:
        thread.archive_timestamp = timezone.now()
        fields.add("archive_timestamp")
    thread.save(update_fields=fields)
    if fields & DECIDES:
        permissions_changed(guild)


def reopen_thread(guild_id: int, thread_id: int) -> None:
    """Take a thread out of the archive because somebody who may writes in it."""
    with changing(guild_id) as guild:
        thread = guild.channels.filter(id=thread_id, archived=True).first()
        if thread is None:
            return
        require_room(guild, thread.type)
        thread.archived = False
        save_changes(guild, thread, ["archived"])
        thread_events.thread_updated(thread, archived_changed=True)


def delete_thread(actor: Actor, thread: Channel, *, reason: str | None = None) -> Channel:
    """Delete a thread with all that is in it; for moderators."""
    with acting(actor, thread.guild_id or 0) as (guild, standing):
        found, granted = visible_thread(guild, standing, thread.id)
        if Permissions.MANAGE_THREADS not in granted:
            raise MissingPermissions
        signals.channels_deleting.send(Channel, guild=guild, channel_ids=[found.id])
        events.thread_deleted(found)
        lost = audit_log.deleted(logged(found))
        Channel.objects.filter(id=found.id).delete()
        permissions_changed(guild)
        audit_log.record(
            actor, guild, AuditLogEvent.THREAD_DELETE, found.id, changes=lost, reason=reason
        )
    return found


def may_start(standing: Standing, parent: Channel, kind: int) -> bool:
    """Say whether somebody may start a thread of a type in a channel."""
    granted = standing.in_channel(parent)
    if kind == ChannelType.PRIVATE_THREAD:
        return Permissions.CREATE_PRIVATE_THREADS in granted
    return Permissions.CREATE_PUBLIC_THREADS in granted


def logged(thread: Channel) -> dict[str, Any]:
    """Return what the log says of a new or deleted thread."""
    shown: dict[str, Any] = {
        "name": thread.name,
        "type": thread.type,
        "archived": thread.archived,
        "locked": thread.locked,
        "auto_archive_duration": thread.auto_archive_duration,
        "rate_limit_per_user": thread.rate_limit_per_user,
        "flags": thread.flags,
    }
    if thread.type == ChannelType.PRIVATE_THREAD:
        shown["invitable"] = thread.invitable
    if thread.applied_tags:
        shown["applied_tags"] = [str(tag) for tag in thread.applied_tags]
    return shown
