"""Looking at images that people upload, without trusting them.

Nothing is decoded before its header said that it is small enough: a few kilobytes can claim to
be gigapixels. Pillow's plugins are limited to the formats that browsers show.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import IO, Final

from PIL import Image, ImageOps

from config.settings import limits

FORMATS: Final = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
    "BMP": "image/bmp",
}

Image.MAX_IMAGE_PIXELS = limits.IMAGE_MAX_PIXELS


class NotAnImage(Exception):
    """The file cannot be shown as an image, or is too large to be looked at."""


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What an image is: its type by content, and its size as shown (turned by its EXIF)."""

    content_type: str
    width: int
    height: int
    animated: bool


def inspect_image(file: IO[bytes]) -> ImageFacts:
    """Return what an image is, having decoded its first frame; raises ``NotAnImage``."""
    with _open(file) as image:
        try:
            image.load()
        except Exception as error:  # noqa: BLE001  plugins raise whatever they like
            raise NotAnImage(str(error)) from None
        width, height = image.size
        if image.getexif().get(0x0112) in (5, 6, 7, 8):
            width, height = height, width
        animated = bool(getattr(image, "is_animated", False))
        return ImageFacts(FORMATS[image.format or ""], width, height, animated)


def make_thumbnail(file: IO[bytes], width: int) -> bytes | None:
    """Return a WebP at most ``width`` wide; None if it is no wider already, or moves."""
    with _open(file) as image:
        if getattr(image, "is_animated", False):
            return None
        try:
            upright = ImageOps.exif_transpose(image)
            if upright.width <= width:
                return None
            height = max(1, round(upright.height * width / upright.width))
            mode = "RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"
            small = upright.convert(mode).resize((width, height), Image.Resampling.LANCZOS)
            out = io.BytesIO()
            small.save(out, "WEBP", quality=82, method=4)
        except Exception as error:  # noqa: BLE001  plugins raise whatever they like
            raise NotAnImage(str(error)) from None
        return out.getvalue()


def _open(file: IO[bytes]) -> Image.Image:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(file, formats=tuple(FORMATS))
    except Exception as error:  # noqa: BLE001  plugins raise whatever they like
        raise NotAnImage(str(error)) from None
    if image.width * image.height > limits.IMAGE_MAX_PIXELS:
        raise NotAnImage("too many pixels")
    return image
