"""What a voice channel is used for right now, in a few words; gone when the last one leaves."""

from __future__ import annotations

from accounts.models import User
from config.kernel.errors import (
    CannotExecuteOnChannelType,
    MissingAccess,
    MissingPermissions,
    UnknownChannel,
    too_long,
)
from config.settings import limits
from guilds.models import AuditLogEvent, Channel, ChannelType
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import acting
from media_sfu import events
from media_sfu.services.moderation import state_of


def set_voice_status(
    actor: User, channel: Channel, status: str | None, *, reason: str | None = None
) -> None:
    """Set or (None, empty) clear the status. Who is not in the channel has to manage it, too."""
    text = (status or "").strip() or None
    if text is not None and len(text) > limits.VOICE_STATUS_LENGTH:
        raise too_long("status", limits.VOICE_STATUS_LENGTH)
    if channel.type != ChannelType.GUILD_VOICE or channel.guild_id is None:
        raise CannotExecuteOnChannelType
    with acting(actor, channel.guild_id) as (guild, standing):
        found = guild.channels.filter(id=channel.id).first()
        if found is None:
            raise UnknownChannel
        granted = standing.in_channel(found)
        state = state_of(guild, actor.id)
        needed = Permissions.SET_VOICE_CHANNEL_STATUS
        if state is None or state.channel_id != found.id:
            needed |= Permissions.MANAGE_CHANNELS
        if Permissions.VIEW_CHANNEL not in granted:
            raise MissingAccess
        if needed not in granted:
            raise MissingPermissions
        if found.status == text:
            return
        found.status = text
        found.save(update_fields=["status"])
        options = {"channel_id": str(found.id)}
        if text is not None:
            options["status"] = text
        action = (
            AuditLogEvent.VOICE_CHANNEL_STATUS_DELETE
            if text is None
            else AuditLogEvent.VOICE_CHANNEL_STATUS_CREATE
        )
        audit_log.record(actor, guild, action, found.id, options=options, reason=reason)
        events.voice_status_updated(found)
