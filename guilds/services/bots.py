"""Bots joining guilds by their manager's consent."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts.models import Application
from config.kernel.errors import BannedFromGuild, InvalidAccountType, OnlyOwner
from guilds import events
from guilds.models import AuditLogEvent, Ban, Guild, Member, Role
from guilds.permissions import ALL, Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, permissions_changed, user_id_of
from guilds.services.integrations import SCOPES, integrate
from guilds.services.memberships import enter_guild, lock_user_with_room
from guilds.services.roles import forbidden


@transaction.atomic
def add_bot(
    actor: Actor,
    guild: Guild,
    application: Application,
    permissions: int = 0,
    *,
    scopes: Sequence[str] = SCOPES,
    reason: str | None = None,
) -> Member:
    """Let an application's bot in, with a role of its own that has what the actor grants.

    Nobody grants what they do not have. Consenting again changes what the role may do.
    """
    bot = application.bot
    if bot is None:
        raise InvalidAccountType
    if not application.bot_public and application.owner_id != user_id_of(actor):
        raise OnlyOwner
    bot = lock_user_with_room(bot.id)
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, standing):
        taboo = forbidden(standing)
        member = Member.objects.select_related("user").filter(guild=locked, user=bot).first()
        if member is not None:
            update_own_role(locked, member, application, permissions, taboo)
            integrate(actor, locked, application, scopes, reason=reason)
            return member
        granted = permissions & int(ALL) & ~taboo
        if Ban.objects.filter(guild=locked, user=bot).exists():
            raise BannedFromGuild
        roles: tuple[int, ...] = ()
        if granted:
            roles = (create_own_role(locked, application, granted).id,)
        member = enter_guild(locked, bot, roles=roles)
        audit_log.record(actor, locked, AuditLogEvent.BOT_ADD, bot.id, reason=reason)
        integrate(actor, locked, application, scopes, reason=reason)
    return member


def create_own_role(guild: Guild, application: Application, permissions: int) -> Role:
    """Create the role of a bot in a locked guild: managed, so only the bot ever has it."""
    role = Role.objects.create(
        guild=guild,
        name=application.name,
        permissions=permissions,
        position=1,
        managed=True,
        bot_id=application.bot_id,
    )
    permissions_changed(guild)
    events.role_created(role)
    return role


def update_own_role(
    guild: Guild, member: Member, application: Application, permissions: int, taboo: int
) -> None:
    """Give a bot that is here already what was granted now; what the actor lacks stays as it is."""
    role = Role.objects.filter(guild=guild, bot_id=application.bot_id).first()
    if role is None:
        granted = permissions & int(ALL) & ~taboo
        if granted:
            member.roles = [*member.roles, create_own_role(guild, application, granted).id]
            member.save(update_fields=["roles"])
            events.member_updated(member)
        return
    granted = permissions & int(ALL) & ~taboo | role.permissions & taboo
    if role.permissions != granted:
        role.permissions = granted
        role.save(update_fields=["permissions"])
        permissions_changed(guild)
        events.role_updated(role)
