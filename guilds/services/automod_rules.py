"""Making, changing and deleting rules of auto moderation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from config.kernel.errors import MissingPermissions, UnknownRule, field_error
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds import automod_events
from guilds.automod.rules import ActionType, TriggerType
from guilds.models import AuditLogEvent, AutoModerationRule, Guild
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.automod import screen_quarantined
from guilds.services.automod_values import (
    check_types,
    checked_actions,
    checked_exemptions,
    checked_metadata,
    checked_name,
)
from guilds.services.changes import Actor, acting, apply, permissions_changed, user_id_of
from guilds.standing import Standing

EXEMPT = {
    "exempt_roles": limits.AUTOMOD_EXEMPT_ROLES,
    "exempt_channels": limits.AUTOMOD_EXEMPT_CHANNELS,
}
LOGGED = (
    "name", "event_type", "trigger_type", "trigger_metadata", "actions", "enabled",
    "exempt_roles", "exempt_channels",
)  # fmt: skip


def create_rule(
    actor: Actor,
    guild: Guild,
    *,
    name: str,
    event_type: int,
    trigger_type: int,
    trigger_metadata: Mapping[str, Any] | None = None,
    actions: Sequence[Mapping[str, Any]] | None = None,
    enabled: bool = False,
    reason: str | None = None,
    **exempt: Sequence[int] | None,
) -> AutoModerationRule:
    """Make a rule; ``exempt_roles`` and ``exempt_channels`` are whom it leaves alone."""
    check_types(trigger_type, event_type)
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, standing):
        rule = AutoModerationRule(
            id=next_snowflake(),
            guild=locked,
            creator_id=user_id_of(actor),
            name=checked_name(name),
            event_type=event_type,
            trigger_type=trigger_type,
            trigger_metadata=checked_metadata(trigger_type, trigger_metadata or {}),
            actions=checked_actions(locked, trigger_type, actions),
            enabled=enabled,
        )
        for field, most in EXEMPT.items():
            setattr(rule, field, checked_exemptions(field, exempt.get(field) or (), most))
        require_right_to_time_out(standing, rule.actions)
        require_room(locked, trigger_type)
        rule.save(force_insert=True)
        audit_log.record(
            actor,
            locked,
            AuditLogEvent.AUTO_MODERATION_RULE_CREATE,
            rule.id,
            changes=audit_log.created(logged(rule)),
            reason=reason,
        )
        automod_events.rule_created(rule)
        took_effect(locked, trigger_type)
    return rule


def update_rule(
    actor: Actor, rule: AutoModerationRule, values: Mapping[str, Any], *, reason: str | None = None
) -> AutoModerationRule:
    """Change what is given. Of the metadata, too, only what is given changes."""
    with acting_on(actor, rule) as (guild, standing, found):
        wanted = dict(values)
        kind = wanted.pop("trigger_type", found.trigger_type)
        if kind != found.trigger_type:
            message = "The trigger type of a rule cannot be changed."
            raise field_error("trigger_type", "AUTO_MODERATION_INVALID_TRIGGER_TYPE", message)
        if "name" in wanted:
            wanted["name"] = checked_name(wanted["name"])
        if "event_type" in wanted:
            check_types(kind, wanted["event_type"])
        if "trigger_metadata" in wanted:
            given = wanted["trigger_metadata"] or {}
            wanted["trigger_metadata"] = checked_metadata(kind, {**found.trigger_metadata, **given})
        if "actions" in wanted:
            wanted["actions"] = checked_actions(guild, kind, wanted["actions"])
            require_right_to_time_out(standing, wanted["actions"])
        if "enabled" in wanted:
            wanted["enabled"] = bool(wanted["enabled"])
        for field, most in EXEMPT.items():
            if field in wanted:
                wanted[field] = checked_exemptions(field, wanted[field] or (), most)
        changed = apply(found, wanted)
        if changed:
            found.save(update_fields=list(changed))
            audit_log.record(
                actor,
                guild,
                AuditLogEvent.AUTO_MODERATION_RULE_UPDATE,
                found.id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
            automod_events.rule_updated(found)
            took_effect(guild, kind)
    return found


def delete_rule(actor: Actor, rule: AutoModerationRule, *, reason: str | None = None) -> None:
    with acting_on(actor, rule) as (guild, _, found):
        automod_events.rule_deleted(found)
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.AUTO_MODERATION_RULE_DELETE,
            found.id,
            changes=audit_log.deleted(logged(found)),
            reason=reason,
        )
        found.delete()
        took_effect(guild, rule.trigger_type)


@contextmanager
def acting_on(
    actor: Actor, rule: AutoModerationRule
) -> Iterator[tuple[Guild, Standing, AutoModerationRule]]:
    with acting(actor, rule.guild_id, Permissions.MANAGE_GUILD) as (guild, standing):
        found = guild.auto_moderation_rules.filter(id=rule.id).first()
        if found is None:
            raise UnknownRule
        yield guild, standing, found


def took_effect(guild: Guild, trigger_type: int) -> None:
    """Let every process read the rules anew before the next message is written."""
    permissions_changed(guild)
    if trigger_type == TriggerType.MEMBER_PROFILE:
        screen_quarantined(guild)


def require_right_to_time_out(standing: Standing, actions: Sequence[Mapping[str, Any]]) -> None:
    times_out = any(action["type"] == ActionType.TIMEOUT for action in actions)
    if times_out and not standing.may(Permissions.MODERATE_MEMBERS):
        raise MissingPermissions


def require_room(guild: Guild, trigger_type: int) -> None:
    count = guild.auto_moderation_rules.filter(trigger_type=trigger_type).count()
    if count >= limits.AUTOMOD_RULES_PER_TYPE[trigger_type]:
        raise field_error(
            "trigger_type",
            "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED",
            f"Maximum number of rules of type {TriggerType(trigger_type).name} exceeded.",
        )


def logged(rule: AutoModerationRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in LOGGED}
