"""Requests to join, for those who decide on them; who has not submitted theirs is not shown."""

from __future__ import annotations

from guilds.models import Guild, JoinRequest, JoinRequestStatus
from guilds.models.join_requests import OPEN


def join_requests_page(
    guild: Guild,
    *,
    status: str | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int,
) -> tuple[list[JoinRequest], int]:
    """Return requests of a guild, newest first, and how many there are of this status in all."""
    found = JoinRequest.objects.filter(guild=guild).exclude(status=JoinRequestStatus.STARTED)
    if status is not None:
        found = found.filter(status=status)
    total = found.count()
    if before is not None:
        found = found.filter(id__lt=before)
    if after is not None:
        found = found.filter(id__gt=after)
    page = found.select_related("user", "actioned_by")
    if after is not None and before is None:
        return list(reversed(page.order_by("id")[:limit])), total
    return list(page.order_by("-id")[:limit]), total


def join_requests_of(guild: Guild, user_id: int) -> list[JoinRequest]:
    """Return what one person submitted to a guild, newest first."""
    found = JoinRequest.objects.filter(guild=guild, user_id=user_id)
    submitted = found.exclude(status=JoinRequestStatus.STARTED)
    return list(submitted.select_related("user", "actioned_by").order_by("-id"))


def guilds_asked(user_id: int) -> list[Guild]:
    """Return the guilds that somebody asked to come into and is no member of yet."""
    open_ones = JoinRequest.objects.filter(user_id=user_id, status__in=OPEN)
    waiting = Guild.objects.filter(id__in=open_ones.values("guild_id"))
    return list(waiting.exclude(members__user_id=user_id).order_by("id"))
