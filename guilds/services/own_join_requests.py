"""What somebody does with their own request to join: look at it, begin anew, withdraw it, see its end.

https://docs.discord.food/resources/guild#guild-join-request-object
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config.kernel.errors import MissingAccess, UnknownGuild, UnknownJoinRequest
from guilds import join_request_events
from guilds.models import Guild, JoinRequest, JoinRequestStatus, Member
from guilds.services.changes import changing
from guilds.services.join_requests import begin_request, drop_request, open_request


def guild_asked(user: User, guild_id: int) -> Guild:
    """Return a guild that somebody is in, or asked to come into."""
    guild = Guild.objects.filter(id=guild_id).first()
    if guild is None:
        raise UnknownGuild
    ties = (Member.objects.filter(guild=guild, user=user),
            JoinRequest.objects.filter(guild=guild, user=user))  # fmt: skip
    if not any(tie.exists() for tie in ties):
        raise MissingAccess
    return guild


def own_request(user: User, guild: Guild) -> JoinRequest:
    """Return one's request that is not decided, or whose end one has not seen."""
    found = JoinRequest.objects.filter(guild=guild, user=user)
    active = found.exclude(status=JoinRequestStatus.REJECTED).filter(last_seen=None)
    request = active.order_by("-id").first()
    if request is None:
        raise UnknownJoinRequest
    return request


def restart_request(user: User, guild: Guild) -> JoinRequest:
    """Forget the answers of an open request and begin a new one."""
    with changing(guild.id) as locked:
        before = open_request(locked, user.id)
        if before is None:
            raise UnknownJoinRequest
        drop_request(locked, user)
        return begin_request(locked, user, roles=before.roles)


def withdraw_request(user: User, guild: Guild) -> JoinRequest | None:
    """Take an open request back; a pending member, who is inside, begins a new one with that."""
    with changing(guild.id) as locked:
        if Member.objects.filter(guild=locked, user=user).exists():
            return restart_request(user, locked)
        if open_request(locked, user.id) is None:
            raise UnknownJoinRequest
        drop_request(locked, user)
    return None


@transaction.atomic
def acknowledge_request(user: User, guild: Guild, request_id: int | None = None) -> None:
    """Note that somebody has seen that their request was approved; None is their latest."""
    found = JoinRequest.objects.select_for_update(of=("self",)).select_related("user")
    unseen = found.filter(guild=guild, user=user, status=JoinRequestStatus.APPROVED, last_seen=None)
    if request_id is not None and request_id != user.id:
        unseen = unseen.filter(id=request_id)
    request = unseen.order_by("-id").first()
    if request is None:
        raise UnknownJoinRequest
    request.last_seen = timezone.now()
    request.save(update_fields=["last_seen"])
    join_request_events.own_join_request_updated(request)
