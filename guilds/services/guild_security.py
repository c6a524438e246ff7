"""What protects a guild: moderators with a second factor, and stops in an emergency.

What happens in an emergency is said in the guild's channel for safety alerts
(https://discord.com/developers/docs/resources/guild#modify-guild-incident-actions).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from accounts.models import User
from accounts.services import second_factor
from config.kernel.errors import (
    InvalidMFALevel,
    MissingPermissions,
    TwoFactorRequired,
    UnknownMessage,
    field_error,
    not_a_choice,
)
from config.settings import limits
from guilds import events, signals
from guilds.models import AuditLogEvent, Guild
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, permissions_changed

# Why an alert needs nothing more.
REASONS: Final = (
    "LEGITIMATE_ACTIVITY",
    "LEGITIMATE_ACCOUNTS",
    "LEGITIMATE_DMS",
    "DM_SPAM",
    "JOIN_RAID",
    "OTHER",
)


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
            if isinstance(actor, User):
                signals.incident_actions_changed.send(
                    Guild, guild=locked, actor_id=actor.id, until=stopped_until(locked)
                )
    return locked


def stopped_until(guild: Guild) -> datetime | None:
    """Return until when something is stopped; None when all goes on."""
    now = timezone.now()
    ends = (guild.invites_disabled_until, guild.dms_disabled_until)
    return max((end for end in ends if end is not None and end > now), default=None)


def report_raid(actor: User, guild: Guild) -> None:
    """Tell the other moderators that there is a raid."""
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        signals.raid_reported.send(Guild, guild=locked, actor_id=actor.id)


def report_false_alarm(actor: User, guild: Guild, alert_message_id: int, why: str) -> None:
    """Tell the other moderators that an alert was none; ``why`` is a value of REASONS.

    Raises ``UnknownMessage`` when the guild has no such alert.
    """
    if why not in REASONS:
        raise not_a_choice("reason", REASONS)
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        answers = signals.false_alarm_reported.send(
            Guild,
            guild=locked,
            actor_id=actor.id,
            alert_message_id=alert_message_id,
            reason=why,
        )
        if not any(answer for _, answer in answers):
            raise UnknownMessage
