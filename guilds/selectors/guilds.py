"""The guilds somebody is in."""

from __future__ import annotations

from collections import defaultdict

from django.utils import timezone

from guilds.models import Guild, Member, Role
from guilds.permissions import Permissions, base_permissions


def guild_ids_of(user_id: int) -> list[int]:
    """Return the ids of a user's guilds, in the order of joining."""
    memberships = Member.objects.filter(user_id=user_id).order_by("joined_at", "guild_id")
    return list(memberships.values_list("guild_id", flat=True))


def guilds_of(
    user_id: int, *, limit: int, before: int | None = None, after: int | None = None
) -> list[tuple[Guild, Permissions]]:
    """Return a page of a user's guilds by id, with what they may do in each (two queries)."""
    memberships = Member.objects.filter(user_id=user_id).select_related("guild")
    if before is not None:
        memberships = memberships.filter(guild_id__lt=before)
    if after is not None:
        memberships = memberships.filter(guild_id__gt=after)
    # Before alone pages backwards: the nearest ones, still in ascending order.
    backwards = before is not None and after is None
    page = list(memberships.order_by("-guild_id" if backwards else "guild_id")[:limit])
    if backwards:
        page.reverse()
    held = {role_id for member in page for role_id in (member.guild_id, *member.roles)}
    permissions: dict[int, int] = defaultdict(int)
    permissions.update(Role.objects.filter(id__in=held).values_list("id", "permissions"))
    now = timezone.now()
    found = []
    for member in page:
        until = member.communication_disabled_until
        granted = base_permissions(
            is_owner=member.guild.owner_id == user_id,
            roles=[permissions[role_id] for role_id in (member.guild_id, *member.roles)],
            timed_out=until is not None and until > now,
        )
        found.append((member.guild, granted))
    return found


def mutual_guild_ids(user_id: int, other_id: int) -> list[tuple[int, str | None]]:
    """Return the guilds two users share, with the other's nickname in each."""
    shared = Member.objects.filter(user_id=other_id, guild__members__user_id=user_id).order_by(
        "guild_id"
    )
    return list(shared.values_list("guild_id", "nick"))
