"""Looking at what a link leads to, once for all messages of a while."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from typing import Any, Final

from django.core.cache import cache
from django.core.files.storage import storages

from config.kernel import outbound
from config.kernel.images import NotAnImage, inspect_image
from config.settings import limits
from messaging.external import BUCKET, is_elsewhere
from messaging.external_pictures import find_or_fetch
from messaging.unfurl.pages import embed_of, is_large, pictures_of, read_page

logger = logging.getLogger(__name__)

HTML: Final = ("text/html", "application/xhtml+xml")
PICTURES: Final = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/avif")
# So small a picture is no picture of a page, but counts its readers.
LEAST_SIDE: Final = 16


def preview(url: str) -> dict[str, Any] | None:
    """Return the embed of a link; None where there is nothing to show. Blocks."""
    if not is_elsewhere(url):
        return None
    key = f"preview:{hashlib.sha256(url.encode()).hexdigest()}"
    kept = cache.get(key)
    if kept is None:
        kept = looked_at(url)
        seconds = limits.LINK_PREVIEW_SECONDS if kept else limits.LINK_PREVIEW_MISSED_SECONDS
        cache.set(key, kept, seconds)
    return kept or None


def looked_at(url: str) -> dict[str, Any]:
    try:
        answer = outbound.fetch_start(url, max_bytes=limits.LINK_PAGE_BYTES)
    except outbound.Unreachable as error:
        logger.info("no preview of a link: %s", error)
        return {}
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind in PICTURES:
        shown = picture(url)
        return {"type": "image", "url": url, "thumbnail": shown} if shown else {}
    if kind not in HTML:
        return {}
    page = read_page(answer.body, answer.content_type)
    oembed = more_of(answer.url, page.oembed)
    embed = embed_of(url, page, oembed)
    for address in pictures_of(answer.url, page, oembed) if embed else ():
        if shown := picture(address):
            embed["image" if is_large(page) else "thumbnail"] = shown
            break
    return embed


def more_of(url: str, oembed: str | None) -> Mapping[str, Any]:
    """Return what the oEmbed of a page says, if it has one."""
    if not oembed:
        return {}
    try:
        where = str(outbound.as_url(url).join(oembed))
        found = json.loads(outbound.fetch(where, max_bytes=limits.LINK_OEMBED_BYTES))
    except (outbound.Unreachable, ValueError, RecursionError) as error:
        logger.info("no oEmbed of a link: %s", error)
        return {}
    return found if isinstance(found, dict) else {}


def picture(url: str) -> dict[str, Any] | None:
    """Return a picture elsewhere with its size, once it was fetched; None if it is none."""
    name = find_or_fetch(url)
    if name is None:
        return None
    try:
        with storages[BUCKET].open(name) as file:
            size = inspect_image(file)
    except (NotAnImage, OSError):
        return None
    if min(size.width, size.height) < LEAST_SIDE:
        return None
    return {"url": url, "width": size.width, "height": size.height}
