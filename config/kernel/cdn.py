"""Public images by their hash: avatars, banners, icons, emoji, in the size and format asked for.

Stored as `<bucket>/<owner>/<hash>.webp`, or `.gif` if they move (see `data_uris`); a variant is
made when it is first asked for and kept in the bucket `thumbnails`.
"""

from __future__ import annotations

import asyncio
import io
import re
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe
from PIL import Image

from config.kernel import sounds
from config.kernel.data_uris import ANIMATED, stored_path
from config.kernel.downloads import file_response
from config.kernel.sticker_files import BUCKET as STICKERS
from config.kernel.sticker_files import file_name

FORMATS: Final = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}
TYPES: Final = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
SIZES: Final = (16, 20, 22, 24, 28, 32, 40, 44, 48, 56, 60, 64, 80, 96, 100, 128, 160, 240, 256,
                300, 320, 480, 512, 600, 640, 1024, 1280, 1536, 2048, 3072, 4096)  # fmt: skip
FILE: Final = re.compile(
    r"(?P<image>(?:a_)?[0-9a-zA-Z_-]{1,64})\.(?P<extension>png|jpe?g|webp|gif)"
)
STICKER_TYPES: Final = {"png": "image/png", "gif": "image/gif"}
YEAR: Final = 365 * 24 * 3600
DEFAULT_COLOURS: Final = ("#5865f2", "#757e8a", "#3ba55c", "#d98b14", "#d83c3e", "#c2478f")

# One image is decoded at a time per process: each takes memory and a core.
_decoding = asyncio.Semaphore(1)


def wanted_size(request: HttpRequest) -> int | None:
    """Return the smallest supported size that is at least the one asked for."""
    given = request.GET.get("size", "")
    if not given.isascii() or not given.isdigit() or len(given) > 5:
        return None
    return next((size for size in SIZES if size >= int(given)), SIZES[-1])


@require_safe
async def public_image(
    request: HttpRequest, file: str, *, bucket: str, owner_id: int, **_: int
) -> HttpResponseBase:
    """Answer with an image: `avatars/<user>/<hash>.png?size=128`."""
    parts = FILE.fullmatch(file)
    if parts is None:
        return HttpResponseNotFound()
    is_animated = parts["image"].startswith(ANIMATED)
    source = stored_path(owner_id, parts["image"], is_animated=is_animated)
    return await image_response(request, bucket, source, parts["extension"], file)


@require_safe
async def emoji(request: HttpRequest, owner_id: int, extension: str) -> HttpResponseBase:
    """Answer with a custom emoji: `emojis/<id>.png`; the address does not say whether it moves."""
    if extension not in FORMATS:
        return HttpResponseNotFound()
    source = stored_path(owner_id, "emoji", is_animated=False)
    if not await asyncio.to_thread(storages["emojis"].exists, source):
        source = stored_path(owner_id, "emoji", is_animated=True)
    return await image_response(request, "emojis", source, extension, f"{owner_id}.{extension}")


@require_safe
async def sticker(request: HttpRequest, sticker_id: int, extension: str) -> HttpResponseBase:
    """Answer with a sticker in the one format that it has: `stickers/<id>.png` or `.gif`."""
    if extension not in STICKER_TYPES:
        return HttpResponseNotFound()
    name = file_name(sticker_id, extension)
    return await file_response(
        request,
        STICKERS,
        name,
        content_type=STICKER_TYPES[extension],
        filename=name,
        cache_seconds=YEAR,
        is_public=True,
    )


@require_safe
async def soundboard_sound(request: HttpRequest, sound_id: int) -> HttpResponseBase:
    """Answer with a sound; the address does not say in which of the two formats it is."""
    name = sounds.file_name(sound_id, "ogg")
    if not await asyncio.to_thread(storages[sounds.BUCKET].exists, name):
        name = sounds.file_name(sound_id, "mp3")
    return await file_response(
        request,
        sounds.BUCKET,
        name,
        content_type=sounds.TYPES[name.rpartition(".")[2]],
        filename=name,
        cache_seconds=YEAR,
        is_public=True,
    )


async def image_response(
    request: HttpRequest, bucket: str, source: str, extension: str, filename: str
) -> HttpResponseBase:
    """Answer with a stored image in the format of `extension` and the size of the query."""
    image_format, size = FORMATS[extension], wanted_size(request)
    stem, _, stored_extension = source.rpartition(".")
    if image_format == "GIF" and stored_extension != "gif":
        return HttpResponseNotFound()
    moves = (
        image_format == "WEBP"
        and stored_extension == "gif"
        and request.GET.get("animated") == "true"
    )
    if size is None and FORMATS[stored_extension] == image_format:
        where, name = bucket, source
    else:
        suffix = "_moving" if moves else ""
        where = "thumbnails"
        name = f"{bucket}/{stem}_{size or 0}{suffix}.{image_format.lower()}"
        if not await asyncio.to_thread(storages[where].exists, name):
            async with _decoding:
                made = await asyncio.to_thread(
                    make_variant, bucket, source, name, size, image_format, moves=moves
                )
            if not made:
                return HttpResponseNotFound()
    return await file_response(
        request,
        where,
        name,
        content_type=TYPES[image_format],
        filename=filename,
        cache_seconds=YEAR,
        is_public=True,
    )


def make_variant(
    bucket: str,
    source: str,
    target: str,
    size: int | None,
    image_format: str,
    *,
    moves: bool = False,
) -> bool:
    """Store the image in another size or format; return False when there is no such image."""
    storage = storages[bucket]
    if not storage.exists(source):
        return False
    output = io.BytesIO()
    with storage.open(source) as file, Image.open(file, formats=("WEBP", "GIF")) as image:
        if image_format == "GIF" or moves:
            save_moving(image, output, size, image_format)
        else:
            still = image.convert("RGB" if image_format == "JPEG" else "RGBA")
            if size is not None:
                still.thumbnail((size, size), Image.Resampling.LANCZOS)
            still.save(output, image_format)
    thumbnails = storages["thumbnails"]
    if not thumbnails.exists(target):
        thumbnails.save(target, ContentFile(output.getvalue()))
    return True


def save_moving(
    image: Image.Image, output: io.BytesIO, size: int | None, image_format: str
) -> None:
    frames: list[Image.Image] = []
    durations: list[int] = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        frame = image.convert("RGBA")
        if size is not None:
            frame.thumbnail((size, size), Image.Resampling.LANCZOS)
        frames.append(frame)
        durations.append(int(image.info.get("duration", 100)))
    more = {"disposal": 2} if image_format == "GIF" else {}
    frames[0].save(
        output,
        image_format,
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=0,
        **more,
    )


@require_safe
def default_avatar(request: HttpRequest, number: int) -> HttpResponseBase:
    """Answer with the picture of somebody who chose none; there are six."""
    from django.http import HttpResponse

    if number >= len(DEFAULT_COLOURS):
        return HttpResponseNotFound()
    size = wanted_size(request) or 256
    response = HttpResponse(draw_default(number, size), content_type="image/png")
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def draw_default(number: int, size: int) -> bytes:
    """Draw head and shoulders on one of the colours."""
    from PIL import ImageDraw

    scale = 4  # drawn larger and scaled down: smooth edges
    canvas = Image.new("RGB", (size * scale, size * scale), DEFAULT_COLOURS[number])
    draw = ImageDraw.Draw(canvas)
    unit = size * scale / 100
    draw.ellipse((32 * unit, 20 * unit, 68 * unit, 56 * unit), fill="#ffffff")
    draw.ellipse((18 * unit, 64 * unit, 82 * unit, 130 * unit), fill="#ffffff")
    output = io.BytesIO()
    canvas.resize((size, size), Image.Resampling.LANCZOS).save(output, "PNG")
    return output.getvalue()
