"""The widget: what a guild shows of itself on other sites."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from config.kernel.errors import UnknownChannel, WidgetDisabled, field_error
from guilds import events
from guilds.models import AuditLogEvent, Guild, Invite
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, changing
from guilds.services.invites import INVITABLE, make_invite, valid_invites

# Long enough that nobody finds a member by trying.
TOKEN_LENGTH: Final = 32


def update_widget(
    actor: Actor, guild: Guild, values: Mapping[str, Any], *, reason: str | None = None
) -> Guild:
    """Switch the widget on or off, and choose the channel that it invites to (None: no invite)."""
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        channel_id = values.get("widget_channel_id")
        if (
            channel_id is not None
            and not locked.channels.filter(id=channel_id, type__in=INVITABLE).exists()
        ):
            raise field_error("channel_id", "CHANNEL_INVALID", "Invalid channel")
        changed = apply(locked, values)
        if changed:
            locked.save(update_fields=list(changed))
            audit_log.record(
                actor,
                locked,
                AuditLogEvent.GUILD_UPDATE,
                locked.id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
            events.guild_updated(locked, keeps_access=True)
    return locked


def widget_invite(guild: Guild) -> Invite | None:
    """Return an invite to the widget's channel, a new one when the last has run out."""
    if not guild.widget_enabled:
        raise WidgetDisabled
    if guild.widget_channel_id is None:
        return None
    found = current_invite(guild)
    if found is not None:
        return found
    with changing(guild.id) as locked:
        if locked.widget_channel_id is None:
            return None
        found = current_invite(locked)
        if found is None:
            channel = locked.channels.filter(id=locked.widget_channel_id).first()
            if channel is None:
                raise UnknownChannel
            found = make_invite(locked, channel, inviter=None)
    return found


def current_invite(guild: Guild) -> Invite | None:
    invites = valid_invites().filter(
        channel_id=guild.widget_channel_id or 0, inviter=None, max_uses=0, temporary=False
    )
    return invites.first()


def member_token(guild_id: int, user_id: int) -> str:
    """Return what stands for a member where their id must not be told."""
    text = f"widget:{guild_id}:{user_id}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), text, "sha256").hex()[:TOKEN_LENGTH]
