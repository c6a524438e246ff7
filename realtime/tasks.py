"""Periodic work of the gateway."""

from __future__ import annotations

from typing import Final

from celery import shared_task

PERIODIC_TASKS: Final = {
    "realtime.tasks.end_stale_presences": 15.0,
    "realtime.tasks.end_lost_voice": 15.0,
}


@shared_task(expires=30)
def end_stale_presences() -> None:
    """Tell that those are offline whose sessions ended without a farewell."""
    from config.kernel import aio
    from realtime.stale_presences import end_stale_presences as end

    aio.run(end())


@shared_task(expires=15)
def end_lost_voice() -> None:
    """End the voice of sessions that are over without anybody having said so."""
    from config.kernel import aio
    from realtime.voice import end_lost_sessions

    aio.run(end_lost_sessions())
