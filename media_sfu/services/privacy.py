"""When somebody was in voice, and what was recorded of them, for their export and when their account is erased."""

from __future__ import annotations

from collections.abc import Iterator

from config.kernel.privacy import Keeper, Part, StoredFile
from media_sfu.files import BUCKET
from media_sfu.models import Recording, RecordingParticipant, VoiceSession
from media_sfu.services.recording_files import forget_voice


def export(user_id: int) -> Iterator[Part]:
    stays = VoiceSession.objects.filter(user_id=user_id)
    yield "sessions.json", stays.values("guild_id", "channel_id", "started_at", "ended_at")
    asked = RecordingParticipant.objects.filter(user_id=user_id)
    yield (
        "recordings.json",
        asked.values(
            "recording_id",
            "recording__guild_id",
            "recording__channel_id",
            "asked_at",
            "answered_at",
            "consents",
        ),
    )
    for one in asked.exclude(file=""):
        yield f"recordings/{one.recording_id}.webm", StoredFile(BUCKET, one.file, one.size)


def erase(user_id: int) -> None:
    forget_voice(user_id)
    Recording.objects.filter(started_by_id=user_id).update(started_by=None)
    VoiceSession.objects.filter(user_id=user_id).delete()


KEEPER = Keeper("voice", export, erase)
