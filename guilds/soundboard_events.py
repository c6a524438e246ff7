"""What is announced of soundboard sounds."""

from __future__ import annotations

from config.kernel.events import Audience, dispatch
from guilds.models import Guild, SoundboardSound
from guilds.payloads.soundboard import soundboard_sound_payload


def sound_created(sound: SoundboardSound) -> None:
    sound_event("GUILD_SOUNDBOARD_SOUND_CREATE", sound)


def sound_updated(sound: SoundboardSound) -> None:
    sound_event("GUILD_SOUNDBOARD_SOUND_UPDATE", sound)


def sound_event(name: str, sound: SoundboardSound) -> None:
    data = {**soundboard_sound_payload(sound, with_user=True)}
    dispatch(name, data, to=Audience.guild(sound.guild_id))


def sound_deleted(guild: Guild, sound_id: int) -> None:
    data = {"guild_id": str(guild.id), "sound_id": str(sound_id)}
    dispatch("GUILD_SOUNDBOARD_SOUND_DELETE", data, to=Audience.guild(guild.id))


def sounds_updated(guild: Guild) -> None:
    """Tell all sounds anew, when several have changed."""
    sounds = guild.soundboard_sounds.select_related("user").all()
    data = {
        "guild_id": str(guild.id),
        "soundboard_sounds": [soundboard_sound_payload(one, with_user=True) for one in sounds],
    }
    dispatch("GUILD_SOUNDBOARD_SOUNDS_UPDATE", data, to=Audience.guild(guild.id))
