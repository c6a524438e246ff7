"""Addresses of pictures elsewhere as clients are given them: through this instance.

No page of others learns who reads. An address is signed, so that nobody makes the instance fetch
what no message named.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from functools import lru_cache
from typing import Final

from django.conf import settings

from config.kernel.storage import absolute_url

BUCKET: Final = "external"
WEB: Final = ("http://", "https://")


@lru_cache(maxsize=8192)
def external_url(url: str) -> str:
    """Return the address on this instance of a picture elsewhere."""
    encoded = base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
    return absolute_url(f"/external/{signature(url)}/{encoded}")


def is_elsewhere(url: str) -> bool:
    return url.startswith(WEB) and not url.startswith(f"{settings.PUBLIC_URL}/")


def read_external(given: str, encoded: str) -> str | None:
    """Return which picture an address on this instance is about; None if we did not sign it."""
    try:
        url = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    if not given.isascii() or not hmac.compare_digest(given, signature(url)):
        return None
    return url


def signature(url: str) -> str:
    key = hashlib.sha256(b"external" + settings.SECRET_KEY.encode()).digest()
    return hmac.digest(key, url.encode(), "sha256").hex()[:32]


def picture_name(url: str) -> str:
    """Return under which name, without its ending, a picture is kept."""
    digest = hashlib.sha256(url.encode()).hexdigest()
    return f"{digest[:2]}/{digest}"
