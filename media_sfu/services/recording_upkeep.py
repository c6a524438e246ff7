"""What is done now and then about recordings: unanswered questions, limits, what has died."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

import redis
from django.conf import settings
from django.utils import timezone

from config.kernel import aio, log
from config.kernel.telemetry.metrics import RECORDINGS
from config.settings import limits
from media_sfu import tasks
from media_sfu.models import EndReason, Recording, RecordingStatus, VoiceState
from media_sfu.services.recording_files import fail
from media_sfu.services.recordings import consenting_present, deliver, end_if_active, order

logger = logging.getLogger("guildhall.voice")

KEY: Final = "voice:recorder:"
# A recorder says so often that it lives, and counts as dead after that long without.
HEARTBEAT_SECONDS: Final = 5
DEAD_SECONDS: Final = 20
# How long after the beginning a recorder may take until it is heard of.
START_SECONDS: Final = 60
MIX_SECONDS: Final = 3600


def say_alive(recording_id: int) -> None:
    """Say that a recorder works on a recording."""

    async def say() -> None:
        await log.client().set(f"{KEY}{recording_id}", 1, ex=DEAD_SECONDS)

    aio.run(say())


def is_lost(recording: Recording) -> bool:
    """Return whether no recorder says that it works on a recording."""

    async def look() -> bool:
        return not await log.client().exists(f"{KEY}{recording.id}")

    try:
        return aio.run(look())
    except (redis.RedisError, OSError):
        return False


def claim(recording_id: int) -> bool:
    """Return whether nobody has begun to mix a recording within the time that this may take."""

    async def ask() -> bool:
        key = f"{KEY}{recording_id}:mix"
        return bool(await log.client().set(key, 1, ex=MIX_SECONDS, nx=True))

    return aio.run(ask())


def review_recordings() -> int:
    """End recordings that have to end, and finish those that nobody works on.

    Tells the workers once more whom they record: one that hears nothing for long stops by itself.
    Returns how many were ended or finished.
    """
    now = timezone.now()
    changed = 0
    active = list(Recording.objects.filter(status=RecordingStatus.RECORDING))
    RECORDINGS.set(len(active))
    for recording in active:
        reason = reason_to_end(recording, now)
        if reason is not None:
            changed += end_if_active(recording.id, reason)
        elif not aio.run(deliver(order(recording))):
            changed += end_if_active(recording.id, EndReason.WORKER_LOST)
    for recording in Recording.objects.filter(status=RecordingStatus.PROCESSING):
        changed += finish_if_abandoned(recording, now)
    return changed


def reason_to_end(recording: Recording, now: datetime) -> EndReason | None:
    if now - recording.started_at > timedelta(minutes=settings.RECORDING_MINUTES):
        return EndReason.TOO_LONG
    asked_before = now - timedelta(seconds=limits.RECORDING_CONSENT_SECONDS)
    present = VoiceState.objects.filter(channel_id=recording.channel_id).values("user_id")
    silent = recording.participants.filter(
        consents=None, asked_at__lt=asked_before, user_id__in=present
    )
    if silent.exists():
        return EndReason.UNANSWERED
    if not consenting_present(recording):
        return EndReason.DESERTED
    is_new = now - recording.started_at < timedelta(seconds=START_SECONDS)
    if not is_new and is_lost(recording):
        return EndReason.RECORDER_LOST
    return None


def finish_if_abandoned(recording: Recording, now: datetime) -> bool:
    """Finish a recording whose recorder has died after it ended, with the files there are."""
    ended_at = recording.ended_at or recording.started_at
    if now - ended_at < timedelta(seconds=START_SECONDS) or not is_lost(recording):
        return False
    if not recording.participants.exclude(file="").exists():
        # What lies on the machine of the worker is taken in when that starts again.
        fail(recording)
        return True
    if not claim(recording.id):
        return False
    tasks.mix_recording.delay(recording.id)
    return True
