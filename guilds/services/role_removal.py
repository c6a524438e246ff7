"""Removing a role from everything that names it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, F, Func, Value

from guilds import events
from guilds.models import Emoji, Guild, Member, PermissionOverwrite, Role
from guilds.services.changes import permissions_changed
from guilds.services.newcomer_references import forget_role


class ArrayRemove(Func):
    function = "array_remove"
    output_field = ArrayField(BigIntegerField())


def drop_role(guild: Guild, role: Role) -> None:
    """Delete a role of a locked guild, from members, overwrites and emoji too, and announce it."""
    role_id = role.id
    for model in (Member, Emoji):
        holders = model.objects.filter(guild=guild, roles__contains=[role_id])
        holders.update(roles=ArrayRemove(F("roles"), Value(role_id)))
    PermissionOverwrite.objects.filter(channel__guild=guild, target_id=role_id).delete()
    forget_role(guild, role_id)
    role.delete()
    permissions_changed(guild)
    events.role_deleted(guild.id, role_id)
