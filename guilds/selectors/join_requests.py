"""Requests to join, for those who decide on them; who has not submitted theirs is not shown."""

from __future__ import annotations

from guilds.models import Guild, JoinRequest, JoinRequestStatus


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
