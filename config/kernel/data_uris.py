"""Small images that clients send inside JSON (``data:image/png;base64,…``).

The type that the address claims is not believed (a library names every image ``image/jpg``): the
bytes decide. What is stored was decoded and encoded again, so it carries no metadata and nothing
that only looks like an image.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
import warnings
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from config.kernel.errors import FormError, field_error
from config.kernel.storage import delete_variants
from config.settings import limits

DATA_URI: Final = re.compile(r"data:[\w.+-]+/[\w.+-]+;base64,", re.ASCII)
FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
MAX_SIDE: Final = 1024
# Banners and splashes fill a window; the rest is small wherever it is shown.
SIDES: Final = {"banners": 2048}
MAX_FRAMES: Final = 500
QUALITY: Final = 90
ANIMATED: Final = "a_"


def store_image(
    bucket: str,
    owner_id: int,
    data_uri: str,
    *,
    field: str,
    max_bytes: int = limits.AVATAR_BYTES,
    max_side: int | None = None,
    max_moving_side: int | None = None,
    name: str | None = None,
) -> str:
    """Store an image and return its hash (``a_…`` if it moves), or raise ``FormError``.

    It is stored as ``<owner_id>/<hash>.webp``, or ``.gif`` if it moves. A ``name`` takes the
    place of the hash. ``field`` is where the error belongs.
    """
    raw = decode(data_uri, field, max_bytes)
    # Motion is paid for by every frame; nobody looks at an avatar that large.
    side = max_side or SIDES.get(bucket, MAX_SIDE)
    moving = max_moving_side or MAX_SIDE // 2
    content, is_animated = checked_image(raw, side, field, moving_side=moving)
    prefix = ANIMATED if is_animated else ""
    image = name or prefix + hashlib.sha256(content).hexdigest()[:32]
    path = stored_path(owner_id, image, is_animated=is_animated)
    storage = storages[bucket]
    if name is not None or not storage.exists(path):
        storage.delete(path)
        storage.save(path, ContentFile(content))
    return image


def store_still(bucket: str, owner_id: int, raw: bytes, *, name: str) -> None:
    """Store the bytes of an image under a name, of one that moves its first frame."""
    content, _ = checked_image(raw, MAX_SIDE, "image", may_move=False)
    storages[bucket].save(stored_path(owner_id, name, is_animated=False), ContentFile(content))


def checked_image(
    raw: bytes,
    max_side: int,
    field: str,
    *,
    may_move: bool = True,
    moving_side: int = MAX_SIDE // 2,
) -> tuple[bytes, bool]:
    """Return an image as it is stored, and whether it moves, or raise ``FormError``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return encode_again(raw, max_side, field, may_move=may_move, moving_side=moving_side)
    except FormError:
        raise
    # Pillow's decoders raise almost anything at a malformed file.
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        OSError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        SyntaxError,
        EOFError,
        OverflowError,
        MemoryError,
    ):
        raise invalid_image(field) from None


def delete_image(bucket: str, owner_id: int, image: str) -> None:
    """Delete a stored image; one that is not there is no error."""
    is_animated = image.startswith(ANIMATED)
    storages[bucket].delete(stored_path(owner_id, image, is_animated=is_animated))
    delete_variants(bucket, f"{owner_id}/{image}")


def stored_path(owner_id: int, image: str, *, is_animated: bool) -> str:
    return f"{owner_id}/{image}.{'gif' if is_animated else 'webp'}"


def decode(data_uri: str, field: str, max_bytes: int) -> bytes:
    head = DATA_URI.match(data_uri)
    if head is None:
        raise invalid_image(field)
    if len(data_uri) - head.end() > (max_bytes + 2) // 3 * 4:
        raise too_big(field, max_bytes)
    try:
        raw = base64.b64decode(data_uri[head.end() :], validate=True)
    except (binascii.Error, ValueError):
        raise invalid_image(field) from None
    if len(raw) > max_bytes:
        raise too_big(field, max_bytes)
    return raw


def encode_again(
    raw: bytes, max_side: int, field: str, *, may_move: bool, moving_side: int
) -> tuple[bytes, bool]:
    """Return the image as it is stored, and whether it moves."""
    with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
        frames = getattr(image, "n_frames", 1)
        if frames > MAX_FRAMES or image.width * image.height * frames > limits.IMAGE_MAX_PIXELS:
            raise field_error(field, "IMAGE_INVALID", "The image has too many pixels.")
        output = io.BytesIO()
        is_animated = may_move and frames > 1
        if is_animated:
            save_animation(image, output, moving_side)
        else:
            save_still(image, output, max_side)
        return output.getvalue(), is_animated


def save_still(image: Image.Image, output: io.BytesIO, max_side: int) -> None:
    upright = ImageOps.exif_transpose(image)
    still = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    still.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    still.info.clear()
    still.save(output, "WEBP", quality=QUALITY)


def save_animation(image: Image.Image, output: io.BytesIO, max_side: int) -> None:
    frames: list[Image.Image] = []
    durations: list[int] = []
    for frame in ImageSequence.Iterator(image):
        durations.append(max(20, int(frame.info.get("duration", 100))))
        still = frame.convert("RGBA")
        still.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
        still.info.clear()
        frames.append(still)
    frames[0].save(
        output,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=0,
        disposal=2,
    )


def invalid_image(field: str) -> FormError:
    return field_error(field, "IMAGE_INVALID", "Invalid image data")


def too_big(field: str, max_bytes: int) -> FormError:
    kilobytes = max_bytes / 1024
    return field_error(
        field, "BINARY_TYPE_MAX_SIZE", f"File cannot be larger than {kilobytes:.1f} kb."
    )
