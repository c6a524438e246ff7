"""What protects a guild: moderators with a second factor, and stops in an emergency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.services import second_factor
from config.kernel.errors import (
    InvalidMFALevel,
    MissingPermissions,
    TwoFactorRequired,
    field_error,
)
from config.settings import limits
from guilds import events
from guilds.models import AuditLogEvent, Guild
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, permissions_changed


def update_mfa_level(
    actor: Actor, guild: Guild, level: int, *, code: str | None = None, reason: str | None = None
) -> Guild:
    """Let moderators act only with a second factor (1), or without (0). The owner decides.

    Raising it takes an owner who has a second factor themselves.
    """
    if level not in (0, 1):
        raise InvalidMFALevel
    with acting(actor, guild.id) as (locked, standing):
        if not standing.is_owner:
            raise MissingPermissions
        if not standing.is_operator:
            if level and not second_factor.is_secured(locked.owner):
                raise TwoFactorRequired
            second_factor.confirm(locked.owner, code)
        changed = apply(locked, {"mfa_level": level})
        if changed:
            locked.save(update_fields=list(changed))
            permissions_changed(locked)
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


def update_incident_actions(
    actor: Actor, guild: Guild, values: Mapping[str, datetime | None]
) -> Guild:
    """Stop joining (``invites_disabled_until``) or direct messages for up to a day; None: go on."""
    latest = timezone.now() + timedelta(seconds=limits.INCIDENT_ACTION_SECONDS, minutes=1)
    for field, until in values.items():
        if until is not None and until > latest:
            message = "Must be within 24 hours from now."
            raise field_error(field, "INCIDENT_ACTION_TOO_LONG", message)
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        changed = apply(locked, values)
        if changed:
            locked.save(update_fields=list(changed))
            audit_log.record(
                actor,
                locked,
                AuditLogEvent.GUILD_UPDATE,
                locked.id,
                changes=audit_log.changed(changed),
            )
            events.guild_updated(locked, keeps_access=True)
    return locked
