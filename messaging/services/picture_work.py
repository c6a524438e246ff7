"""Handing pictures that were sent to the worker."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from kombu.exceptions import OperationalError

from config.kernel import aio

logger = logging.getLogger(__name__)


async def ask_for_thumbnails(stored: Sequence[Mapping[str, Any]]) -> None:
    if any(file["width"] is not None for file in stored):
        await aio.in_thread(queue_thumbnails)(stored)


def queue_thumbnails(stored: Sequence[Mapping[str, Any]]) -> None:
    """Let the worker look at those among these files that are images, and make thumbnails."""
    from messaging.tasks import make_thumbnails, scan_pictures

    images = [file["id"] for file in stored if file["width"] is not None]
    try:
        if images and settings.MEDIA_SCANNER_URL:
            scan_pictures.delay(images)
        if images:
            make_thumbnails.delay(images)
    except OperationalError as error:
        logger.warning("nobody looks at pictures, the broker is away: %s", error)
