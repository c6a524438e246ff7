"""Short sounds that clients send inside JSON (``data:audio/ogg;base64,…``): MP3 or Ogg.

As with images the bytes decide, not the type that the address claims.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from mutagen.mp3 import MP3
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from config.kernel.data_uris import decode
from config.kernel.errors import (
    FileHasNoDuration,
    FileIsInvalid,
    FileTooLong,
    InvalidFileType,
)
from config.settings import limits

BUCKET: Final = "soundboard-sounds"
TYPES: Final = {"mp3": "audio/mpeg", "ogg": "audio/ogg"}
MP3_STARTS: Final = (b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")


@dataclass(frozen=True, slots=True)
class Sound:
    content: bytes
    extension: str  # mp3 or ogg


def read_sound(data_uri: str, *, field: str) -> Sound:
    """Return the sound in a data URI, or raise what is wrong with it."""
    content = decode(data_uri, field, limits.SOUNDBOARD_SOUND_BYTES)
    if content.startswith(b"OggS"):
        extension, seconds = "ogg", length_of_ogg(content)
    elif content.startswith(MP3_STARTS):
        extension, seconds = "mp3", length_of_mp3(content)
    else:
        raise InvalidFileType
    if seconds <= 0:
        raise FileHasNoDuration
    if seconds > limits.SOUNDBOARD_SOUND_SECONDS:
        raise FileTooLong
    return Sound(content, extension)


def length_of_ogg(content: bytes) -> float:
    for kind in (OggOpus, OggVorbis):
        info = info_of(kind, content)
        if info is not None:
            return float(info.length)
    raise FileIsInvalid


def length_of_mp3(content: bytes) -> float:
    info = info_of(MP3, content)
    if info is None or info.sketchy:
        raise FileIsInvalid
    return float(info.length)


def info_of(kind: Any, content: bytes) -> Any:
    """Return what a parser says of a file, or None if it is not of its kind."""
    try:
        return kind(io.BytesIO(content)).info
    except Exception:  # noqa: BLE001  parsers raise almost anything at a malformed file
        return None


def store_sound(sound_id: int, sound: Sound) -> None:
    storages[BUCKET].save(file_name(sound_id, sound.extension), ContentFile(sound.content))


def drop_sound(sound_id: int) -> None:
    for extension in TYPES:
        storages[BUCKET].delete(file_name(sound_id, extension))


def file_name(sound_id: int, extension: str) -> str:
    return f"{sound_id}.{extension}"
