"""Handing out pictures from elsewhere: fetched once, encoded again, and kept for a while."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.http import HttpRequest, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.kernel import outbound
from config.kernel.data_uris import checked_image
from config.kernel.downloads import file_response
from config.kernel.errors import FormError
from config.settings import limits
from messaging.external import BUCKET, picture_name, read_external

logger = logging.getLogger(__name__)

TYPES: Final = {"webp": "image/webp", "gif": "image/gif"}
MAX_SIDE: Final = 1024
# So long an address that gave nothing is not asked again.
MISSED_SECONDS: Final = 600

_fetching = asyncio.Semaphore(4)


@require_safe
async def external_picture(request: HttpRequest, signature: str, encoded: str) -> HttpResponseBase:
    """Answer with a picture that a message shows, from wherever it is."""
    url = read_external(signature, encoded)
    if url is None:
        return HttpResponseNotFound()
    kept = await asyncio.to_thread(find, url)
    if kept is None and settings.LINK_PREVIEWS:
        async with _fetching:
            kept = await asyncio.to_thread(find_or_fetch, url)
    if kept is None:
        return HttpResponseNotFound()
    return await file_response(
        request,
        BUCKET,
        kept,
        content_type=TYPES[kept.rpartition(".")[2]],
        filename=kept.rpartition("/")[2],
        is_public=True,
    )


def find(url: str) -> str | None:
    """Return under which name a picture is kept, if it is."""
    names = (f"{picture_name(url)}.{extension}" for extension in TYPES)
    return next((name for name in names if storages[BUCKET].exists(name)), None)


def find_or_fetch(url: str) -> str | None:
    """Return under which name a picture is kept, now or since now; None if there is none."""
    missed = f"external:{picture_name(url)}"
    kept = find(url)
    if kept is not None or cache.get(missed):
        return kept
    try:
        raw = outbound.fetch(url, max_bytes=limits.EXTERNAL_PICTURE_BYTES)
        return keep(url, raw)
    except (outbound.Unreachable, FormError) as error:
        logger.info("no picture from elsewhere: %s", error)
        cache.set(missed, 1, MISSED_SECONDS)
        return None


def keep(url: str, raw: bytes) -> str:
    """Keep a picture as it will be handed out; raises ``FormError`` if it is none."""
    content, is_animated = checked_image(raw, MAX_SIDE, "image")
    name = f"{picture_name(url)}.{'gif' if is_animated else 'webp'}"
    storages[BUCKET].save(name, ContentFile(content))
    return name


def sweep() -> int:
    """Delete pictures that were fetched long ago; who looks again makes us fetch them anew."""
    storage = storages[BUCKET]
    before = timezone.now() - timedelta(days=limits.EXTERNAL_PICTURE_DAYS)
    swept = 0
    for folder in folders(BUCKET):
        for name in storage.listdir(folder)[1]:
            path = f"{folder}/{name}"
            if storage.get_modified_time(path) < before:
                storage.delete(path)
                swept += 1
    return swept


def folders(bucket: str) -> list[str]:
    try:
        return storages[bucket].listdir("")[0]
    except FileNotFoundError:
        return []  # nothing was ever kept
