"""The files of a recording: taken in from the recorder, mixed, deleted, kept for some days."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from config.kernel.errors import UnknownRecording
from config.kernel.storage import bucket, delete_file, save_file
from guilds.models import Channel
from guilds.services.changes import Actor, acting
from guilds.standing import Operator
from media_sfu import events, files, tasks
from media_sfu.models import (
    EndReason,
    Recording,
    RecordingParticipant,
    RecordingStatus,
)
from media_sfu.services.recordings import (
    channel_of,
    end_if_active,
    record_audit,
    require_recorder,
)

AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """What somebody said: a file of this machine, and where it begins in the recording."""

    user_id: int
    path: Path
    offset_ms: int
    duration_ms: int


def take_in(recording_id: int, found: Iterable[RecordedFile], reason: EndReason) -> bool:
    """Store what was recorded; returns whether there is a recording to store it for.

    Safe to run twice. ``reason`` is why it ended, if it was not known to have.
    """
    end_if_active(recording_id, reason)
    if not Recording.objects.filter(id=recording_id).exists():
        return False
    for one in found:
        # Who was erased meanwhile, or took their word back before anything was said, is left out.
        agreed = RecordingParticipant.objects.filter(
            recording_id=recording_id, user_id=one.user_id, answered_at__isnull=False
        )
        if not agreed.exists():
            continue
        name = files.key(recording_id, f"{one.user_id}.webm")
        with one.path.open("rb") as content:
            save_file(files.BUCKET, name, File(content))
        stored = agreed.update(
            file=name,
            size=one.path.stat().st_size,
            offset_ms=one.offset_ms,
            duration_ms=one.duration_ms,
        )
        if not stored:  # deleted meanwhile
            delete_file(files.BUCKET, name)
    Recording.objects.filter(id=recording_id, status=RecordingStatus.FAILED).update(
        status=RecordingStatus.PROCESSING
    )
    return True


@dataclass(frozen=True, slots=True)
class Mixed:
    """A file with everybody, in the bucket."""

    file: str
    size: int
    duration_ms: int


NOTHING: Final = Mixed("", 0, 0)


def mix_recording(recording_id: int) -> None:
    """Make the file with everybody from those of each, anew if there is one; safe to run twice."""
    while True:
        over = Recording.objects.exclude(status=RecordingStatus.RECORDING)
        if not over.filter(id=recording_id).exists():
            return
        voices = voices_of(recording_id)
        if publish(recording_id, voices, mixed(recording_id, voices) if voices else NOTHING):
            return


def voices_of(recording_id: int) -> dict[str, int]:
    """Return the files of a recording's voices, and where they begin."""
    voices = RecordingParticipant.objects.filter(recording_id=recording_id).exclude(file="")
    return dict(voices.values_list("file", "offset_ms"))


def mixed(recording_id: int, voices: Mapping[str, int]) -> Mixed:
    # What decodes is not for processes that serve requests.
    from media_sfu.recorder.mixing import Source, mix

    name = files.key(recording_id, files.new_mix())
    with tempfile.TemporaryDirectory(prefix="mix-") as folder:
        sources = []
        for number, (file, offset_ms) in enumerate(voices.items()):
            copy = Path(folder, f"{number}.webm")
            with bucket(files.BUCKET).open(file) as stored, copy.open("wb") as target:
                for chunk in stored.chunks():
                    target.write(chunk)
            sources.append(Source(copy, offset_ms))
        made = Path(folder, files.MIX)
        duration_ms = mix(sources, made)
        with made.open("rb") as content:
            save_file(files.BUCKET, name, File(content))
        return Mixed(name, made.stat().st_size, duration_ms)


def publish(recording_id: int, voices: Mapping[str, int], made: Mixed) -> bool:
    """Let a mix be heard; False: it has voices that were taken out while it was made."""
    with transaction.atomic():
        recording = Recording.objects.select_for_update().filter(id=recording_id).first()
        if recording is None or voices_of(recording_id) != voices:
            delete_files([made.file])
            return recording is None
        before = recording.file
        recording.status = RecordingStatus.READY if made.file else RecordingStatus.FAILED
        recording.file, recording.size = made.file, made.size
        recording.duration_ms = made.duration_ms
        recording.save(update_fields=["status", "file", "size", "duration_ms"])
        events.recording_file_updated(recording)
        transaction.on_commit(lambda: delete_files([before]), robust=True)
    return True


def fail(recording: Recording) -> None:
    """Give a recording up of which nothing has come."""
    publish(recording.id, {}, NOTHING)


def delete_recording(
    actor: Actor, channel: Channel, recording_id: int, *, reason: str | None = None
) -> None:
    """Delete a recording that is over with all its files, as who moderates voice there."""
    with acting(actor, channel.guild_id or 0) as (guild, standing):
        require_recorder(standing, channel_of(guild, channel.id))
        recording = recording_in(channel.id, recording_id)
        record_audit(actor, guild, recording, "deleted", reason)
        events.recording_file_updated(recording, is_deleted=True)
        remove(recording)


def delete_as_staff(operator: Operator, recording: Recording, reason: str | None = None) -> None:
    """Delete a recording as the instance's staff; one that goes on ends first."""
    end_if_active(recording.id, EndReason.STOPPED)
    with acting(operator, recording.guild_id) as (guild, _):
        record_audit(operator, guild, recording, "deleted", reason)
        events.recording_file_updated(recording, is_deleted=True)
        remove(recording)


def recording_in(channel_id: int, recording_id: int) -> Recording:
    """Return a recording of a channel that is over."""
    over = Recording.objects.exclude(status=RecordingStatus.RECORDING)
    found = over.filter(id=recording_id, channel_id=channel_id).first()
    if found is None:
        raise UnknownRecording
    return found


def remove(recording: Recording) -> None:
    """Delete the row, and the files after the commit."""
    names = [recording.file, *recording.participants.values_list("file", flat=True)]
    recording.delete()
    transaction.on_commit(lambda: delete_files(names), robust=True)


def delete_files(names: Iterable[str]) -> None:
    for name in filter(None, names):
        delete_file(files.BUCKET, name)


def sweep_recordings() -> int:
    """Delete recordings that are too old, or whose channel is gone; returns how many."""
    swept = 0
    for recording in due()[:AT_ONCE]:
        with transaction.atomic():
            if Channel.objects.filter(id=recording.channel_id).exists():
                events.recording_file_updated(recording, is_deleted=True)
            remove(recording)
        swept += 1
    return swept


def due() -> QuerySet[Recording]:
    gone = ~Q(channel_id__in=Channel.objects.values("id"))
    if settings.RECORDING_DAYS:
        before = timezone.now() - timedelta(days=settings.RECORDING_DAYS)
        gone |= Q(ended_at__lt=before)
    return Recording.objects.exclude(status=RecordingStatus.RECORDING).filter(gone).order_by("id")


def forget_voice(user_id: int) -> None:
    """Take somebody out of all recordings: their files, and their voice out of the mixed ones."""
    theirs = RecordingParticipant.objects.filter(user_id=user_id)
    for one in theirs:
        end_if_active(one.recording_id, EndReason.DECLINED)
        with transaction.atomic():
            one.delete()
            if one.file:
                unmix(one.recording_id)
        delete_files([one.file])


def unmix(recording_id: int) -> None:
    """Take away the file with everybody, and have it made anew of the voices that are left."""
    recording = Recording.objects.select_for_update().get(id=recording_id)
    before = recording.file
    recording.status, recording.file, recording.size = RecordingStatus.PROCESSING, "", 0
    recording.save(update_fields=["status", "file", "size"])
    transaction.on_commit(lambda: delete_files([before]), robust=True)
    transaction.on_commit(lambda: tasks.mix_recording.delay(recording_id), robust=True)
