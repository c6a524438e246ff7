"""Requests to join: begun with the membership, answered by the newcomer, and then let in.

A newcomer to a guild with a form is a pending member: they see it, and may do nothing in it. Where
it cannot be looked at first they are no member at all until they are let in.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from accounts.models import User
from guilds import events, join_request_events
from guilds.models import Guild, JoinRequest, JoinRequestStatus, Member, MemberFlags
from guilds.models.join_requests import OPEN
from guilds.services.changes import permissions_changed

GATE = "MEMBER_VERIFICATION_GATE_ENABLED"
PREVIEW = "PREVIEW_ENABLED"


def is_gated(guild: Guild, user: User, flags: int = 0) -> bool:
    """Say whether somebody who comes in now has to pass the form first; bots never do."""
    return GATE in guild.features and not user.bot and not flags & MemberFlags.BYPASSES_VERIFICATION


def waits_outside(guild: Guild, user: User, flags: int = 0) -> bool:
    """Say whether somebody becomes a member only when their request is approved."""
    return is_gated(guild, user, flags) and PREVIEW not in guild.features


def begin_request(guild: Guild, user: User, roles: Iterable[int] = ()) -> JoinRequest:
    request = JoinRequest.objects.create(guild=guild, user=user, roles=list(roles))
    join_request_events.join_request_created(request)
    return request


def open_request(guild: Guild, user_id: int) -> JoinRequest | None:
    """Return the request that a member of a locked guild has not come to an end with."""
    found = JoinRequest.objects.select_related("user").filter(guild=guild, user_id=user_id)
    return found.filter(status__in=OPEN).first()


def drop_request(guild: Guild, user: User) -> None:
    """Forget the open request of somebody who is no member any more."""
    request = open_request(guild, user.id)
    if request is not None:
        join_request_events.join_request_deleted(request)
        request.delete()


def approve_request(request: JoinRequest, *, by: User | None = None) -> None:
    request.status = JoinRequestStatus.APPROVED
    request.reviewed_at = timezone.now()
    request.actioned_by = by
    request.save()
    join_request_events.join_request_updated(request)


def end_pending(guild: Guild, member: Member) -> None:
    """Let a pending member of a locked guild take part, and tell everybody."""
    member.pending = False
    member.save(update_fields=["pending"])
    permissions_changed(guild)
    events.member_updated(member)


def pass_over(guild: Guild, member: Member) -> None:
    """Let in who need not pass the form any more; the caller announces the member."""
    member.pending = False
    request = open_request(guild, member.user_id)
    if request is not None:
        approve_request(request)
