"""Soundboard sounds as clients see them."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from accounts.payloads import UserPayload, user_payload
from guilds.models import SoundboardSound
from guilds.payloads.channels import identifier


class SoundboardSoundPayload(TypedDict):
    sound_id: str
    name: str
    volume: float
    emoji_id: str | None
    emoji_name: str | None
    guild_id: NotRequired[str]  # absent of default sounds
    available: bool
    user: NotRequired[UserPayload]  # who made it; absent where that is nobody's business


class SoundboardSoundsPayload(TypedDict):
    items: list[SoundboardSoundPayload]


def soundboard_sound_payload(
    sound: SoundboardSound, *, with_user: bool = False
) -> SoundboardSoundPayload:
    payload: SoundboardSoundPayload = {
        "sound_id": str(sound.id),
        "name": sound.name,
        "volume": sound.volume,
        "emoji_id": identifier(sound.emoji_id),
        "emoji_name": sound.emoji_name,
        "guild_id": str(sound.guild_id),
        "available": sound.available,
    }
    if with_user and sound.user is not None:
        payload["user"] = user_payload(sound.user)
    return payload
