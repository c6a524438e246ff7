"""Who is in a guild: joining, leaving, being removed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.presence import disappear
from config.kernel.errors import (
    BannedFromGuild,
    InvalidGuild,
    MaximumGuilds,
    UnknownGuild,
    UnknownUser,
)
from config.settings import limits
from guilds import events, signals
from guilds.models import (
    Ban,
    FormerMember,
    Guild,
    Integration,
    Member,
    MemberFlags,
    OnboardingAnswers,
    Role,
)
from guilds.services.automod import screen_profile
from guilds.services.changes import changing, members_changed
from guilds.services.channel_opt_in import opt_in_newcomer
from guilds.services.join_requests import begin_request, drop_request, is_gated
from guilds.services.notifications import forget_settings
from guilds.services.role_removal import drop_role
from guilds.services.thread_members import leave_all_threads


@transaction.atomic
def join_guild(
    user: User, guild: Guild, *, temporary: bool = False, roles: tuple[int, ...] = ()
) -> Member:
    """Make ``user`` a member; for one who is already, nothing changes."""
    user = lock_user_with_room(user.id, joining=guild.id)
    with changing(guild.id, inside=True) as locked:
        member = Member.objects.filter(guild=locked, user=user).first()
        if member is not None:
            return member
        if Ban.objects.filter(guild=locked, user=user).exists():
            raise BannedFromGuild
        return enter_guild(locked, user, temporary=temporary, roles=roles)


def lock_user_with_room(user_id: int, *, joining: int | None = None) -> User:
    """Lock a user who has room for one more guild, so that two joins at once both count.

    The user is locked before the guild, always in this order.
    """
    user = User.objects.select_for_update(no_key=True).filter(id=user_id).first()
    if user is None:
        raise UnknownUser
    memberships = Member.objects.filter(user=user).exclude(guild_id=joining or 0)
    if not user.bot and memberships.count() >= limits.GUILDS_PER_USER:
        raise MaximumGuilds
    return user


def enter_guild(
    guild: Guild,
    user: User,
    *,
    temporary: bool = False,
    roles: tuple[int, ...] = (),
    is_approved: bool = False,
    **values: Any,
) -> Member:
    """Write and announce a new member of a locked guild. The caller has checked that they may.

    ``is_approved``: their request was, from outside; nothing is left to be asked.
    """
    if FormerMember.objects.filter(guild=guild, user=user).exists():
        values["flags"] = values.get("flags", 0) | MemberFlags.DID_REJOIN
    pending = not is_approved and is_gated(guild, user, values.get("flags", 0))
    member = Member.objects.create(
        guild=guild,
        user=user,
        joined_at=timezone.now(),
        temporary=temporary,
        roles=list(roles),
        pending=pending,
        **values,
    )
    members_changed(guild, 1)
    events.guild_joined(guild, user.id)
    events.member_added(member)
    if pending:
        begin_request(guild, user)
    opt_in_newcomer(guild, user)
    signals.member_joined.send(Member, guild=guild, user=user)
    screen_profile(guild, member)
    return member


def leave_guild(user: User, guild: Guild) -> None:
    """Let a member go of their own will. The owner cannot: the guild would have none."""
    with changing(guild.id) as locked:
        if locked.owner_id == user.id:
            raise InvalidGuild
        member = Member.objects.select_related("user").filter(guild=locked, user=user).first()
        if member is None:
            raise UnknownGuild
        remove_member(locked, member)


def remove_member(guild: Guild, member: Member) -> None:
    """Take a member out of a locked guild; a bot's own role goes with it."""
    user = member.user
    leave_all_threads(guild, user.id)
    member.delete()
    drop_request(guild, user)
    forget_settings(guild, user)
    OnboardingAnswers.objects.filter(guild=guild, user=user).delete()
    FormerMember.objects.get_or_create(guild=guild, user=user)
    members_changed(guild, -1)
    events.guild_left(guild, user.id)
    events.member_removed(guild, user)
    if user.bot:
        for role in Role.objects.filter(guild=guild, bot_id=user.id):
            drop_role(guild, role)
        found = Integration.objects.filter(guild=guild, application__bot_id=user.id).first()
        if found is not None:
            drop_integration(guild, found)
    transaction.on_commit(partial(disappear, guild.id, user.id), robust=True)
    signals.member_removed.send(Member, guild=guild, user=user)


def drop_integration(guild: Guild, integration: Integration) -> None:
    """Forget an application in a locked guild, and say so."""
    integration_id = integration.id
    integration.delete()
    events.integration_deleted(guild.id, integration_id, integration.application_id)
