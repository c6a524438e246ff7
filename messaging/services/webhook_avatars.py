"""Pictures that a webhook's message names by their address.

The message is sent at once, with a hash of the address as the author's avatar; the worker
fetches the picture and stores it under that. Clients that look before it is there, or where
nothing good came from the address, show the default picture.
"""

from __future__ import annotations

import hashlib
import logging
from collections import OrderedDict
from typing import Final

from django.core.files.storage import storages
from kombu.exceptions import OperationalError

from config.kernel import aio, outbound
from config.kernel.data_uris import store_still, stored_path
from config.kernel.errors import FormError
from config.settings import limits
from messaging.content.forms import Errors, Form

logger = logging.getLogger(__name__)
BUCKET: Final = "avatars"
SCHEMES: Final = ("http", "https")
KEPT: Final = 10_000

_asked: OrderedDict[tuple[int, str], None] = OrderedDict()


async def avatar_of(webhook_id: int, url: str | None) -> str | None:
    """Return the hash under which the picture at an address is shown; None if there is none."""
    if not url:
        return None
    errors: Errors = {}
    Form("", {"avatar_url": url}, errors).url("avatar_url", limits.EMBED_URL_LENGTH, SCHEMES)
    if errors:
        raise FormError({path.lstrip("."): found for path, found in errors.items()})
    avatar = hashlib.sha256(url.encode()).hexdigest()[:32]
    if (webhook_id, avatar) not in _asked:
        await ask(webhook_id, url)
        _asked[webhook_id, avatar] = None
        while len(_asked) > KEPT:
            _asked.popitem(last=False)
    return avatar


async def ask(webhook_id: int, url: str) -> None:
    from messaging.tasks import fetch_webhook_avatar

    try:
        await aio.in_thread(fetch_webhook_avatar.delay)(webhook_id, url)
    except OperationalError as error:
        logger.warning("the picture of a webhook is not fetched, the broker is away: %s", error)


def fetch_avatar(webhook_id: int, url: str) -> None:
    """Fetch and store the picture, unless it is there."""
    avatar = hashlib.sha256(url.encode()).hexdigest()[:32]
    if storages[BUCKET].exists(stored_path(webhook_id, avatar, is_animated=False)):
        return
    try:
        raw = outbound.fetch(url, max_bytes=limits.AVATAR_BYTES)
        store_still(BUCKET, webhook_id, raw, name=avatar)
    except (outbound.Unreachable, FormError) as error:
        logger.info("no picture for a webhook: %s", error)
