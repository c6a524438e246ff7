"""Who may use an application's commands in a guild, as its managers decide."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from accounts.models import Application, User
from config.kernel.errors import (
    UnknownCommand,
    UnknownCommandPermissions,
    field_error,
)
from config.settings import limits
from guilds.models import AuditLogEvent
from guilds.payloads.audit_log import ChangePayload
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import acting
from messaging import events
from messaging.command_payloads import CommandPermissionPayload, command_permissions_payload
from messaging.models import ApplicationCommand, CommandPermissions
from messaging.services.commands import require_in_guild

ROLE, USER, CHANNEL = 1, 2, 3
NEEDED = Permissions.MANAGE_GUILD | Permissions.MANAGE_ROLES


def permissions_of(application: Application, guild_id: int, command_id: int) -> CommandPermissions:
    require_command(application, guild_id, command_id)
    found = CommandPermissions.objects.filter(
        application=application, guild_id=guild_id, target_id=command_id
    ).first()
    if found is None:
        raise UnknownCommandPermissions
    return found


def set_command_permissions(
    actor: User,
    application: Application,
    guild_id: int,
    command_id: int,
    wanted: Sequence[CommandPermissionPayload],
    *,
    reason: str | None = None,
) -> CommandPermissions:
    """Replace the list of a command, or (by the application's id) of all its commands."""
    check(wanted)
    with acting(actor, guild_id, NEEDED) as (guild, _):
        require_in_guild(application, guild_id)
        require_command(application, guild_id, command_id)
        found, _ = CommandPermissions.objects.get_or_create(
            application=application, guild=guild, target_id=command_id
        )
        changes = changed(found.permissions, wanted)
        found.permissions = list(wanted)
        found.save(update_fields=["permissions"])
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.APPLICATION_COMMAND_PERMISSION_UPDATE,
            command_id,
            changes=changes,
            options={"application_id": str(application.id)},
            reason=reason,
        )
        events.command_permissions_updated(command_permissions_payload(found), guild.id)
    return found


def changed(
    before: Sequence[CommandPermissionPayload], after: Sequence[CommandPermissionPayload]
) -> list[ChangePayload]:
    """Return for the audit log what differs, under the id of whom it is about."""
    old = {one["id"]: one for one in before}
    new = {one["id"]: one for one in after}
    return [
        audit_log.change(target, old.get(target), new.get(target))
        for target in {**old, **new}
        if old.get(target) != new.get(target)
    ]


def require_command(application: Application, guild_id: int, command_id: int) -> None:
    if command_id == application.id:
        return
    here = Q(guild_id=guild_id) | Q(guild=None)
    if not ApplicationCommand.objects.filter(here, application=application, id=command_id).exists():
        raise UnknownCommand


def check(wanted: Sequence[CommandPermissionPayload]) -> None:
    most = limits.COMMAND_PERMISSIONS
    if len(wanted) > most:
        message = f"Must be {most} or fewer in length."
        raise field_error("permissions", "BASE_TYPE_MAX_LENGTH", message)
    seen: set[tuple[str, int]] = set()
    for index, one in enumerate(wanted):
        if one["type"] not in (ROLE, USER, CHANNEL):
            message = "Value must be one of (1, 2, 3)."
            raise field_error(f"permissions.{index}.type", "BASE_TYPE_CHOICES", message)
        key = (one["id"], one["type"])
        if key in seen:
            code = "APPLICATION_COMMAND_PERMISSIONS_DUPLICATE"
            message = "Each target may be named once"
            raise field_error(f"permissions.{index}.id", code, message)
        seen.add(key)
