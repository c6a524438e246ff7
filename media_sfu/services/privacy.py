"""When somebody was in voice, for their export and when their account is erased."""

from __future__ import annotations

from collections.abc import Iterator

from config.kernel.privacy import Keeper, Part
from media_sfu.models import VoiceSession


def export(user_id: int) -> Iterator[Part]:
    stays = VoiceSession.objects.filter(user_id=user_id)
    yield "sessions.json", stays.values("guild_id", "channel_id", "started_at", "ended_at")


def erase(user_id: int) -> None:
    VoiceSession.objects.filter(user_id=user_id).delete()


KEEPER = Keeper("voice", export, erase)
