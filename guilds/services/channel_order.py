"""The order of a guild's channels, and which category each stands in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from config.kernel.errors import (
    MissingAccess,
    OneParentAtATime,
    UnknownChannel,
    field_error,
    not_in_range,
)
from guilds import events
from guilds.models import AuditLogEvent, Channel, ChannelType, Guild
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, permissions_changed
from guilds.services.channel_values import checked_parent
from guilds.services.channels import require_in
from guilds.services.overwrites import Change, copy_overwrites
from guilds.services.overwrites import record as record_overwrites
from guilds.standing import Standing


@dataclass(frozen=True, slots=True)
class Move:
    """Where a channel goes; ``UNCHANGED`` parents stay."""

    channel_id: int
    position: int | None = None
    parent_id: int | None = None
    changes_parent: bool = False
    lock_permissions: bool = False


def move_channels(
    actor: Actor, guild: Guild, moves: Iterable[Move], *, reason: str | None = None
) -> None:
    """Order channels, move one to another category, and sync it with that.

    A place in the order is of the guild's making: it takes MANAGE_CHANNELS there, not the sight
    of the channel.
    """
    with acting(actor, guild.id, Permissions.MANAGE_CHANNELS) as (locked, standing):
        channels = {channel.id: channel for channel in locked.channels.all()}
        changed_any = False
        moves = list(moves)
        if sum(changes_parent(channels.get(move.channel_id), move) for move in moves) > 1:
            raise OneParentAtATime
        for move in moves:
            channel = channels.get(move.channel_id)
            if channel is None or channel.is_thread:
                raise UnknownChannel
            changed_any |= move_channel(actor, locked, standing, channel, move, reason)
        if changed_any:
            permissions_changed(locked)


def move_channel(
    actor: Actor,
    guild: Guild,
    standing: Standing,
    channel: Channel,
    move: Move,
    reason: str | None,
) -> bool:
    wanted: dict[str, Any] = {}
    if move.position is not None:
        if not 0 <= move.position < 2**31:
            raise not_in_range("position", 0, 2**31 - 1)
        wanted["position"] = move.position
    parent = channel.parent
    if move.changes_parent and move.parent_id != channel.parent_id:
        if channel.type == ChannelType.GUILD_CATEGORY:
            raise field_error("parent_id", "CHANNEL_PARENT_INVALID", "A category has no parent.")
        parent = checked_parent(guild, move.parent_id, channel)
        if parent is not None:
            require_in(standing, parent, Permissions.MANAGE_CHANNELS)
        wanted["parent_id"] = move.parent_id
    syncing = move.lock_permissions and parent is not None
    if not syncing and all(getattr(channel, name) == value for name, value in wanted.items()):
        return False
    if "parent_id" in wanted:
        if Permissions.VIEW_CHANNEL not in standing.in_channel(channel):
            raise MissingAccess
        require_in(standing, channel, Permissions.MANAGE_CHANNELS)
    changed = apply(channel, wanted)
    if changed:
        channel.save(update_fields=["parent" if f == "parent_id" else f for f in changed])
    synced: list[Change] = []
    if syncing and parent is not None:
        require_in(standing, channel, Permissions.MANAGE_ROLES)
        synced = copy_overwrites(parent, channel)
    if changed:
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.CHANNEL_UPDATE,
            channel.id,
            changes=audit_log.changed(changed),
            reason=reason,
        )
    if changed or synced:
        record_overwrites(actor, guild, channel, synced, reason)
        events.channel_updated(channel, keeps_access=not synced)
    return bool(changed or synced)


def changes_parent(channel: Channel | None, move: Move) -> bool:
    return channel is not None and move.changes_parent and move.parent_id != channel.parent_id
