"""Kicking, banning and letting back in."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import User
from config.kernel.errors import (
    FailedToBanUsers,
    MissingPermissions,
    UnknownBan,
    UnknownMember,
    UnknownUser,
    not_in_range,
)
from config.settings import limits
from guilds import events, signals
from guilds.models import AuditLogEvent, Ban, Guild, Member
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, user_id_of
from guilds.services.join_requests import drop_request
from guilds.services.memberships import remove_member
from guilds.standing import Standing, standing_of_member


def kick_member(actor: Actor, guild: Guild, user_id: int, *, reason: str | None = None) -> None:
    """Remove a member, who may come back by an invite."""
    with acting(actor, guild.id, Permissions.KICK_MEMBERS) as (locked, standing):
        member = find_member(locked, user_id)
        if member is None:
            raise UnknownMember
        require_higher_rank(standing, locked, member)
        remove_member(locked, member)
        audit_log.record(actor, locked, AuditLogEvent.MEMBER_KICK, user_id, reason=reason)


def ban_member(
    actor: Actor,
    guild: Guild,
    user_id: int,
    *,
    delete_message_seconds: int = 0,
    reason: str | None = None,
) -> None:
    """Keep a user out of the guild, whether they are in it or not. Twice is as good as once."""
    if not 0 <= delete_message_seconds <= limits.BAN_DELETE_MESSAGE_SECONDS:
        raise not_in_range("delete_message_seconds", 0, limits.BAN_DELETE_MESSAGE_SECONDS)
    with acting(actor, guild.id, Permissions.BAN_MEMBERS) as (locked, standing):
        user = User.objects.filter(id=user_id).first()
        if user is None:
            raise UnknownUser
        write_ban(actor, standing, locked, user, delete_message_seconds, reason)


def ban_members(
    actor: Actor,
    guild: Guild,
    user_ids: Sequence[int],
    *,
    delete_message_seconds: int = 0,
    reason: str | None = None,
) -> tuple[list[int], list[int]]:
    """Ban up to 200 users; returns who was banned and who could not be."""
    if not 0 <= delete_message_seconds <= limits.BAN_DELETE_MESSAGE_SECONDS:
        raise not_in_range("delete_message_seconds", 0, limits.BAN_DELETE_MESSAGE_SECONDS)
    needed = Permissions.BAN_MEMBERS | Permissions.MANAGE_GUILD
    banned: list[int] = []
    failed: list[int] = []
    with acting(actor, guild.id, needed) as (locked, standing):
        users = User.objects.in_bulk(set(user_ids))
        for user_id in dict.fromkeys(user_ids):
            user = users.get(user_id)
            done = False
            if user is not None:
                try:
                    done = write_ban(actor, standing, locked, user, delete_message_seconds, reason)
                except MissingPermissions:
                    done = False
            (banned if done else failed).append(user_id)
    if not banned:
        raise FailedToBanUsers
    return banned, failed


def write_ban(
    actor: Actor,
    standing: Standing,
    guild: Guild,
    user: User,
    delete_message_seconds: int,
    reason: str | None,
) -> bool:
    """Ban a user of a locked guild; returns whether they were not banned before."""
    member = find_member(guild, user.id)
    if member is not None or user.id == guild.owner_id:
        require_higher_rank(standing, guild, member)
    _, created = Ban.objects.get_or_create(
        guild=guild,
        user=user,
        defaults={"reason": reason or None, "moderator_id": user_id_of(actor)},
    )
    if not created:
        return False
    if member is not None:
        remove_member(guild, member)
    else:
        drop_request(guild, user)
    audit_log.record(actor, guild, AuditLogEvent.MEMBER_BAN_ADD, user.id, reason=reason)
    events.ban_added(guild, user)
    signals.member_banned.send(
        Ban, guild=guild, user=user, delete_message_seconds=delete_message_seconds
    )
    return True


def unban(actor: Actor, guild: Guild, user_id: int, *, reason: str | None = None) -> None:
    with acting(actor, guild.id, Permissions.BAN_MEMBERS) as (locked, _):
        ban = Ban.objects.select_related("user").filter(guild=locked, user_id=user_id).first()
        if ban is None:
            raise UnknownBan
        user = ban.user
        ban.delete()
        audit_log.record(actor, locked, AuditLogEvent.MEMBER_BAN_REMOVE, user_id, reason=reason)
        events.ban_removed(locked, user)


def find_member(guild: Guild, user_id: int) -> Member | None:
    return Member.objects.select_related("user").filter(guild=guild, user_id=user_id).first()


def require_higher_rank(standing: Standing, guild: Guild, member: Member | None) -> None:
    """Refuse to act on the owner, on oneself and on anyone not below."""
    if member is None or member.user_id == standing.user_id:
        raise MissingPermissions
    if not standing.outranks_member(standing_of_member(guild, member.user_id, member)):
        raise MissingPermissions
