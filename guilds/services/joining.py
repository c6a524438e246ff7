"""Applications that let people into a guild, by an access token that these gave them.

https://discord.com/developers/docs/resources/guild#add-guild-member
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from accounts.models import Application, User
from accounts.services.oauth2 import grant_of
from config.kernel.errors import (
    BannedFromGuild,
    InvalidOAuth2Token,
    InvalidRole,
    MissingOAuth2Scope,
    MissingPermissions,
    UnknownRole,
)
from guilds.models import Ban, Guild, Member
from guilds.permissions import Permissions
from guilds.services.changes import acting
from guilds.services.members import checked_flags, cleaned_nick
from guilds.services.memberships import enter_guild, lock_user_with_room
from guilds.standing import Standing


@transaction.atomic
def add_member(
    bot: User,
    application: Application | None,
    guild: Guild,
    user_id: int,
    access_token: str,
    values: Mapping[str, Any],
) -> Member | None:
    """Let the token's user in; returns None if they are in the guild already.

    The bot needs CREATE_INSTANT_INVITE, and for each of ``values`` (nick, roles, mute, deaf,
    flags) what changing it takes.
    """
    user = user_of(application, user_id, access_token)
    user = lock_user_with_room(user.id, joining=guild.id)
    with acting(bot, guild.id, Permissions.CREATE_INSTANT_INVITE) as (locked, standing):
        if Member.objects.filter(guild=locked, user=user).exists():
            return None
        if Ban.objects.filter(guild=locked, user=user).exists():
            raise BannedFromGuild
        fields = checked(standing, locked, values)
        roles = tuple(fields.pop("roles", ()))
        return enter_guild(locked, user, roles=roles, **fields)


def user_of(application: Application | None, user_id: int, access_token: str) -> User:
    """Return whom a token of this application lets join."""
    grant = grant_of(access_token)
    if (
        grant is None
        or application is None
        or grant.application.id != application.id
        or grant.user.id != user_id
    ):
        raise InvalidOAuth2Token
    if "guilds.join" not in grant.scopes:
        raise MissingOAuth2Scope
    return grant.user


def checked(standing: Standing, guild: Guild, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the new member is to have, if the bot may give it."""
    fields = dict(values)
    for name, needed in (
        ("nick", Permissions.MANAGE_NICKNAMES),
        ("roles", Permissions.MANAGE_ROLES),
        ("mute", Permissions.MUTE_MEMBERS),
        ("deaf", Permissions.DEAFEN_MEMBERS),
    ):
        if fields.get(name) and not standing.may(needed):
            raise MissingPermissions
    if "nick" in fields:
        fields["nick"] = cleaned_nick(fields["nick"])
    if fields.get("flags"):
        fields["flags"] = checked_flags(standing, Member(flags=0), fields["flags"])
    fields["roles"] = checked_roles(standing, guild, fields.get("roles", ()))
    return fields


def checked_roles(standing: Standing, guild: Guild, role_ids: Collection[int]) -> list[int]:
    roles = {role.id: role for role in guild.roles.filter(id__in=set(role_ids))}
    if set(role_ids) - roles.keys():
        raise UnknownRole
    for role in roles.values():
        if role.managed or role.is_everyone:
            raise InvalidRole
        if not standing.outranks(role):
            raise MissingPermissions
    return sorted(roles)
