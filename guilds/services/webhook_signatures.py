"""Webhooks that believe only what is signed: who has but the address then writes nothing.

Three ways to sign with the webhook's secret (HMAC-SHA256, in hexadecimal), as those do it who call:

=============  ===========================================================  ====================
               headers                                                      what is signed
=============  ===========================================================  ====================
``guildhall``  ``X-Guildhall-Signature: sha256=…``, ``X-Guildhall-Timestamp``  ``TIMESTAMP.BODY``
``slack``      ``X-Slack-Signature: v0=…``, ``X-Slack-Request-Timestamp``   ``v0:TIMESTAMP:BODY``
``github``     ``X-Hub-Signature-256: sha256=…``                            ``BODY``
=============  ===========================================================  ====================

A timestamp is of the last five minutes, and each signature is taken once. GitHub signs no time:
its signatures are remembered for a day.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

from config.kernel.errors import InvalidWebhookSignature, field_error
from config.settings import limits

SECRET_BYTES: Final = 32
GITHUB: Final = "github"
SLACK: Final = "slack"


@dataclass(frozen=True, slots=True)
class Scheme:
    signature: str
    prefix: str
    timestamp: str | None = None
    before: str = ""  # what is signed ahead of the body; {} is the timestamp


OWN: Final = Scheme("X-Guildhall-Signature", "sha256=", "X-Guildhall-Timestamp", "{}.")
OF_OTHERS: Final[Mapping[str, Scheme]] = {
    GITHUB: Scheme("X-Hub-Signature-256", "sha256="),
    SLACK: Scheme("X-Slack-Signature", "v0=", "X-Slack-Request-Timestamp", "v0:{}:"),
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request that may be signed; ``form`` names whose way of signing is known besides ours."""

    headers: Mapping[str, str]
    body: Callable[[], Iterable[bytes]]
    form: str = ""

    def scheme(self) -> Scheme:
        other = OF_OTHERS.get(self.form)
        return other if other is not None and other.signature in self.headers else OWN


def new_secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def checked_secret(value: str | bool | None) -> str | None:
    """Return a secret as it is kept: ``True`` makes one, null and ``False`` mean none."""
    if value is True:
        return new_secret()
    if not value:
        return None
    low, high = limits.WEBHOOK_SECRET_MIN_LENGTH, limits.WEBHOOK_SECRET_LENGTH
    if not low <= len(value) <= high:
        message = f"Must be between {low} and {high} in length."
        raise field_error("signing_secret", "BASE_TYPE_BAD_LENGTH", message)
    return value


def require_signature(webhook_id: int, secret: str | None, delivery: Delivery) -> str | None:
    """Raise ``InvalidWebhookSignature`` unless a webhook without a secret is asked, or it is right.

    Returns what ``forget`` takes back when nothing came of the request after all. Blocks.
    """
    if secret is None:
        return None
    scheme = delivery.scheme()
    given = delivery.headers.get(scheme.signature, "").lower()
    moment = ""
    if scheme.timestamp is not None:
        moment = delivery.headers.get(scheme.timestamp, "")
        if not is_recent(moment):
            raise InvalidWebhookSignature
    digest = hmac.new(secret.encode(), scheme.before.format(moment).encode(), hashlib.sha256)
    for block in delivery.body():
        digest.update(block)
    right = scheme.prefix + digest.hexdigest()
    # An empty secret is one that cannot be read any more.
    if not secret or not hmac.compare_digest(right.encode(), given.encode()):
        raise InvalidWebhookSignature
    seconds = 2 * limits.WEBHOOK_SIGNATURE_SECONDS
    if scheme.timestamp is None:
        seconds = limits.WEBHOOK_SIGNATURE_KEPT_SECONDS
    claim = f"webhook-signature:{webhook_id}:{digest.hexdigest()}"
    if not cache.add(claim, 1, seconds):
        raise InvalidWebhookSignature
    return claim


def forget(claim: str | None) -> None:
    """Let a signature be used again: its request failed, and wrote nothing."""
    if claim is not None:
        cache.delete(claim)


def is_recent(moment: str) -> bool:
    if not moment.isascii() or not moment.isdecimal() or len(moment) > 12:
        return False
    return abs(time.time() - int(moment)) <= limits.WEBHOOK_SIGNATURE_SECONDS
