"""Moderators deciding on requests to join."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from config.kernel.errors import (
    MaximumGuilds,
    MissingPermissions,
    UnknownJoinRequest,
    not_a_choice,
    too_long,
)
from config.settings import limits
from guilds import join_request_events
from guilds.models import AuditLogEvent, Guild, JoinRequest, JoinRequestStatus, Member
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, user_id_of
from guilds.services.join_requests import approve_request, end_pending
from guilds.services.memberships import enter_guild, remove_member
from guilds.services.moderation import require_higher_rank
from guilds.standing import Standing

DECISIONS = (JoinRequestStatus.APPROVED, JoinRequestStatus.REJECTED)


def decide_request(
    actor: Actor,
    guild: Guild,
    request_id: int,
    action: str,
    *,
    rejection_reason: str | None = None,
    reason: str | None = None,
) -> JoinRequest:
    """Approve or reject a submitted request; whoever is rejected is no member any more."""
    if action not in DECISIONS:
        raise not_a_choice("action", DECISIONS)
    if len(rejection_reason or "") > limits.REJECTION_REASON_LENGTH:
        raise too_long("rejection_reason", limits.REJECTION_REASON_LENGTH)
    with acting(actor, guild.id, Permissions.KICK_MEMBERS) as (locked, standing):
        found = JoinRequest.objects.select_related("user", "actioned_by")
        submitted = found.filter(guild=locked, status=JoinRequestStatus.SUBMITTED)
        request = submitted.filter(id=request_id).first()
        if request is None:
            raise UnknownJoinRequest
        decide(actor, locked, standing, request, action, rejection_reason, reason)
    return request


def decide_requests(
    actor: Actor, guild: Guild, action: str, *, reason: str | None = None
) -> list[JoinRequest]:
    """Approve or reject all submitted requests that the actor may decide on; returns those."""
    if action not in DECISIONS:
        raise not_a_choice("action", DECISIONS)
    decided = []
    with acting(actor, guild.id, Permissions.KICK_MEMBERS) as (locked, standing):
        found = JoinRequest.objects.select_related("user", "actioned_by")
        submitted = found.filter(guild=locked, status=JoinRequestStatus.SUBMITTED)
        for request in submitted.order_by("id"):
            try:
                decide(actor, locked, standing, request, action, None, reason)
            except (MissingPermissions, MaximumGuilds):
                continue
            decided.append(request)
    return decided


def decide(
    actor: Actor,
    guild: Guild,
    standing: Standing,
    request: JoinRequest,
    action: str,
    rejection_reason: str | None,
    reason: str | None,
) -> None:
    """Decide on a submitted request in a locked guild; who made it may be no member yet."""
    found = Member.objects.select_related("user").filter(guild=guild, user=request.user_id)
    member = found.first()
    if action == JoinRequestStatus.REJECTED:
        if member is not None:
            require_higher_rank(standing, guild, member)
        reject(actor, guild, request, member, rejection_reason, reason)
        return
    if member is None and not has_room(request.user_id):
        raise MaximumGuilds
    approve(actor, guild, request, member, reason)


def has_room(user_id: int) -> bool:
    return Member.objects.filter(user_id=user_id).count() < limits.GUILDS_PER_USER


def let_in(guild: Guild, request: JoinRequest) -> Member:
    """Make a member of somebody who waited outside, with the roles that their invite brings."""
    roles = guild.roles.filter(id__in=request.roles).values_list("id", flat=True)
    return enter_guild(guild, request.user, roles=tuple(roles), is_approved=True)


def approve(
    actor: Actor,
    guild: Guild,
    request: JoinRequest,
    member: Member | None,
    reason: str | None = None,
) -> None:
    approve_request(request, by=User.objects.get(id=user_id_of(actor)))
    if member is None:
        let_in(guild, request)
        return
    end_pending(guild, member)
    audit_log.record(
        actor,
        guild,
        AuditLogEvent.MEMBER_UPDATE,
        member.user_id,
        changes=[audit_log.change("pending", True, False)],
        reason=reason,
    )


def reject(
    actor: Actor,
    guild: Guild,
    request: JoinRequest,
    member: Member | None,
    rejection_reason: str | None,
    reason: str | None = None,
) -> None:
    request.status = JoinRequestStatus.REJECTED
    request.rejection_reason = rejection_reason or None
    request.reviewed_at = timezone.now()
    request.actioned_by = User.objects.get(id=user_id_of(actor))
    request.save()
    join_request_events.join_request_updated(request)
    if member is None:
        return
    remove_member(guild, member)
    why = reason or rejection_reason
    audit_log.record(actor, guild, AuditLogEvent.MEMBER_KICK, member.user_id, reason=why)
