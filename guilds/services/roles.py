"""Creating, changing, ordering and deleting roles.

Nobody touches a role that is not below their highest, and nobody gives what they do not have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from config.kernel.data_uris import store_image
from config.kernel.errors import (
    InvalidRole,
    MaximumRoles,
    MissingPermissions,
    UnknownRole,
    bad_length,
    field_error,
    not_in_range,
)
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds import events
from guilds.models import AuditLogEvent, Guild, Role
from guilds.permissions import ALL, Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, permissions_changed
from guilds.services.emoji_values import check_unicode
from guilds.services.role_removal import drop_role
from guilds.standing import Standing, role_rank

MAX_COLOR: Final = 0xFFFFFF
COLORS: Final = ("color", "secondary_color", "tertiary_color")
# Three colours make a role holographic, and these are the ones.
HOLOGRAPHIC: Final = (11_127_295, 16_759_788, 16_761_760)
ICONS: Final = "icons"
NEW_ROLE: Final = "new role"
LOGGED: Final = ("name", "permissions", "color", "hoist", "mentionable")


def create_role(actor: Actor, guild: Guild, *, reason: str | None = None, **values: Any) -> Role:
    """Create a role at the bottom, with @everyone's permissions unless told otherwise."""
    role_id = next_snowflake()
    values = with_stored_icon(role_id, values)
    with acting(actor, guild.id, Permissions.MANAGE_ROLES) as (locked, standing):
        if locked.roles.count() >= limits.ROLES_PER_GUILD:
            raise MaximumRoles
        everyone = Role.objects.get(id=locked.id)
        values.setdefault("permissions", everyone.permissions & ~forbidden(standing))
        check_values(values)
        check_grants(standing, 0, values["permissions"])
        role = Role(id=role_id, guild=locked, name=NEW_ROLE, position=1)
        apply(role, values)
        role.save(force_insert=True)
        permissions_changed(locked)
        audit_log.record(
            actor,
            locked,
            AuditLogEvent.ROLE_CREATE,
            role.id,
            changes=audit_log.created({name: getattr(role, name) for name in LOGGED}),
            reason=reason,
        )
        events.role_created(role)
    return role


def update_role(
    actor: Actor, role: Role, values: Mapping[str, Any], *, reason: str | None = None
) -> Role:
    values = with_stored_icon(role.id, values)
    with acting(actor, role.guild_id, Permissions.MANAGE_ROLES) as (guild, standing):
        found = current(guild, role)
        if not (standing.outranks(found) or found.is_everyone):
            raise MissingPermissions
        wanted = dict(values)
        if found.is_everyone:
            # @everyone has no name, colour or place of its own.
            wanted = {name: wanted[name] for name in ("permissions",) if name in wanted}
        check_values(wanted, found)
        if "permissions" in wanted:
            check_grants(standing, found.permissions, wanted["permissions"])
        changed = apply(found, wanted)
        if changed:
            found.save(update_fields=list(changed))
            permissions_changed(guild)
            audit_log.record(
                actor,
                guild,
                AuditLogEvent.ROLE_UPDATE,
                found.id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
            events.role_updated(found, keeps_access="permissions" not in changed)
    return found


def delete_role(actor: Actor, role: Role, *, reason: str | None = None) -> None:
    with acting(actor, role.guild_id, Permissions.MANAGE_ROLES) as (guild, standing):
        found = current(guild, role)
        if found.is_everyone or found.managed:
            raise InvalidRole
        if not standing.outranks(found):
            raise MissingPermissions
        lost = audit_log.deleted({name: getattr(found, name) for name in LOGGED})
        role_id = found.id
        drop_role(guild, found)
        audit_log.record(
            actor, guild, AuditLogEvent.ROLE_DELETE, role_id, changes=lost, reason=reason
        )


def move_roles(
    actor: Actor,
    guild: Guild,
    positions: Sequence[tuple[int, int]],
    *,
    reason: str | None = None,
) -> list[Role]:
    """Give roles new positions, and return all roles. What stands above the actor stays there.

    The numbers of what stands above may change (discord.js sends those of all roles), not the
    order.
    """
    with acting(actor, guild.id, Permissions.MANAGE_ROLES) as (locked, standing):
        roles = {role.id: role for role in locked.roles.all()}
        wanted = dict(positions)
        if unknown := wanted.keys() - roles.keys():
            raise UnknownRole(str(unknown))
        before = ordered(roles.values())
        moving = {
            role_id: position
            for role_id, position in wanted.items()
            if position != roles[role_id].position and not roles[role_id].is_everyone
        }
        for position in moving.values():
            if position < 1:
                raise not_in_range("position", 1, len(roles))
        previous = {role.id: role.position for role in roles.values()}
        for role_id, position in moving.items():
            roles[role_id].position = position
        after = ordered(roles.values())
        above = [role.id for role in before if not role.is_everyone]
        if not standing.is_owner:
            above = [r for r in above if (previous[r], -r) >= standing.rank]
            if above and [role.id for role in after][-len(above) :] != above:
                raise MissingPermissions
        moved = renumber(after, previous)
        if moved:
            permissions_changed(locked)
        for role in moved:
            audit_log.record(
                actor,
                locked,
                AuditLogEvent.ROLE_UPDATE,
                role.id,
                changes=[audit_log.change("position", previous[role.id], role.position)],
                reason=reason,
            )
            events.role_updated(role, keeps_access=True)
    return after


def ordered(roles: Any) -> list[Role]:
    """Return roles from the lowest, which is @everyone, to the highest."""
    return sorted(roles, key=lambda role: (not role.is_everyone, role_rank(role)))


def renumber(roles: Sequence[Role], previous: Mapping[int, int]) -> list[Role]:
    """Give ordered roles the positions 0, 1, 2 …; write and return those that moved."""
    moved = []
    for position, role in enumerate(roles):
        role.position = position
        if previous[role.id] != position:
            moved.append(role)
    Role.objects.bulk_update(moved, ["position"])
    return moved


def current(guild: Guild, role: Role) -> Role:
    """Return the role as it is now that the guild is locked."""
    found = Role.objects.filter(guild=guild, id=role.id).first()
    if found is None:
        raise UnknownRole
    return found


def forbidden(standing: Standing) -> int:
    """Return the permissions that somebody may not give or take."""
    return 0 if standing.is_administrator else int(ALL & ~standing.permissions)


def check_grants(standing: Standing, old: int, new: int) -> None:
    """Refuse to give or take permissions that the actor does not have."""
    if (old ^ new) & forbidden(standing):
        raise MissingPermissions


def with_stored_icon(role_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with a data URI of an icon stored and replaced by its hash.

    A role shows an icon or an emoji: the one takes the other's place.
    """
    stored = dict(values)
    if stored.get("icon") is not None and stored.get("unicode_emoji") is not None:
        message = "A role has an icon or an emoji, not both."
        raise field_error("unicode_emoji", "BASE_TYPE_CHOICES", message)
    if stored.get("unicode_emoji") is not None:
        check_unicode("unicode_emoji", stored["unicode_emoji"])
        stored["icon"] = None
    if stored.get("icon") is not None:
        stored["icon"] = store_image(
            ICONS, role_id, stored["icon"], field="icon", max_bytes=limits.ROLE_ICON_BYTES
        )
        stored["unicode_emoji"] = None
    return stored


def check_colors(values: Mapping[str, Any], role: Role | None) -> None:
    for name in COLORS:
        if values.get(name) is not None and not 0 <= values[name] <= MAX_COLOR:
            raise not_in_range(name, 0, MAX_COLOR)
    now = tuple(values.get(name, getattr(role, name, None)) for name in COLORS)
    if now[2] is not None and now != HOLOGRAPHIC:
        message = f"The colors of a holographic role are {HOLOGRAPHIC}."
        raise field_error("colors.tertiary_color", "BASE_TYPE_CHOICES", message)


def check_values(values: dict[str, Any], role: Role | None = None) -> None:
    if "name" in values:
        values["name"] = values["name"].strip()
        if not 1 <= len(values["name"]) <= limits.ROLE_NAME_LENGTH:
            raise bad_length("name", 1, limits.ROLE_NAME_LENGTH)
    if values.keys() & set(COLORS):
        check_colors(values, role)
    if "permissions" in values:
        if values["permissions"] < 0:
            raise field_error("permissions", "NUMBER_TYPE_MIN", "Must not be negative.")
        # Bits without a meaning are not kept: they would come to life with a later version.
        values["permissions"] &= int(ALL)
