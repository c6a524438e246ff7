"""Writing the audit log. Every service that changes a guild records it, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from config.kernel.snowflake import snowflake_at
from guilds import events
from guilds.models import AuditLogEntry, AuditLogEvent, Guild
from guilds.payloads.audit_log import ChangePayload
from guilds.payloads.members import timestamp
from guilds.services.changes import Actor, user_id_of

# What a column is called in the log, where that differs.
KEYS: Final = {
    "icon": "icon_hash",
    "avatar": "avatar_hash",
    "banner": "banner_hash",
    "splash": "splash_hash",
    "discovery_splash": "discovery_splash_hash",
}
REPEATED_WITHIN: Final = timedelta(minutes=5)
# Written as decimal strings: they exceed what JavaScript counts exactly.
BIT_FIELDS: Final = frozenset(("permissions", "allow", "deny"))


def record(
    actor: Actor | None,
    guild: Guild,
    action: AuditLogEvent,
    target_id: int | None,
    *,
    changes: Iterable[ChangePayload] = (),
    options: Mapping[str, str] | None = None,
    reason: str | None = None,
) -> AuditLogEntry:
    """Write an entry and show it to those who may read the log.

    Without an actor it was somebody unknown, who has the token of a webhook.
    """
    entry = AuditLogEntry.objects.create(
        guild=guild,
        user_id=None if actor is None else user_id_of(actor),
        target_id=target_id,
        action_type=action,
        changes=list(changes),
        options=dict(options) if options else None,
        reason=reason or None,
    )
    events.audit_log_entry_created(entry)
    return entry


def record_repeated(
    actor: Actor,
    guild: Guild,
    action: AuditLogEvent,
    target_id: int | None,
    *,
    options: Mapping[str, str],
    reason: str | None = None,
) -> AuditLogEntry:
    """Write an entry of a thing that is often done in a row, with how often (``count``).

    Within some minutes the same by the same person counts on in their entry, which is not shown
    anew.
    """
    since = snowflake_at(timezone.now() - REPEATED_WITHIN)
    alike = AuditLogEntry.objects.filter(
        guild=guild, user_id=user_id_of(actor), action_type=action, target_id=target_id
    )
    alike = alike.filter(id__gt=since, reason=reason or None, options__contains=dict(options))
    entry = alike.select_for_update(no_key=True).first()
    if entry is None or entry.options is None:
        counted = {**options, "count": "1"}
        return record(actor, guild, action, target_id, options=counted, reason=reason)
    entry.options["count"] = str(int(entry.options["count"]) + 1)
    entry.save(update_fields=["options"])
    return entry


def changed(values: Mapping[str, tuple[Any, Any]]) -> list[ChangePayload]:
    """Return changes for the log from name → (old, new)."""
    return [change(name, old, new) for name, (old, new) in values.items()]


def created(values: Mapping[str, Any]) -> list[ChangePayload]:
    return [change(name, None, new) for name, new in values.items() if new is not None]


def deleted(values: Mapping[str, Any]) -> list[ChangePayload]:
    return [change(name, old, None) for name, old in values.items() if old is not None]


def change(name: str, old: Any, new: Any) -> ChangePayload:
    """Return one change; a side that is null is absent, as in Discord's log."""
    payload: ChangePayload = {"key": KEYS.get(name, name)}
    if old is not None:
        payload["old_value"] = shown(name, old)
    if new is not None:
        payload["new_value"] = shown(name, new)
    return payload


def shown(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    return str(value) if name in BIT_FIELDS or name == "id" or name.endswith("_id") else int(value)
