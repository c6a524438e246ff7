"""Creating, changing, ordering and deleting the channels of a guild."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Max

from config.kernel.errors import (
    CannotExecuteOnChannelType,
    CannotExecuteOnDM,
    MaximumChannels,
    MissingAccess,
    MissingPermissions,
    RequiredForCommunity,
    UnknownChannel,
    field_error,
)
from config.settings import limits
from guilds import events, signals
from guilds.models import THREAD_TYPES, AuditLogEvent, Channel, ChannelType, Guild
from guilds.payloads import overwrite_payload
from guilds.payloads.channels import TEXT_TYPES
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, permissions_changed
from guilds.services.channel_values import checked_parent, checked_values
from guilds.services.guild_features import COMMUNITY
from guilds.services.newcomer_references import forget_channel
from guilds.services.overwrites import (
    Change,
    WantedOverwrite,
    copy_overwrites,
    replace_overwrites,
)
from guilds.services.overwrites import record as record_overwrites
from guilds.services.scheduled_event_status import end_in_channels
from guilds.standing import VOICE_TYPES, Standing

# Fields of a guild that name a channel and are emptied with it.
GUILD_REFERENCES: Final = (
    "afk_channel_id",
    "system_channel_id",
    "rules_channel_id",
    "public_updates_channel_id",
    "safety_alerts_channel_id",
    "widget_channel_id",
)


def create_channel(
    actor: Actor,
    guild: Guild,
    *,
    name: str,
    type: int = ChannelType.GUILD_TEXT,  # noqa: A002  the API's word
    parent_id: int | None = None,
    permission_overwrites: Sequence[WantedOverwrite] | None = None,
    reason: str | None = None,
    **values: Any,
) -> Channel:
    """Create a channel, at the end of its kind unless a position is given.

    Without overwrites of its own, also with an empty list of them (libraries always send one), it
    starts synced with its category: what is private there stays so.
    """
    with acting(actor, guild.id, Permissions.MANAGE_CHANNELS) as (locked, standing):
        if locked.channels.exclude(type__in=THREAD_TYPES).count() >= limits.CHANNELS_PER_GUILD:
            raise MaximumChannels
        wanted = checked_values(locked, type, {**values, "name": name})
        parent = None
        if type != ChannelType.GUILD_CATEGORY:
            parent = checked_parent(locked, parent_id, None)
        if parent is not None:
            require_in(standing, parent, Permissions.MANAGE_CHANNELS)
        if wanted.get("position") is None or "position" not in values:
            wanted["position"] = next_position(locked, type, parent)
        channel = Channel.objects.create(guild=locked, parent=parent, **{**wanted, "type": type})
        if permission_overwrites:
            replace_overwrites(locked, standing, channel, permission_overwrites)
        elif parent is not None:
            copy_overwrites(parent, channel)
        permissions_changed(locked)
        audit_log.record(
            actor,
            locked,
            AuditLogEvent.CHANNEL_CREATE,
            channel.id,
            changes=audit_log.created(logged(channel)),
            reason=reason,
        )
        events.channel_created(channel)
    return channel


def update_channel(
    actor: Actor,
    channel: Channel,
    values: Mapping[str, Any],
    *,
    permission_overwrites: Sequence[WantedOverwrite] | None = None,
    reason: str | None = None,
) -> Channel:
    """Change what ``values`` names; overwrites, if given, are replaced as a whole."""
    require_guild_channel(channel)
    with acting(actor, channel.guild_id) as (guild, standing):
        found = manageable(guild, standing, channel)
        kind = checked_type(found, values.get("type", found.type))
        wanted = checked_values(guild, kind, values, found)
        wanted["type"] = kind
        if "parent_id" in wanted and wanted["parent_id"] != found.parent_id:
            parent = checked_parent(guild, wanted["parent_id"], found)
            if parent is not None:
                require_in(standing, parent, Permissions.MANAGE_CHANNELS)
        changed = apply(found, wanted)
        if changed:
            found.save(update_fields=["parent" if f == "parent_id" else f for f in changed])
        overwritten: list[Change] = []
        if permission_overwrites is not None:
            overwritten = replace_if_permitted(guild, standing, found, permission_overwrites)
        if changed or overwritten:
            permissions_changed(guild)
            if changed:
                audit_log.record(
                    actor,
                    guild,
                    AuditLogEvent.CHANNEL_UPDATE,
                    found.id,
                    changes=audit_log.changed(changed),
                    reason=reason,
                )
            record_overwrites(actor, guild, found, overwritten, reason)
            events.channel_updated(found, keeps_access=not overwritten)
    return found


def replace_if_permitted(
    guild: Guild, standing: Standing, channel: Channel, wanted: Sequence[WantedOverwrite]
) -> list[Change]:
    before = {(o.target_id, o.type, o.allow, o.deny) for o in channel.overwrites.all()}
    if before == {(w.target_id, w.type, w.allow, w.deny) for w in wanted}:
        return []
    require_in(standing, channel, Permissions.MANAGE_ROLES)
    return replace_overwrites(guild, standing, channel, wanted)


def delete_channel(actor: Actor, channel: Channel, *, reason: str | None = None) -> Channel:
    """Delete a channel with all that is in it; the channels of a category stay, without one."""
    require_guild_channel(channel)
    with acting(actor, channel.guild_id) as (guild, standing):
        found = manageable(guild, standing, channel)
        if COMMUNITY in guild.features and found.id in (
            guild.rules_channel_id,
            guild.public_updates_channel_id,
        ):
            raise RequiredForCommunity
        threads = list(guild.channels.filter(parent=found, type__in=THREAD_TYPES))
        children = list(guild.channels.filter(parent=found).exclude(type__in=THREAD_TYPES))
        channel_ids = [found.id, *(thread.id for thread in threads)]
        end_in_channels(guild, channel_ids)
        signals.channels_deleting.send(Channel, guild=guild, channel_ids=channel_ids)
        for thread in threads:
            events.thread_deleted(thread)
        events.channel_deleted(found)
        lost = audit_log.deleted(logged(found))
        for invite in found.invites.all():
            events.invite_deleted(invite)
        for child in children:
            child.parent = None
            child.save(update_fields=["parent"])
            events.channel_updated(child, keeps_access=True)
        Channel.objects.filter(id__in=[thread.id for thread in threads]).delete()
        gone = Channel.objects.get(id=found.id)
        gone.delete()
        clear_references(guild, found.id)
        permissions_changed(guild)
        audit_log.record(
            actor, guild, AuditLogEvent.CHANNEL_DELETE, found.id, changes=lost, reason=reason
        )
    return found


def clear_references(guild: Guild, channel_id: int) -> None:
    forget_channel(guild, channel_id)
    named = [field for field in GUILD_REFERENCES if getattr(guild, field) == channel_id]
    if named:
        for field in named:
            setattr(guild, field, None)
        guild.save(update_fields=named)
        events.guild_updated(guild, keeps_access=True)


def require_guild_channel(channel: Channel) -> None:
    if channel.is_dm:
        raise CannotExecuteOnDM
    if channel.is_thread:
        raise CannotExecuteOnChannelType


def manageable(guild: Guild, standing: Standing, channel: Channel) -> Channel:
    """Return the channel as it is now, if the actor may manage it."""
    found = guild.channels.filter(id=channel.id).first()
    if found is None:
        raise UnknownChannel
    granted = standing.in_channel(found)
    if Permissions.VIEW_CHANNEL not in granted:
        raise MissingAccess
    if Permissions.MANAGE_CHANNELS not in granted:
        raise MissingPermissions
    return found


def require_in(standing: Standing, channel: Channel, needed: Permissions) -> None:
    if needed not in standing.in_channel(channel):
        raise MissingPermissions


def checked_type(channel: Channel, kind: int) -> int:
    """Return the new type; only text and announcement channels turn into each other."""
    if kind != channel.type and not {kind, channel.type} <= TEXT_TYPES:
        raise field_error("type", "BASE_TYPE_CHOICES", "The channel cannot become of that type.")
    return kind


def next_position(guild: Guild, kind: int, parent: Channel | None) -> int:
    """Return the position after the last channel that is sorted together with the new one."""
    alike = guild.channels.exclude(type__in=THREAD_TYPES)
    if kind == ChannelType.GUILD_CATEGORY:
        alike = alike.filter(type=ChannelType.GUILD_CATEGORY)
    else:
        alike = alike.filter(parent=parent).exclude(type=ChannelType.GUILD_CATEGORY)
        if kind in VOICE_TYPES:
            alike = alike.filter(type__in=VOICE_TYPES)
        else:
            alike = alike.exclude(type__in=VOICE_TYPES)
    last = alike.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def logged(channel: Channel) -> dict[str, Any]:
    """Return what the log says of a new or deleted channel."""
    return {
        "name": channel.name,
        "type": channel.type,
        "topic": channel.topic,
        "nsfw": channel.nsfw,
        "rate_limit_per_user": channel.rate_limit_per_user,
        "permission_overwrites": [overwrite_payload(o) for o in channel.overwrites.all()],
        "flags": channel.flags,
        "message_retention_days": channel.message_retention_days,
    }
