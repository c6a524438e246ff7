"""Moderators deciding on requests to join."""

from __future__ import annotations

from django.utils import timezone

from accounts.models import User
from config.kernel.errors import UnknownJoinRequest, not_a_choice, too_long
from config.settings import limits
from guilds import join_request_events
from guilds.models import AuditLogEvent, Guild, JoinRequest, JoinRequestStatus, Member
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, user_id_of
from guilds.services.join_requests import approve_request, end_pending
from guilds.services.members import locked_member
from guilds.services.memberships import remove_member
from guilds.services.moderation import require_higher_rank

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
        member = locked_member(locked, request.user_id)
        if action == JoinRequestStatus.REJECTED:
            require_higher_rank(standing, locked, member)
            reject(actor, locked, request, member, rejection_reason, reason)
        else:
            approve(actor, locked, request, member, reason)
    return request


def approve(
    actor: Actor, guild: Guild, request: JoinRequest, member: Member, reason: str | None = None
) -> None:
    approve_request(request, by=User.objects.get(id=user_id_of(actor)))
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
    member: Member,
    rejection_reason: str | None,
    reason: str | None = None,
) -> None:
    request.status = JoinRequestStatus.REJECTED
    request.rejection_reason = rejection_reason or None
    request.reviewed_at = timezone.now()
    request.actioned_by = User.objects.get(id=user_id_of(actor))
    request.save()
    join_request_events.join_request_updated(request)
    remove_member(guild, member)
    why = reason or rejection_reason
    audit_log.record(actor, guild, AuditLogEvent.MEMBER_KICK, member.user_id, reason=why)
