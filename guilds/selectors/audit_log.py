"""Reading the audit log by pages."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final, cast

from accounts.models import User
from config.kernel.fence import reading_for_sync
from guilds.models import (
    AuditLogEntry,
    AuditLogEvent,
    AutoModerationRule,
    Channel,
    Guild,
    GuildScheduledEvent,
    Integration,
    Webhook,
)
from guilds.signals import audit_log_asked

WEBHOOK_ACTIONS: Final = (
    AuditLogEvent.WEBHOOK_CREATE,
    AuditLogEvent.WEBHOOK_UPDATE,
    AuditLogEvent.WEBHOOK_DELETE,
)
RULE_ACTIONS: Final = (
    AuditLogEvent.AUTO_MODERATION_RULE_CREATE,
    AuditLogEvent.AUTO_MODERATION_RULE_UPDATE,
)
EVENT_ACTIONS: Final = (
    AuditLogEvent.GUILD_SCHEDULED_EVENT_CREATE,
    AuditLogEvent.GUILD_SCHEDULED_EVENT_UPDATE,
)
INTEGRATION_ACTIONS: Final = (
    AuditLogEvent.INTEGRATION_CREATE,
    AuditLogEvent.INTEGRATION_UPDATE,
    AuditLogEvent.INTEGRATION_DELETE,
)
THREAD_ACTIONS: Final = (
    AuditLogEvent.THREAD_CREATE,
    AuditLogEvent.THREAD_UPDATE,
    AuditLogEvent.THREAD_DELETE,
)


def audit_log_page(
    guild: Guild,
    *,
    reader: User,
    limit: int,
    before: int | None = None,
    after: int | None = None,
    user_id: int | None = None,
    target_id: int | None = None,
    action_type: int | None = None,
) -> tuple[list[AuditLogEntry], list[User]]:
    """Return entries, newest first (with ``after``: oldest first), and the users they name."""
    entries = AuditLogEntry.objects.filter(guild=guild)
    if user_id is not None:
        entries = entries.filter(user_id=user_id)
    if target_id is not None:
        entries = entries.filter(target_id=target_id)
    if action_type is not None:
        entries = entries.filter(action_type=action_type)
    if before is not None:
        entries = entries.filter(id__lt=before)
    if after is not None:
        entries = entries.filter(id__gt=after)
    with reading_for_sync(reader.id):
        page = list(entries.order_by("-id" if after is None else "id")[:limit])
    named = [id_ for entry in page for id_ in (entry.user_id, entry.target_id) if id_ is not None]
    return page, list(User.objects.filter(id__in=named).order_by("id"))


def webhooks_of(guild: Guild, entries: list[AuditLogEntry]) -> list[Webhook]:
    """Return the webhooks that entries are about, as far as they still exist."""
    about = [entry for entry in entries if entry.action_type in WEBHOOK_ACTIONS]
    targets = [entry.target_id for entry in about if entry.target_id is not None]
    if not targets:
        return []
    return list(Webhook.objects.select_related("user").filter(guild=guild, id__in=targets))


def rules_of(guild: Guild, entries: list[AuditLogEntry]) -> list[AutoModerationRule]:
    """Return the rules of auto moderation that entries are about and that still exist."""
    about = [entry for entry in entries if entry.action_type in RULE_ACTIONS]
    targets = [entry.target_id for entry in about if entry.target_id is not None]
    return list(guild.auto_moderation_rules.filter(id__in=targets)) if targets else []


def scheduled_events_of(guild: Guild, entries: list[AuditLogEntry]) -> list[GuildScheduledEvent]:
    """Return the scheduled events that entries are about, as far as they still exist."""
    about = [entry for entry in entries if entry.action_type in EVENT_ACTIONS]
    targets = [entry.target_id for entry in about if entry.target_id is not None]
    found = guild.scheduled_events.select_related("creator").prefetch_related("exceptions")
    return list(found.filter(id__in=targets).order_by("id")) if targets else []


def integrations_of(guild: Guild, entries: list[AuditLogEntry]) -> list[Integration]:
    """Return the integrations that entries are about, as far as they still exist."""
    about = [entry for entry in entries if entry.action_type in INTEGRATION_ACTIONS]
    targets = [entry.target_id for entry in about if entry.target_id is not None]
    if not targets:
        return []
    found = Integration.objects.select_related("application").filter(guild=guild, id__in=targets)
    return list(found.order_by("id"))


def parts_of_others(guild: Guild, entries: list[AuditLogEntry]) -> dict[str, Any]:
    """Return what others have to say of what entries are about, as parts of the answer."""
    targets: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        if entry.target_id is not None:
            targets[entry.action_type].append(entry.target_id)
    parts: dict[str, Any] = {}
    for _, part in audit_log_asked.send(Guild, guild=guild, targets=targets):
        parts.update(cast("dict[str, Any]", part or {}))
    return parts


def threads_of(guild: Guild, entries: list[AuditLogEntry]) -> list[Channel]:
    """Return the threads that entries are about, as far as they still exist."""
    about = [entry for entry in entries if entry.action_type in THREAD_ACTIONS]
    targets = [entry.target_id for entry in about if entry.target_id is not None]
    return list(guild.channels.filter(id__in=targets).order_by("id")) if targets else []
