"""When somebody was last there, for what is decided by it (pruning a guild)."""

from __future__ import annotations

from typing import Final

import redis
from django.utils import timezone

from accounts import presence
from accounts.models import User

AT_ONCE: Final = 5_000


def record_last_seen() -> int:
    """Write down that who has a client connected now was seen; returns how many they are."""
    try:
        connected = presence.connected()
    except (redis.RedisError, OSError):
        return 0  # who is there is not known
    now = timezone.now()
    ids = sorted(connected)
    for start in range(0, len(ids), AT_ONCE):
        User.objects.filter(id__in=ids[start : start + AT_ONCE]).update(last_seen=now)
    return len(connected)
