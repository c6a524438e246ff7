"""The audit log as clients see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

from accounts.models import User
from accounts.payloads import UserPayload, user_payload
from guilds.models import (
    AuditLogEntry,
    AutoModerationRule,
    Channel,
    GuildScheduledEvent,
    Integration,
    Webhook,
)
from guilds.payloads.automod import AutoModerationRulePayload, rule_payload
from guilds.payloads.channels import ChannelPayload, channel_payload
from guilds.payloads.integrations import (
    PartialIntegrationPayload,
    partial_integration_payload,
)
from guilds.payloads.scheduled_events import ScheduledEventPayload, scheduled_event_payload
from guilds.payloads.webhooks import WebhookPayload, webhook_payload


class ChangePayload(TypedDict):
    key: str
    old_value: NotRequired[Any]
    new_value: NotRequired[Any]


class AuditLogEntryPayload(TypedDict):
    id: str
    action_type: int
    user_id: str | None
    target_id: str | None
    changes: NotRequired[list[ChangePayload]]  # these three are absent when there is nothing
    options: NotRequired[dict[str, str]]
    reason: NotRequired[str]


class GuildAuditLogEntryPayload(AuditLogEntryPayload):
    guild_id: str  # in GUILD_AUDIT_LOG_ENTRY_CREATE


class AuditLogPayload(TypedDict):
    audit_log_entries: list[AuditLogEntryPayload]
    users: list[UserPayload]
    webhooks: list[WebhookPayload]
    integrations: list[PartialIntegrationPayload]
    threads: list[ChannelPayload]
    guild_scheduled_events: list[ScheduledEventPayload]
    application_commands: list[Any]
    auto_moderation_rules: list[AutoModerationRulePayload]


def audit_log_entry_payload(entry: AuditLogEntry) -> AuditLogEntryPayload:
    payload: AuditLogEntryPayload = {
        "id": str(entry.id),
        "action_type": entry.action_type,
        "user_id": str(entry.user_id) if entry.user_id is not None else None,
        "target_id": str(entry.target_id) if entry.target_id is not None else None,
    }
    if entry.changes:
        payload["changes"] = entry.changes
    if entry.options:
        payload["options"] = entry.options
    if entry.reason:
        payload["reason"] = entry.reason
    return payload


def guild_audit_log_entry_payload(entry: AuditLogEntry) -> GuildAuditLogEntryPayload:
    return {**audit_log_entry_payload(entry), "guild_id": str(entry.guild_id)}


def audit_log_payload(
    entries: Iterable[AuditLogEntry],
    users: Iterable[User],
    webhooks: Iterable[Webhook] = (),
    threads: Iterable[Channel] = (),
    rules: Iterable[AutoModerationRule] = (),
    scheduled_events: Iterable[GuildScheduledEvent] = (),
    integrations: Iterable[Integration] = (),
    others: Mapping[str, Any] | None = None,
) -> AuditLogPayload:
    """Return entries with what they are about; ``others`` are parts that other apps know."""
    payload: AuditLogPayload = {
        "audit_log_entries": [audit_log_entry_payload(entry) for entry in entries],
        "users": [user_payload(user) for user in users],
        "webhooks": [webhook_payload(webhook, with_token=False) for webhook in webhooks],
        "integrations": [partial_integration_payload(one) for one in integrations],
        "threads": [channel_payload(thread) for thread in threads],
        "guild_scheduled_events": [scheduled_event_payload(event) for event in scheduled_events],
        "application_commands": [],
        "auto_moderation_rules": [rule_payload(rule) for rule in rules],
    }
    return {**payload, **(others or {})}  # type: ignore[typeddict-item]
