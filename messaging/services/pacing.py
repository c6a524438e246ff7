"""How fast one person may write, in all channels together."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings

from config.kernel.ratelimits import Bucket
from config.kernel.snowflake import snowflake_ms
from config.settings import limits

if TYPE_CHECKING:
    from accounts.models import User


def message_buckets(user: User) -> list[Bucket]:
    """Return what a message counts against beside its channel's bucket.

    Nothing more for bots: they answer many people in many channels at once, and their libraries
    count on their channels' buckets and the global one.
    """
    if user.bot:
        return []
    buckets = [
        Bucket(f"user:{user.id}:all-messages", limits.MESSAGE_USER_RATE),
        Bucket(f"user:{user.id}:burst", limits.MESSAGE_BURST_RATE),
    ]
    if is_on_probation(user):
        buckets.append(Bucket(f"user:{user.id}:probation", limits.MESSAGE_PROBATION_RATE))
    return buckets


def is_on_probation(user: User) -> bool:
    """Say whether an account is so new, or so unknown, that nobody knows yet what it is for."""
    if user.is_staff:
        return False
    if settings.MESSAGE_PROBATION_UNVERIFIED and user.has_confirmed_email is False:
        return True
    age = time.time() - snowflake_ms(user.id) / 1000
    return age < float(settings.MESSAGE_PROBATION_SECONDS)
