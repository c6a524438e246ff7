"""Writing down what concerns the safety of accounts, and clearing it away after a while."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_ipv46_address
from django.db import connection
from django.utils import timezone

from accounts import tasks
from accounts.models import SecurityEvent, SecurityEventKind
from config.kernel.snowflake import snowflake_at
from config.kernel.telemetry.context import caller

logger = logging.getLogger("guildhall.security")

Kind = SecurityEventKind
# What is told while the transaction it happened in is taken back.
REFUSALS: Final = frozenset({Kind.PASSWORD_REFUSED, Kind.FACTOR_REFUSED, Kind.SIGN_IN_FAILED})


def record(kind: SecurityEventKind, user_id: int | None, *, detail: object = "") -> None:
    """Write down that something happened to an account, with where the request came from."""
    address, agent = caller.get()
    event = {
        "kind": kind.value,
        "user_id": user_id,
        "ip": address if is_address(address) else None,
        "user_agent": agent.replace("\x00", "")[:200],
        "detail": str(detail)[:100],
    }
    logger.info("%s", kind.value, extra={"account": user_id, "ip": event["ip"]})
    if kind in REFUSALS and connection.in_atomic_block:
        tasks.record_security_event.delay(event)
    else:
        write(event)


def write(event: dict[str, Any]) -> None:
    SecurityEvent.objects.create(**event)


def is_address(text: str) -> bool:
    try:
        validate_ipv46_address(text)
    except ValidationError:
        return False
    return True


def clear_old() -> int:
    """Delete what is older than ``SECURITY_LOG_DAYS``; returns how much that was."""
    before = timezone.now() - timedelta(days=settings.SECURITY_LOG_DAYS)
    return int(SecurityEvent.objects.filter(id__lt=snowflake_at(before)).delete()[0])
