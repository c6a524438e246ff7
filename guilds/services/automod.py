"""Doing what rules of auto moderation say: after a message, and about what members are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from django.db.models import F
from django.utils import timezone

from guilds import automod_events, events, signals
from guilds.automod.rules import (
    ActionType,
    EventType,
    Hit,
    Said,
    compile_rule,
    find_hits,
)
from guilds.models import AuditLogEvent, AutoModerationRule, Guild, Member, MemberFlags
from guilds.payloads.automod import ActionExecutionPayload, action_payload
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import changing, permissions_changed
from guilds.standing import standing_of_member

QUARANTINED = int(MemberFlags.AUTOMOD_QUARANTINED_USERNAME)
LOGGED_AS = {
    ActionType.BLOCK_MESSAGE: AuditLogEvent.AUTO_MODERATION_BLOCK_MESSAGE,
    ActionType.SEND_ALERT_MESSAGE: AuditLogEvent.AUTO_MODERATION_FLAG_TO_CHANNEL,
    ActionType.TIMEOUT: AuditLogEvent.AUTO_MODERATION_USER_COMMUNICATION_DISABLED,
    ActionType.BLOCK_MEMBER_INTERACTION: AuditLogEvent.AUTO_MODERATION_QUARANTINE_USER,
}


@dataclass(frozen=True, slots=True)
class Incident:
    """Who said what, where, and which rule it triggered."""

    user_id: int
    content: str
    hit: Hit
    channel_id: int | None = None  # None: a name, not a message
    message_id: int | None = None  # None: it was blocked


def execute_hits(
    guild_id: int,
    user_id: int,
    content: str,
    hits: Iterable[Hit],
    *,
    channel_id: int,
    message_id: int | None = None,
) -> None:
    """Do what the rules say that a message triggered; without ``message_id`` it was blocked."""
    with changing(guild_id) as guild:
        for hit in hits:
            execute(guild, Incident(user_id, content, hit, channel_id, message_id))


def execute(guild: Guild, incident: Incident) -> None:
    """Carry out a rule's actions in a locked guild, with an entry in the log for each."""
    member = Member.objects.select_related("user").filter(guild=guild, user=incident.user_id)
    found = member.first()
    for action in incident.hit.rule.actions:
        kind = action["type"]
        alert_id = None
        if kind == ActionType.SEND_ALERT_MESSAGE:
            alert_id = post_alert(guild, incident, action)
            if alert_id is None:
                continue  # its channel is gone
        elif kind == ActionType.TIMEOUT:
            if found is None or not time_out(guild, found, action["metadata"]["duration_seconds"]):
                continue
        elif kind == ActionType.BLOCK_MEMBER_INTERACTION and not (
            found is not None and set_quarantine(guild, found, True)
        ):
            continue
        record(guild, incident, kind)
        automod_events.action_executed(execution_payload(guild, incident, action, alert_id))


def post_alert(guild: Guild, incident: Incident, action: Mapping[str, Any]) -> int | None:
    """Have the alert posted, and return the id of the message."""
    answers = signals.automod_alerting.send(
        AutoModerationRule,
        guild=guild,
        channel_id=int(action["metadata"]["channel_id"]),
        incident=incident,
    )
    return next((int(answer) for _, answer in answers if answer), None)


def time_out(guild: Guild, member: Member, seconds: int) -> bool:
    until = timezone.now() + timedelta(seconds=seconds)
    current = member.communication_disabled_until
    if seconds == 0 or (current is not None and current > until):
        return False
    member.communication_disabled_until = until
    member.save(update_fields=["communication_disabled_until"])
    permissions_changed(guild)
    events.member_updated(member)
    return True


def set_quarantine(guild: Guild, member: Member, is_on: bool) -> bool:
    flags = member.flags | QUARANTINED if is_on else member.flags & ~QUARANTINED
    if flags == member.flags:
        return False
    member.flags = flags
    member.save(update_fields=["flags"])
    permissions_changed(guild)
    events.member_updated(member)
    return True


def record(guild: Guild, incident: Incident, kind: int) -> None:
    options = {
        "auto_moderation_rule_name": incident.hit.rule.name,
        "auto_moderation_rule_trigger_type": str(incident.hit.rule.trigger_type),
    }
    if incident.channel_id is not None:
        options["channel_id"] = str(incident.channel_id)
    # Nobody did it: the actor is none, and the member whom it hit is the target.
    audit_log.record(None, guild, LOGGED_AS[ActionType(kind)], incident.user_id, options=options)


def execution_payload(
    guild: Guild, incident: Incident, action: Mapping[str, Any], alert_id: int | None
) -> ActionExecutionPayload:
    rule, match = incident.hit
    payload: ActionExecutionPayload = {
        "guild_id": str(guild.id),
        "action": action_payload(action),
        "rule_id": str(rule.id),
        "rule_trigger_type": rule.trigger_type,
        "user_id": str(incident.user_id),
        "content": incident.content,
        "matched_keyword": match.keyword or None,
        "matched_content": match.content or None,
    }
    if incident.channel_id is not None:
        payload["channel_id"] = str(incident.channel_id)
    if incident.message_id is not None:
        payload["message_id"] = str(incident.message_id)
    if alert_id is not None:
        payload["alert_system_message_id"] = str(alert_id)
    return payload


# What members are called


def screen_profile(guild: Guild, member: Member) -> None:
    """Look at a member's names after they joined or took others; the guild is locked."""
    rule = profile_rule(guild)
    if rule is None:
        return
    hit, name = find_offence(guild, member, rule)
    if hit is None:
        set_quarantine(guild, member, False)
    elif not member.flags & QUARANTINED:
        execute(guild, Incident(member.user_id, name, hit))


def screen_quarantined(guild: Guild) -> None:
    """Let those go whom the rules, as they are now, have nothing against."""
    rule = profile_rule(guild)
    marked = guild.members.annotate(marked=F("flags").bitand(QUARANTINED)).exclude(marked=0)
    for member in marked.select_related("user"):
        if rule is None or find_offence(guild, member, rule)[0] is None:
            set_quarantine(guild, member, False)


def profile_rule(guild: Guild) -> AutoModerationRule | None:
    return guild.auto_moderation_rules.filter(
        event_type=EventType.MEMBER_UPDATE, enabled=True
    ).first()


def find_offence(guild: Guild, member: Member, rule: AutoModerationRule) -> tuple[Hit | None, str]:
    """Return what a rule has against one of a member's names, and the name."""
    compiled = compiled_rule(rule)
    standing = standing_of_member(guild, member.user_id, member)
    manages = any(
        role.permissions & (Permissions.MANAGE_GUILD | Permissions.ADMINISTRATOR)
        for role in standing.roles
    )
    if standing.is_owner or manages or compiled.spares([role.id for role in standing.roles]):
        return None, ""
    for name in (member.user.username, member.user.global_name, member.nick):
        for hit in find_hits([compiled], Said(name)) if name else ():
            return hit, name or ""
    return None, ""


def compiled_rule(rule: AutoModerationRule) -> Any:
    columns = (
        rule.id, rule.name, rule.trigger_type, rule.trigger_metadata, rule.actions,
        rule.exempt_roles, rule.exempt_channels,
    )  # fmt: skip
    return compile_rule(orjson.dumps(columns))
