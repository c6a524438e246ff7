"""Periodic work of voice."""

from __future__ import annotations

from typing import Final

from celery import shared_task

PERIODIC_TASKS: Final = {
    "media_sfu.tasks.review_voice_access": 30.0,
    "media_sfu.tasks.close_abandoned_voice_sessions": 300.0,
    "media_sfu.tasks.end_what_is_deserted": 30.0,
    "media_sfu.tasks.stop_unanswered_calls": 10.0,
    "media_sfu.tasks.review_rooms": 15.0,
    "media_sfu.tasks.review_recordings": 5.0,
    "media_sfu.tasks.sweep_recordings": 3600.0,
}
TASK_QUEUES: Final = {
    "media_sfu.tasks.mix_recording": "bulk",
    "media_sfu.tasks.sweep_recordings": "bulk",
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


@shared_task(expires=30)
def end_what_is_deserted() -> None:
    """End stages on which nobody speaks, and events in channels that nobody is in."""
    from media_sfu.services.event_upkeep import end_deserted_events
    from media_sfu.services.stages import close_silent_stages

    close_silent_stages()
    end_deserted_events()


@shared_task(expires=10)
def stop_unanswered_calls() -> None:
    """Stop ringing where nobody answers."""
    from media_sfu.services.calls import stop_unanswered

    stop_unanswered()


@shared_task(expires=15)
def review_rooms() -> None:
    """Take out of rooms who is not in voice, and to the AFK channel who has gone quiet."""
    from media_sfu.services.upkeep import review_rooms as review

    review()


@shared_task(expires=5)
def review_recordings() -> None:
    """End recordings that have to end; mix later what nobody else does."""
    from media_sfu.services.recording_upkeep import review_recordings as review

    review()


@shared_task(expires=3600)
def sweep_recordings() -> None:
    """Delete recordings that are too old."""
    from media_sfu.services.recording_files import sweep_recordings as sweep

    sweep()


# Taken off the queue when it begins: it may take longer than the queue waits for its end.
@shared_task(acks_late=False, soft_time_limit=3500, time_limit=3600)
def mix_recording(recording_id: int) -> None:
    """Mix the voices of a recording into one file."""
    from media_sfu.services.recording_files import mix_recording as mix

    mix(recording_id)
