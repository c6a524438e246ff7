"""How fast one person may write, in all channels together, change what is old, open channels."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings

from config.kernel.errors import (
    AnnouncementEditsLimited,
    OldEditsLimited,
    OpeningChannelsTooFast,
)
from config.kernel.ratelimits import Bucket, take_sync
from config.kernel.snowflake import snowflake_ms
from config.settings import limits
from messaging.models import Message, MessageFlags

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


def take_edit(message: Message, editor: str) -> None:
    """Count the edit of a message that is old, or that channels elsewhere follow.

    ``editor`` names who edits: a user or a webhook. Raises ``OldEditsLimited`` and
    ``AnnouncementEditsLimited``.
    """
    age = time.time() - snowflake_ms(message.id) / 1000
    if age > limits.OLD_EDIT_SECONDS:
        key = f"{editor}:old-edits:{message.channel_id}"
        verdict = take_sync(key, limits.OLD_EDIT_RATE)
        if not verdict.allowed:
            raise OldEditsLimited(verdict.reset_after)
    if message.flags & MessageFlags.CROSSPOSTED:
        verdict = take_sync(f"announcement-edits:{message.id}", limits.ANNOUNCEMENT_EDIT_RATE)
        if not verdict.allowed:
            raise AnnouncementEditsLimited(verdict.reset_after, scope="shared")


def take_opening(user: User) -> None:
    """Count a direct channel or a group that did not exist before."""
    if user.rate_limited and not take_sync(f"user:{user.id}:openings", limits.OPENING_RATE).allowed:
        raise OpeningChannelsTooFast
