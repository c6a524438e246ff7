"""Asking for previews of what a message links to; the worker makes them.

What a program embeds itself is of type ``rich``; previews are of the other types.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Final

from django.conf import settings
from kombu.exceptions import OperationalError

from config.kernel import aio
from messaging.models import MessageFlags
from messaging.unfurl.links import links_of

logger = logging.getLogger(__name__)

WITHOUT: Final = int(
    MessageFlags.SUPPRESS_EMBEDS | MessageFlags.HAS_SNAPSHOT | MessageFlags.IS_COMPONENTS_V2
)


def has_previews(content: str, flags: int, embeds: Sequence[Any]) -> bool:
    """Return whether there may be something to look at for a message."""
    return settings.LINK_PREVIEWS and not flags & WITHOUT and not embeds and bool(links_of(content))


async def ask_for_previews(
    message_id: int, content: str, flags: int, embeds: Sequence[Any]
) -> None:
    if has_previews(content, flags, embeds):
        await aio.in_thread(queue_previews)(message_id)


def queue_previews(message_id: int) -> None:
    """Let the worker look at what a message links to."""
    from messaging.tasks import unfurl_message

    try:
        unfurl_message.delay(message_id)
    except OperationalError as error:
        logger.warning("links are shown without a preview, the broker is away: %s", error)


def without_previews(embeds: Sequence[Any]) -> list[Any]:
    return [embed for embed in embeds if embed.get("type") == "rich"]
