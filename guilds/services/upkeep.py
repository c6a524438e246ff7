"""What happens by itself as time passes. Safe to run twice, and by several workers."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import redis
from django.utils import timezone

from accounts import presence
from config.kernel.errors import UnknownGuild
from config.kernel.snowflake import snowflake_at
from config.settings import limits
from guilds import events
from guilds.models import AuditLogEntry, Guild, JoinRequest, Member
from guilds.models.join_requests import OPEN
from guilds.services.changes import changing, permissions_changed
from guilds.services.memberships import remove_member

AT_ONCE: Final = 1000
# Nobody is online in the moment they join: their client has to connect first.
GRACE: Final = timedelta(minutes=5)


def end_timeouts() -> int:
    """Clear timeouts that have run out, so that everybody learns that they have.

    They end by themselves at their time: this only tells clients and the gateway.
    """
    over = Member.objects.filter(communication_disabled_until__lte=timezone.now())
    ended = 0
    for guild_id, user_id in list(over.values_list("guild_id", "user_id")[:AT_ONCE]):
        try:
            with changing(guild_id) as guild:
                member = find(guild, user_id)
                until = member.communication_disabled_until if member is not None else None
                if member is not None and until is not None and until <= timezone.now():
                    member.communication_disabled_until = None
                    member.save(update_fields=["communication_disabled_until"])
                    permissions_changed(guild)
                    events.member_updated(member)
                    ended += 1
        except UnknownGuild:
            continue
    return ended


def dismiss_temporary_members() -> int:
    """Let those go who came by a temporary invite, have no role and are offline."""
    members = Member.objects.filter(temporary=True, roles=[], joined_at__lt=timezone.now() - GRACE)
    found = list(members.values_list("guild_id", "user_id")[:AT_ONCE])
    try:
        online = connected(sorted({user_id for _, user_id in found}))
    except (redis.RedisError, OSError):
        return 0  # who is there is not known
    dismissed = 0
    for guild_id, user_id in found:
        if user_id in online:
            continue
        try:
            with changing(guild_id) as guild:
                member = find(guild, user_id)
                if member is not None and member.temporary and not member.roles:
                    remove_member(guild, member)
                    dismissed += 1
        except UnknownGuild:
            continue
    return dismissed


def connected(user_ids: list[int]) -> set[int]:
    """Return who has a client connected, be they visible to others or not."""
    with presence.client().pipeline(transaction=False) as pipeline:
        for user_id in user_ids:
            pipeline.exists(f"{presence.KEY}{user_id}")
        answers = pipeline.execute()
    return {user_id for user_id, answer in zip(user_ids, answers, strict=True) if answer}


def delete_old_audit_log() -> int:
    """Delete entries past the time for which they are kept."""
    oldest = snowflake_at(timezone.now() - timedelta(days=limits.AUDIT_LOG_DAYS))
    deleted, _ = AuditLogEntry.objects.filter(id__lt=oldest).delete()
    return deleted


def find(guild: Guild, user_id: int) -> Member | None:
    return Member.objects.select_related("user").filter(guild=guild, user_id=user_id).first()


def delete_old_join_requests() -> int:
    """Forget decisions of long ago; nobody waits in vain."""
    oldest = snowflake_at(timezone.now() - timedelta(days=limits.JOIN_REQUEST_DAYS))
    deleted, _ = JoinRequest.objects.filter(id__lt=oldest).exclude(status__in=OPEN).delete()
    return deleted
