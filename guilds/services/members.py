"""Changing members: names, roles, timeouts, and what moderators set in voice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from config.kernel.data_uris import store_image
from config.kernel.errors import (
    InvalidRole,
    MissingAccess,
    MissingPermissions,
    TargetNotInVoice,
    UnknownChannel,
    UnknownMember,
    UnknownRole,
    field_error,
    too_long,
)
from config.settings import limits
from guilds import events, signals
from guilds.models import AuditLogEvent, Channel, Guild, Member, Role
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.automod import screen_profile
from guilds.services.changes import Actor, acting, apply, permissions_changed
from guilds.services.join_requests import pass_over
from guilds.standing import VOICE_TYPES, Standing, standing_of_member

BYPASSES_VERIFICATION: Final = 1 << 2
# Images are given as data URIs and kept as hashes.
IMAGES: Final = {"avatar": "avatars", "banner": "banners"}
PROFILE_TEXTS: Final = {"bio": limits.BIO_LENGTH, "pronouns": limits.PRONOUNS_LENGTH}
VOICE_FIELDS: Final = {
    "mute": Permissions.MUTE_MEMBERS,
    "deaf": Permissions.DEAFEN_MEMBERS,
    "channel_id": Permissions.MOVE_MEMBERS,
}
MODERATOR: Final = Permissions.MODERATE_MEMBERS | Permissions.KICK_MEMBERS | Permissions.BAN_MEMBERS


def update_member(
    actor: Actor,
    guild: Guild,
    user_id: int,
    values: Mapping[str, Any],
    *,
    reason: str | None = None,
) -> Member:
    """Change another member, or oneself as a moderator would. ``channel_id`` moves in voice."""
    with acting(actor, guild.id) as (locked, standing):
        member = locked_member(locked, user_id)
        target = standing_of_member(locked, user_id, member)
        wanted = dict(values)
        if "nick" in wanted:
            check_nick(standing, target)
            wanted["nick"] = cleaned_nick(wanted["nick"])
        where = check_voice(standing, locked, member, wanted)
        if "flags" in wanted:
            wanted["flags"] = checked_flags(standing, member, wanted["flags"])
        if "communication_disabled_until" in wanted:
            check_timeout(standing, target, wanted["communication_disabled_until"])
        roles = wanted.pop("roles", None)
        moving = "channel_id" in wanted
        channel_id = wanted.pop("channel_id", None)
        roles_changed = roles is not None and set_roles(
            actor, locked, standing, member, roles, reason
        )
        changed = apply(member, wanted)
        if member.pending and member.flags & BYPASSES_VERIFICATION:
            pass_over(locked, member)
            changed["pending"] = (True, False)
        if moving:
            move(actor, standing, member, where, channel_id, reason)
        if changed:
            member.save(update_fields=list(changed))
            audit_log.record(
                actor,
                locked,
                AuditLogEvent.MEMBER_UPDATE,
                user_id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
        if changed or roles_changed:
            permissions_changed(locked)
            events.member_updated(member)
        if "nick" in changed:
            screen_profile(locked, member)
        if "mute" in changed or "deaf" in changed:
            signals.member_voice_changing.send(Member, guild=locked, member=member)
    return member


def update_own_member(
    actor: Actor,
    guild: Guild,
    user_id: int,
    values: Mapping[str, Any],
    *,
    reason: str | None = None,
) -> Member:
    """Change one's own nickname and looks in a guild."""
    wanted = dict(values)
    for field, bucket in IMAGES.items():
        if wanted.get(field) is not None:
            wanted[field] = store_image(bucket, user_id, wanted[field], field=field)
    with acting(actor, guild.id) as (locked, standing):
        member = locked_member(locked, user_id)
        if "nick" in wanted:
            require(standing, Permissions.CHANGE_NICKNAME)
            wanted["nick"] = cleaned_nick(wanted["nick"])
        for name, most in PROFILE_TEXTS.items():
            if len(wanted.get(name, "")) > most:
                raise too_long(name, most)
        changed = apply(member, wanted)
        if changed:
            member.save(update_fields=list(changed))
            permissions_changed(locked)
            audit_log.record(
                actor,
                locked,
                AuditLogEvent.MEMBER_UPDATE,
                user_id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
            events.member_updated(member)
        if "nick" in changed:
            screen_profile(locked, member)
    return member


def add_member_role(
    actor: Actor, guild: Guild, user_id: int, role_id: int, *, reason: str | None = None
) -> None:
    change_role(actor, guild, user_id, role_id, reason, add=True)


def remove_member_role(
    actor: Actor, guild: Guild, user_id: int, role_id: int, *, reason: str | None = None
) -> None:
    change_role(actor, guild, user_id, role_id, reason, add=False)


def change_role(
    actor: Actor, guild: Guild, user_id: int, role_id: int, reason: str | None, *, add: bool
) -> None:
    with acting(actor, guild.id, Permissions.MANAGE_ROLES) as (locked, standing):
        member = locked_member(locked, user_id)
        if not Role.objects.filter(guild=locked, id=role_id).exists():
            raise UnknownRole
        wanted = set(member.roles) | {role_id} if add else set(member.roles) - {role_id}
        if role_id == locked.id:
            raise InvalidRole
        if set_roles(actor, locked, standing, member, wanted, reason):
            permissions_changed(locked)
            events.member_updated(member)


def set_roles(
    actor: Actor,
    guild: Guild,
    standing: Standing,
    member: Member,
    wanted: set[int] | list[int],
    reason: str | None,
) -> bool:
    """Give a member exactly these roles; only what changes needs to be below the actor."""
    require(standing, Permissions.MANAGE_ROLES)
    chosen = set(wanted) - {guild.id}
    added, removed = chosen - set(member.roles), set(member.roles) - chosen
    if not added and not removed:
        return False
    known = {role.id: role for role in Role.objects.filter(guild=guild, id__in=added | removed)}
    if missing := added - known.keys():
        raise UnknownRole(str(missing))
    for role in known.values():
        if role.managed:
            raise InvalidRole
        if not standing.outranks(role):
            raise MissingPermissions
    member.roles = [role for role in member.roles if role in chosen] + sorted(added)
    # Whoever was given a role stays, also when they came by a temporary invite.
    member.temporary = member.temporary and not member.roles
    member.save(update_fields=["roles", "temporary"])
    changes = []
    for key, ids in (("$remove", removed), ("$add", added)):
        if ids:
            named = [{"id": str(i), "name": known[i].name} for i in sorted(ids) if i in known]
            changes.append(audit_log.change(key, None, named))
    audit_log.record(
        actor,
        guild,
        AuditLogEvent.MEMBER_ROLE_UPDATE,
        member.user_id,
        changes=changes,
        reason=reason,
    )
    return True


def check_voice(
    standing: Standing, guild: Guild, member: Member, wanted: Mapping[str, Any]
) -> Channel | None:
    """Return where a member is in voice; refuse to mute, deafen or move who is nowhere.

    What counts is what the actor may do in that channel.
    """
    asked = [needed for field, needed in VOICE_FIELDS.items() if field in wanted]
    if not asked:
        return None
    answers = signals.voice_channel_asked.send(Member, guild=guild, user=member.user)
    channel: Any = next((found for _, found in answers if found is not None), None)
    if channel is None:
        for needed in asked:
            require(standing, needed)
        raise TargetNotInVoice
    granted = standing.in_channel(channel)
    if any(needed not in granted for needed in asked):
        raise MissingPermissions
    found: Channel = channel
    return found


def move(
    actor: Actor,
    standing: Standing,
    member: Member,
    where: Channel | None,
    channel_id: int | None,
    reason: str | None,
) -> None:
    """Take a member to another voice channel, to which the actor could go, or out."""
    guild = standing.guild
    channel = None
    if channel_id is not None:
        channel = guild.channels.filter(id=channel_id).first()
        if channel is None:
            raise UnknownChannel
        if channel.type not in VOICE_TYPES:
            raise field_error("channel_id", "CHANNEL_INVALID", "Invalid channel")
        granted = standing.in_channel(channel)
        if Permissions.VIEW_CHANNEL not in granted:
            raise MissingAccess
        if Permissions.CONNECT | Permissions.MOVE_MEMBERS not in granted:
            raise MissingPermissions
        if channel == where:
            return
    signals.member_moving.send(Member, guild=guild, user=member.user, channel=channel)
    options = {} if channel_id is None else {"channel_id": str(channel_id)}
    action = AuditLogEvent.MEMBER_DISCONNECT if channel_id is None else AuditLogEvent.MEMBER_MOVE
    audit_log.record_repeated(actor, guild, action, None, options=options, reason=reason)


def locked_member(guild: Guild, user_id: int) -> Member:
    member = Member.objects.select_related("user").filter(guild=guild, user_id=user_id).first()
    if member is None:
        raise UnknownMember
    return member


def require(standing: Standing, needed: Permissions) -> None:
    if needed not in standing.permissions:
        raise MissingPermissions


def check_nick(standing: Standing, target: Standing) -> None:
    if standing.user_id == target.user_id:
        if not standing.permissions & (Permissions.CHANGE_NICKNAME | Permissions.MANAGE_NICKNAMES):
            raise MissingPermissions
        return
    require(standing, Permissions.MANAGE_NICKNAMES)
    if not standing.outranks_member(target):
        raise MissingPermissions


def cleaned_nick(nick: str | None) -> str | None:
    nick = (nick or "").strip() or None
    if nick is not None and len(nick) > limits.NICK_LENGTH:
        raise too_long("nick", limits.NICK_LENGTH)
    return nick


def check_timeout(standing: Standing, target: Standing, until: Any) -> None:
    require(standing, Permissions.MODERATE_MEMBERS)
    # Nobody silences an administrator, an equal or themselves; lifting is always possible.
    if not standing.outranks_member(target):
        raise MissingPermissions
    if until is None:
        return
    if target.is_administrator:
        raise MissingPermissions
    if until > timezone.now() + timedelta(days=limits.TIMEOUT_MAX_DAYS, minutes=1):
        raise field_error(
            "communication_disabled_until",
            "GUILD_MEMBER_INVALID_TIMEOUT",
            f"The timeout may last {limits.TIMEOUT_MAX_DAYS} days at most.",
        )


def checked_flags(standing: Standing, member: Member, flags: int) -> int:
    """Return the member's flags with the one changed that moderators may set."""
    permitted = (
        standing.may(Permissions.MANAGE_GUILD)
        or standing.may(Permissions.MANAGE_ROLES)
        or standing.may(MODERATOR)
    )
    if not permitted:
        raise MissingPermissions
    return member.flags & ~BYPASSES_VERIFICATION | flags & BYPASSES_VERIFICATION
