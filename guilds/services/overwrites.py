"""What a channel allows and denies to one role or one member."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from accounts.models import User
from config.kernel.errors import (
    CannotExecuteOnChannelType,
    CannotExecuteOnDM,
    MaximumOverwrites,
    MissingAccess,
    MissingPermissions,
    UnknownChannel,
    UnknownOverwrite,
    field_error,
)
from config.settings import limits
from guilds import events
from guilds.models import (
    AuditLogEvent,
    Channel,
    ChannelType,
    Guild,
    OverwriteType,
    PermissionOverwrite,
    Role,
)
from guilds.permissions import ALL, Overwrite, Permissions, is_synced
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, permissions_changed
from guilds.standing import Standing, role_rank

# An overwrite before and after; None where there was or is none.
Change: TypeAlias = tuple[PermissionOverwrite | None, PermissionOverwrite | None]


@dataclass(frozen=True, slots=True)
class WantedOverwrite:
    """An overwrite as a client asks for it; bits without a meaning are not kept."""

    target_id: int
    type: int
    allow: int = 0
    deny: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "allow", self.allow & int(ALL))
        object.__setattr__(self, "deny", self.deny & int(ALL))


def set_overwrite(
    actor: Actor, channel: Channel, wanted: WantedOverwrite, *, reason: str | None = None
) -> None:
    """Write what a channel allows and denies to one role or member."""
    check_channel(channel)
    with acting(actor, channel.guild_id) as (guild, standing):
        found = manageable(guild, standing, channel)
        old = found.overwrites.filter(target_id=wanted.target_id).first()
        if old is None and found.overwrites.count() >= limits.OVERWRITES_PER_CHANNEL:
            raise MaximumOverwrites
        check_change(guild, standing, found, old, wanted)
        children = synced_children(found)
        new, _ = PermissionOverwrite.objects.update_or_create(
            channel=found,
            target_id=wanted.target_id,
            defaults={"type": wanted.type, "allow": wanted.allow, "deny": wanted.deny},
        )
        permissions_changed(guild)
        record(actor, guild, found, [(old, new)], reason)
        events.channel_updated(found)
        sync(found, children)


def delete_overwrite(
    actor: Actor, channel: Channel, target_id: int, *, reason: str | None = None
) -> None:
    check_channel(channel)
    with acting(actor, channel.guild_id) as (guild, standing):
        found = manageable(guild, standing, channel)
        old = found.overwrites.filter(target_id=target_id).first()
        if old is None:
            raise UnknownOverwrite
        check_change(guild, standing, found, old, None)
        children = synced_children(found)
        PermissionOverwrite.objects.filter(id=old.id).delete()
        permissions_changed(guild)
        record(actor, guild, found, [(old, None)], reason)
        events.channel_updated(found)
        sync(found, children)


def check_channel(channel: Channel) -> None:
    if channel.is_dm:
        raise CannotExecuteOnDM
    if channel.is_thread:
        raise CannotExecuteOnChannelType


def manageable(guild: Guild, standing: Standing, channel: Channel) -> Channel:
    """Return the channel as it is now, if the actor may manage its permissions."""
    found = guild.channels.filter(id=channel.id).first()
    if found is None:
        raise UnknownChannel
    granted = standing.in_channel(found)
    if Permissions.VIEW_CHANNEL not in granted:
        raise MissingAccess
    if Permissions.MANAGE_ROLES not in granted:
        raise MissingPermissions
    return found


def replace_overwrites(
    guild: Guild, standing: Standing, channel: Channel, wanted: Sequence[WantedOverwrite]
) -> list[Change]:
    """Make a channel of a locked guild have exactly these overwrites; returns what changed.

    The caller announces the channel and records the changes.
    """
    if len(wanted) > limits.OVERWRITES_PER_CHANNEL:
        raise MaximumOverwrites
    before = {row.target_id: row for row in channel.overwrites.all()}
    after = {overwrite.target_id: overwrite for overwrite in wanted}
    for target in before.keys() | after.keys():
        if not same(before.get(target), after.get(target)):
            check_change(guild, standing, channel, before.get(target), after.get(target))
    children = synced_children(channel)
    changes = write_overwrites(channel, wanted)
    if changes:
        permissions_changed(guild)
        sync(channel, children)
    return changes


def synced_children(category: Channel) -> list[Channel]:
    """Return the channels of a category that allow and deny just what it does."""
    if category.type != ChannelType.GUILD_CATEGORY:
        return []
    own = pairs(category)
    children = Channel.objects.filter(parent=category).prefetch_related("overwrites")
    return [child for child in children if is_synced(pairs(child), own)]


def pairs(channel: Channel) -> list[tuple[int, Overwrite]]:
    return [(row.target_id, Overwrite(row.allow, row.deny)) for row in channel.overwrites.all()]


def sync(category: Channel, children: Iterable[Channel]) -> None:
    """Let channels follow their category, with which they were in step."""
    for child in children:
        current = Channel.objects.get(id=child.id)
        if copy_overwrites(category, current):
            events.channel_updated(Channel.objects.get(id=child.id))


def copy_overwrites(source: Channel, target: Channel) -> list[Change]:
    """Sync a channel with its category; returns what was different before."""
    return write_overwrites(
        target,
        [
            WantedOverwrite(row.target_id, row.type, row.allow, row.deny)
            for row in source.overwrites.all()
        ],
    )


def write_overwrites(channel: Channel, wanted: Sequence[WantedOverwrite]) -> list[Change]:
    """Replace a channel's overwrites; returns those that are not as they were."""
    before = {row.target_id: row for row in channel.overwrites.all()}
    after = {overwrite.target_id: overwrite for overwrite in wanted}
    different = [
        target for target in {**before, **after} if not same(before.get(target), after.get(target))
    ]
    if not different:
        return []
    channel.overwrites.filter(target_id__in=different).delete()
    written = PermissionOverwrite.objects.bulk_create(
        PermissionOverwrite(
            channel=channel,
            target_id=target,
            type=after[target].type,
            allow=after[target].allow,
            deny=after[target].deny,
        )
        for target in different
        if target in after
    )
    new = {row.target_id: row for row in written}
    return [(before.get(target), new.get(target)) for target in different]


def same(old: PermissionOverwrite | None, new: WantedOverwrite | None) -> bool:
    if old is None or new is None:
        return old is None and new is None
    return (old.type, old.allow, old.deny) == (new.type, new.allow, new.deny)


def check_change(
    guild: Guild,
    standing: Standing,
    channel: Channel | None,
    old: PermissionOverwrite | None,
    new: WantedOverwrite | None,
) -> None:
    """Refuse to touch roles above the actor, and permissions the actor does not have."""
    target_id = new.target_id if new is not None else old.target_id if old is not None else 0
    kind = new.type if new is not None else old.type if old is not None else 0
    if new is not None and old is not None and old.type != new.type:
        raise field_error("type", "BASE_TYPE_CHOICES", "The target is of the other type.")
    role = None
    if kind == OverwriteType.ROLE:
        role = Role.objects.filter(guild=guild, id=target_id).first()
        if role is None and new is not None:
            raise field_error("overwrite_id", "OVERWRITE_INVALID", "Unknown role.")
    elif new is not None and not User.objects.filter(id=target_id).exists():
        raise field_error("overwrite_id", "OVERWRITE_INVALID", "Unknown user.")
    touched = bits(old, new) & int(ALL)
    if standing.is_administrator:
        return
    if role is not None and role_rank(role) > standing.rank:
        raise MissingPermissions
    mine = int(standing.permissions)
    if channel is not None and channel.pk is not None:
        mine |= int(standing.in_channel(channel))
    # Who could grant MANAGE_ROLES in a channel could grant everything there.
    if touched & ~mine or touched & Permissions.MANAGE_ROLES:
        raise MissingPermissions


def bits(old: PermissionOverwrite | None, new: WantedOverwrite | None) -> int:
    """Return the permissions that a change touches."""
    allow, deny = (old.allow, old.deny) if old is not None else (0, 0)
    wanted_allow, wanted_deny = (new.allow, new.deny) if new is not None else (0, 0)
    return (allow ^ wanted_allow) | (deny ^ wanted_deny)


def record(
    actor: Actor, guild: Guild, channel: Channel, changes: Iterable[Change], reason: str | None
) -> None:
    """Write an entry for each overwrite that was made, changed or taken away."""
    for old, new in changes:
        row = new or old
        if row is None:
            continue
        if old is None:
            action = AuditLogEvent.CHANNEL_OVERWRITE_CREATE
            payload = audit_log.created(logged(row))
        elif new is None:
            action = AuditLogEvent.CHANNEL_OVERWRITE_DELETE
            payload = audit_log.deleted(logged(row))
        else:
            action = AuditLogEvent.CHANNEL_OVERWRITE_UPDATE
            pairs = {"allow": (old.allow, new.allow), "deny": (old.deny, new.deny)}
            payload = audit_log.changed({k: v for k, v in pairs.items() if v[0] != v[1]})
        audit_log.record(
            actor, guild, action, channel.id, changes=payload, options=about(row), reason=reason
        )


def logged(overwrite: PermissionOverwrite) -> dict[str, object]:
    return {
        "id": overwrite.target_id,
        "type": overwrite.type,
        "allow": overwrite.allow,
        "deny": overwrite.deny,
    }


def about(overwrite: PermissionOverwrite) -> dict[str, str]:
    """Return the entry's options: whose overwrite it is."""
    options = {"id": str(overwrite.target_id), "type": str(overwrite.type)}
    if overwrite.type == OverwriteType.ROLE:
        name = Role.objects.filter(id=overwrite.target_id).values_list("name", flat=True).first()
        if name is not None:
            options["role_name"] = name
    return options
