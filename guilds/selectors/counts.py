"""How many: members online, members of each role."""

from __future__ import annotations

from django.db.models import Count, F, Func

from accounts.presence import count_online
from guilds.models import Guild, Member


def presence_count(guild: Guild) -> int:
    """Return how many members are online; who is invisible is not."""
    return count_online(guild.id)


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
