"""The files of stickers: checked, written anew, and kept under the sticker's id.

Like all pictures that people upload they are decoded and encoded again, so that nothing is
stored that only looks like an image; size and format stay what they were.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import IO, Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image, ImageSequence

from config.kernel.errors import (
    APIError,
    FileTooLarge,
    InvalidFile,
    InvalidFileType,
    StickerTooLong,
    StickerTooManyFrames,
)
from config.settings import limits

BUCKET: Final = "stickers"
SLACK_MS: Final = 200
DEFAULT_FRAME_MS: Final = 100


@dataclass(frozen=True, slots=True)
class StickerImage:
    content: bytes
    extension: str  # png or gif
    is_animated: bool


def read_sticker(file: IO[bytes]) -> StickerImage:
    """Return the image of a sticker as it is kept, or raise what is wrong with it."""
    raw = file.read(limits.STICKER_BYTES + 1)
    if len(raw) > limits.STICKER_BYTES:
        raise FileTooLarge
    if raw.lstrip()[:1] == b"{":
        raise InvalidFileType  # Lottie, which is for verified and partnered guilds only
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(raw), formats=("PNG", "GIF")) as image:
                return encoded_again(image)
    except APIError:
        raise
    except Exception:  # noqa: BLE001  decoders raise almost anything at a malformed file
        raise InvalidFile from None


def encoded_again(image: Image.Image) -> StickerImage:
    if max(image.size) > limits.STICKER_SIDE:
        raise InvalidFile
    count = getattr(image, "n_frames", 1)
    if count > limits.STICKER_FRAMES:
        raise StickerTooManyFrames
    frames, durations = [], []
    for frame in ImageSequence.Iterator(image):
        durations.append(int(frame.info.get("duration", DEFAULT_FRAME_MS)))
        still = frame.convert("RGBA")
        still.info.clear()
        frames.append(still)
    if count > 1 and sum(durations) > limits.STICKER_SECONDS * 1000 + SLACK_MS:
        raise StickerTooLong
    output = io.BytesIO()
    kind = "GIF" if image.format == "GIF" else "PNG"
    if count > 1:
        frames[0].save(
            output,
            kind,
            save_all=True,
            append_images=frames[1:],
            duration=durations,
            loop=0,
            disposal=2 if kind == "GIF" else 1,
        )
    else:
        frames[0].save(output, kind)
    return StickerImage(output.getvalue(), kind.lower(), count > 1)


def store_sticker(sticker_id: int, image: StickerImage) -> None:
    storages[BUCKET].save(file_name(sticker_id, image.extension), ContentFile(image.content))


def drop_sticker(sticker_id: int, extension: str) -> None:
    storages[BUCKET].delete(file_name(sticker_id, extension))


def file_name(sticker_id: int, extension: str) -> str:
    return f"{sticker_id}.{extension}"
