"""Periodic work of the accounts app."""

from __future__ import annotations

from typing import Final

from celery import shared_task

PERIODIC_TASKS: Final = {"accounts.tasks.clear_expired_sessions": 3600.0}


@shared_task  # type: ignore[untyped-decorator,unused-ignore]
def clear_expired_sessions() -> None:
    """Delete sessions and refresh tokens that are past their time."""
    from accounts.services.sessions import clear_expired

    clear_expired()
