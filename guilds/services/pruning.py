"""Removing members who have not been there for some days.

https://discord.com/developers/docs/resources/guild#begin-guild-prune
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from config.kernel.errors import UnknownRole, not_in_range
from config.settings import limits
from guilds.models import AuditLogEvent, Guild, Member
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting
from guilds.services.memberships import remove_member
from guilds.standing import Standing

NEEDED: Final = Permissions.KICK_MEMBERS | Permissions.MANAGE_GUILD
# So many go in one transaction: nobody waits for the guild's lock much longer than that takes.
AT_ONCE: Final = 200


def count_inactive(actor: Actor, guild: Guild, *, days: int, role_ids: Collection[int]) -> int:
    """Return how many members ``prune_members`` would remove."""
    check_days(days)
    with acting(actor, guild.id, NEEDED) as (locked, standing):
        roles = checked_roles(locked, standing, role_ids)
        return inactive_members(locked, days, roles).count()


def prune_members(
    actor: Actor,
    guild: Guild,
    *,
    days: int,
    role_ids: Collection[int] = (),
    reason: str | None = None,
) -> int:
    """Remove who was not there for ``days`` and has no role but some of these; returns how many."""
    check_days(days)
    removed = 0
    while True:
        with acting(actor, guild.id, NEEDED) as (locked, standing):
            roles = checked_roles(locked, standing, role_ids)
            batch = list(inactive_members(locked, days, roles)[:AT_ONCE])
            for member in batch:
                remove_member(locked, member)
            removed += len(batch)
            if len(batch) == AT_ONCE:
                continue
            options = {"delete_member_days": str(days), "members_removed": str(removed)}
            audit_log.record(
                actor, locked, AuditLogEvent.MEMBER_PRUNE, None, options=options, reason=reason
            )
            return removed


def inactive_members(guild: Guild, days: int, role_ids: Collection[int]) -> QuerySet[Member]:
    since = timezone.now() - timedelta(days=days)
    unseen = Q(user__last_seen__lt=since) | Q(
        user__last_seen__isnull=True, user__date_joined__lt=since
    )
    members = Member.objects.filter(
        unseen,
        guild=guild,
        joined_at__lt=since,
        user__bot=False,
        roles__contained_by=list(role_ids),
    )
    return members.exclude(user_id=guild.owner_id).select_related("user").order_by("user_id")


def checked_roles(guild: Guild, standing: Standing, role_ids: Collection[int]) -> list[int]:
    """Return those of the roles whose holders the actor may remove."""
    roles = list(guild.roles.filter(id__in=set(role_ids)))
    if len(roles) < len(set(role_ids)):
        raise UnknownRole
    return [role.id for role in roles if standing.outranks(role)]


def check_days(days: int) -> None:
    if not 1 <= days <= limits.PRUNE_MAX_DAYS:
        raise not_in_range("days", 1, limits.PRUNE_MAX_DAYS)
