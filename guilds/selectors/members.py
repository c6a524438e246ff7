"""Members and bans, by pages, ids and names."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from guilds.models import Ban, Member


def members_page(guild_id: int, *, limit: int, after: int = 0) -> list[Member]:
    """Return members with their users, by user id."""
    members = Member.objects.filter(guild_id=guild_id, user_id__gt=after)
    return list(members.select_related("user").order_by("user_id")[:limit])


def members_by_ids(guild_id: int, user_ids: Collection[int]) -> list[Member]:
    members = Member.objects.filter(guild_id=guild_id, user_id__in=user_ids)
    return list(members.select_related("user").order_by("user_id"))


def members_by_prefix(guild_id: int, query: str, *, limit: int) -> list[Member]:
    """Return members whose username, display name or nickname begins so, in any case."""
    members = Member.objects.filter(guild_id=guild_id)
    if query:
        members = members.filter(
            Q(user__username__istartswith=query)
            | Q(user__global_name__istartswith=query)
            | Q(nick__istartswith=query)
        )
    return list(members.select_related("user").order_by("user_id")[:limit])


def bans_page(
    guild_id: int, *, limit: int, before: int | None = None, after: int | None = None
) -> list[Ban]:
    """Return bans by user id; with ``before`` the nearest below it, still ascending."""
    bans = Ban.objects.filter(guild_id=guild_id).select_related("user")
    if before is not None:
        page = list(bans.filter(user_id__lt=before).order_by("-user_id")[:limit])
        return page[::-1]
    if after is not None:
        bans = bans.filter(user_id__gt=after)
    return list(bans.order_by("user_id")[:limit])
