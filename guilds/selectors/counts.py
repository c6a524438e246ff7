"""How many: members online, members of each role."""

from __future__ import annotations

import time
from typing import Final

from django.db.models import Count, F, Func

from accounts.presence import presences
from guilds.models import Guild, Member

ONLINE_SECONDS: Final = 15.0
GUILDS_KEPT: Final = 10_000

_online: dict[int, tuple[float, int]] = {}


def presence_count(guild: Guild) -> int:
    """Return about how many members are online; it costs a look at each, so not every time."""
    now = time.monotonic()
    known = _online.get(guild.id)
    if known is not None and known[0] > now:
        return known[1]
    user_ids = Member.objects.filter(guild=guild).values_list("user_id", flat=True)
    count = len(presences(user_ids))
    if len(_online) >= GUILDS_KEPT:
        _online.clear()
    _online[guild.id] = (now + ONLINE_SECONDS, count)
    return count


def role_member_counts(guild: Guild) -> dict[str, int]:
    """Return how many members have each role; @everyone is not counted."""
    rows = (
        Member.objects.filter(guild=guild)
        .annotate(role=Func(F("roles"), function="unnest"))
        .values_list("role")
        .annotate(count=Count("id"))
    )
    counts = {str(role_id): count for role_id, count in rows}
    others = guild.roles.exclude(id=guild.id).values_list("id", flat=True)
    return {str(role_id): counts.get(str(role_id), 0) for role_id in others}
