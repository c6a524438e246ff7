"""Periodic work of voice."""

from __future__ import annotations

from typing import Final

from celery import shared_task

PERIODIC_TASKS: Final = {
    "media_sfu.tasks.review_voice_access": 30.0,
    "media_sfu.tasks.close_abandoned_voice_sessions": 300.0,
}


@shared_task(expires=30)
def review_voice_access() -> None:
    """Take those out of voice whose rights went while a process died."""
    from media_sfu.services.access import review_changed_guilds

    review_changed_guilds()


@shared_task(expires=300)
def close_abandoned_voice_sessions() -> None:
    """End the history of stays in channels that are no more."""
    from media_sfu.services.history import close_abandoned

    close_abandoned()
