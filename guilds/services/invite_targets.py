"""Whom an invite is for and what it brings: a stream, an application, roles, chosen users.

https://discord.com/developers/docs/resources/invite.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, cast

from django.utils import timezone

from accounts.models import Application, User
from config.kernel.errors import (
    FormError,
    InvalidFile,
    InvalidRole,
    MissingPermissions,
    UnknownInvite,
    UnknownRole,
    field_error,
    not_a_choice,
    required,
)
from config.kernel.fields import parse_decimal
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.settings import limits
from guilds.models import AuditLogEvent, Channel, Guild, Invite, InviteTargetType
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting
from guilds.signals import voice_states_asked
from guilds.standing import VOICE_TYPES, Standing

HEADER: Final = "user_id"
FILE: Final = "target_users_file"
EMBEDDED: Final = 1 << 17  # an application's flag


def checked_target(
    guild: Guild,
    channel: Channel,
    target_type: int | None,
    *,
    user_id: int | None,
    application_id: int | None,
) -> dict[str, Any]:
    """Return the fields of an invite to a stream or an embedded application."""
    if target_type is None:
        return {}
    if target_type not in InviteTargetType.values:
        raise not_a_choice("target_type", InviteTargetType.values)
    if channel.type not in VOICE_TYPES:
        message = "Invalid target type"
        raise field_error("target_type", "GUILD_INVITE_INVALID_TARGET_TYPE", message)
    if target_type == InviteTargetType.STREAM:
        if user_id is None:
            raise required("target_user_id")
        if not streams(guild, channel, user_id):
            raise field_error(
                "target_user_id",
                "GUILD_INVITE_INVALID_STREAMER",
                "The specified user is currently not streaming in this channel",
            )
        return {"target_type": target_type, "target_user": User.objects.get(id=user_id)}
    if application_id is None:
        raise required("target_application_id")
    application = Application.objects.filter(id=application_id).first()
    if application is None or not application.flags & EMBEDDED:
        raise field_error(
            "target_application_id",
            "GUILD_INVITE_INVALID_APPLICATION",
            "The specified application does not exist or is not an embedded application",
        )
    return {"target_type": target_type, "target_application": application}


def streams(guild: Guild, channel: Channel, user_id: int) -> bool:
    """Say whether somebody shows their screen in a channel."""
    for _, states in voice_states_asked.send(Guild, guild=guild):
        state = cast("Mapping[int, Mapping[str, Any]]", states or {}).get(user_id, {})
        if state.get("channel_id") == str(channel.id) and state.get("self_stream"):
            return True
    return False


def checked_roles(guild: Guild, standing: Standing, role_ids: Collection[int]) -> list[int]:
    """Return the roles that an invite may bring: those below whoever makes it."""
    if not role_ids:
        return []
    if not standing.may(Permissions.MANAGE_ROLES):
        raise MissingPermissions
    roles = {role.id: role for role in guild.roles.filter(id__in=set(role_ids))}
    for role_id in role_ids:
        role = roles.get(role_id)
        if role is None:
            raise UnknownRole
        if role.is_everyone or role.managed:
            raise InvalidRole
        if not standing.outranks(role):
            raise MissingPermissions
    return sorted(roles)


def read_target_users(content: bytes) -> list[int]:
    """Return the ids in a CSV file of one column, each once; raises what is wrong with it."""
    try:
        lines = [line.strip().strip('"') for line in content.decode("utf-8-sig").splitlines()]
    except UnicodeDecodeError:
        raise InvalidFile from None
    lines = [line for line in lines if line and line.lower() != HEADER]
    if not 1 <= len(lines) <= limits.INVITE_TARGET_USERS:
        message = f"Must have between 1 and {limits.INVITE_TARGET_USERS} users."
        raise field_error(FILE, "BASE_TYPE_BAD_LENGTH", message)
    numbers = {line: parse_decimal(line, MAX_SNOWFLAKE) for line in lines}
    ids = {number for number in numbers.values() if number is not None}
    known = set(User.objects.filter(id__in=ids).values_list("id", flat=True))
    wrong = [line for line, number in numbers.items() if number not in known]
    if wrong:
        errors = [("INVALID_USER_ID", f"Invalid user id: {line[:30]}") for line in wrong[:100]]
        raise FormError({FILE: errors})
    return list(dict.fromkeys(number for number in numbers.values() if number is not None))


def set_target_users(
    actor: Actor, invite: Invite, user_ids: Collection[int], *, reason: str | None = None
) -> None:
    """Let only these users see and accept an invite: for who made it, or manages the guild."""
    with acting(actor, invite.guild_id) as (guild, standing):
        found = Invite.objects.filter(code=invite.code).first()
        if found is None:
            raise UnknownInvite
        if not may_set_targets(standing, found):
            raise MissingPermissions
        before = found.target_user_ids
        found.target_user_ids = list(user_ids)
        found.target_users_set_at = timezone.now()
        found.save(update_fields=["target_user_ids", "target_users_set_at"])
        shown = [str(user_id) for user_id in user_ids]
        old = None if before is None else [str(user_id) for user_id in before]
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.INVITE_UPDATE,
            None,
            changes=[
                audit_log.change("code", found.code, found.code),
                audit_log.change("target_user_ids", old, shown),
            ],
            reason=reason,
        )


def may_set_targets(standing: Standing, invite: Invite) -> bool:
    return invite.inviter_id == standing.user_id or standing.may(Permissions.MANAGE_GUILD)


def may_see_targets(standing: Standing, invite: Invite) -> bool:
    return may_set_targets(standing, invite) or standing.may(Permissions.VIEW_AUDIT_LOG)


def require_meant(invite: Invite, user_id: int | None) -> None:
    """Refuse to know an invite that is for others."""
    targets = invite.target_user_ids
    if targets is not None and user_id not in targets and user_id != invite.inviter_id:
        raise UnknownInvite
