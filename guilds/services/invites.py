"""Creating, accepting and revoking invites."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from config.kernel.errors import (
    BannedFromGuild,
    CannotExecuteOnChannelType,
    InvitesPaused,
    MaximumInvites,
    MissingAccess,
    MissingPermissions,
    OnlyUsers,
    UnknownChannel,
    UnknownInvite,
    not_in_range,
)
from config.settings import limits
from guilds import events
from guilds.models import AuditLogEvent, Ban, Channel, ChannelType, Guild, Invite, Member, Role
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, changing, user_id_of
from guilds.services.guild_features import INVITES_DISABLED
from guilds.services.invite_targets import checked_roles, checked_target, require_meant
from guilds.services.join_requests import begin_request, open_request, waits_outside
from guilds.services.memberships import enter_guild, lock_user_with_room
from guilds.standing import is_public

ALPHABET: Final = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH: Final = 8
RELATED: Final = ("guild", "channel", "inviter", "target_user", "target_application")
INVITABLE: Final = frozenset(
    (
        ChannelType.GUILD_TEXT,
        ChannelType.GUILD_VOICE,
        ChannelType.GUILD_ANNOUNCEMENT,
        ChannelType.GUILD_STAGE_VOICE,
        ChannelType.GUILD_FORUM,
        ChannelType.GUILD_MEDIA,
    )
)


def create_invite(
    actor: Actor,
    channel: Channel,
    *,
    max_age: int = limits.INVITE_DEFAULT_AGE,
    max_uses: int = 0,
    temporary: bool = False,
    unique: bool = False,
    target_type: int | None = None,
    target_user_id: int | None = None,
    target_application_id: int | None = None,
    role_ids: Collection[int] = (),
    target_user_ids: Collection[int] | None = None,
    reason: str | None = None,
) -> Invite:
    """Make an invite to a channel, or return the actor's own like it unless it must be unique.

    ``role_ids`` are given to whoever accepts it; with ``target_user_ids`` only they may.
    """
    if channel.type not in INVITABLE:
        raise CannotExecuteOnChannelType
    if not 0 <= max_age <= limits.INVITE_MAX_AGE:
        raise not_in_range("max_age", 0, limits.INVITE_MAX_AGE)
    if not 0 <= max_uses <= limits.INVITE_MAX_USES:
        raise not_in_range("max_uses", 0, limits.INVITE_MAX_USES)
    with acting(actor, channel.guild_id) as (guild, standing):
        found = guild.channels.filter(id=channel.id).first()
        if found is None:
            raise UnknownChannel
        granted = standing.in_channel(found)
        if Permissions.VIEW_CHANNEL not in granted:
            raise MissingAccess
        if Permissions.CREATE_INSTANT_INVITE not in granted:
            raise MissingPermissions
        more: dict[str, Any] = {
            **checked_target(
                guild,
                found,
                target_type,
                user_id=target_user_id,
                application_id=target_application_id,
            ),
            "role_ids": checked_roles(guild, standing, role_ids),
        }
        if not unique and target_user_ids is None:
            alike = valid_invites().filter(
                channel=found,
                inviter_id=user_id_of(actor),
                max_age=max_age,
                max_uses=max_uses,
                temporary=temporary,
                uses=0,
                target_user_ids=None,
                **{"target_type": None, **more},
            )
            if existing := alike.select_related(*RELATED).first():
                return existing
        if valid_invites().filter(guild=guild).count() >= limits.INVITES_PER_GUILD:
            raise MaximumInvites
        invite = make_invite(
            guild,
            found,
            inviter=User.objects.get(id=user_id_of(actor)),
            max_age=max_age,
            max_uses=max_uses,
            temporary=temporary,
            target_user_ids=None if target_user_ids is None else list(target_user_ids),
            target_users_set_at=None if target_user_ids is None else timezone.now(),
            **more,
        )
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.INVITE_CREATE,
            None,
            changes=audit_log.created(logged(invite)),
            reason=reason,
        )
    return invite


def make_invite(
    guild: Guild,
    channel: Channel,
    *,
    inviter: User | None,
    max_age: int = limits.INVITE_DEFAULT_AGE,
    **values: Any,
) -> Invite:
    """Write and announce an invite of a locked guild. The caller has checked the rest."""
    invite = Invite.objects.create(
        code=new_code(),
        guild=guild,
        channel=channel,
        inviter=inviter,
        max_age=max_age,
        expires_at=timezone.now() + timedelta(seconds=max_age) if max_age else None,
        **values,
    )
    events.invite_created(invite)
    return invite


@transaction.atomic
def accept_invite(user: User, code: str) -> tuple[Invite, bool]:
    """Join by an invite; returns it, and whether the user was not a member before.

    Where newcomers wait outside this begins a request to join.
    """
    if user.bot:
        raise OnlyUsers
    found = find_invite(code)
    user = lock_user_with_room(user.id, joining=found.guild_id)
    with changing(found.guild_id, inside=True) as guild:
        # Read again: the guild is locked now, so the number of uses is exact.
        invite = find_invite(code)
        require_meant(invite, user.id)
        if Member.objects.filter(guild=guild, user=user).exists():
            return invite, False
        if Ban.objects.filter(guild=guild, user=user).exists():
            raise BannedFromGuild
        if open_request(guild, user.id) is not None:
            return invite, False
        require_open(guild)
        invite.uses += 1
        if invite.code == guild.vanity_url_code:
            Guild.objects.filter(id=guild.id).update(vanity_url_uses=F("vanity_url_uses") + 1)
        elif invite.max_uses and invite.uses >= invite.max_uses:
            Invite.objects.filter(code=code).delete()
            events.invite_deleted(invite)
        else:
            invite.save(update_fields=["uses"])
        given = guild.roles.filter(id__in=invite.role_ids).values_list("id", flat=True)
        if waits_outside(guild, user):
            begin_request(guild, user, given)
        else:
            enter_guild(guild, user, temporary=invite.temporary, roles=tuple(given))
        invite.guild = guild
    return invite, True


def delete_invite(actor: Actor, code: str, *, reason: str | None = None) -> Invite:
    """Revoke an invite: for who manages its channel or the guild."""
    found = find_made_invite(code)
    if found is None:
        raise UnknownInvite
    with acting(actor, found.guild_id) as (guild, standing):
        invite = find_made_invite(code)
        if invite is None:
            raise UnknownInvite
        in_channel = standing.in_channel(invite.channel)
        if not (
            standing.may(Permissions.MANAGE_GUILD) or Permissions.MANAGE_CHANNELS in in_channel
        ):
            raise MissingPermissions
        Invite.objects.filter(code=code).delete()
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.INVITE_DELETE,
            None,
            changes=audit_log.deleted(logged(invite)),
            reason=reason,
        )
        events.invite_deleted(invite)
    return invite


def find_invite(code: str) -> Invite:
    """Return a valid invite; one that has run out is as unknown as one that never was.

    The code may be a guild's own, which is an invite that nobody made (and no row).
    """
    invite = find_made_invite(code) or vanity_invite(code)
    if invite is None:
        raise UnknownInvite
    return invite


def find_made_invite(code: str) -> Invite | None:
    return valid_invites().select_related(*RELATED).filter(code=code).first()


def vanity_invite(code: str) -> Invite | None:
    """Return the invite that a guild's own code stands for: to where newcomers land."""
    own = code.lower()
    guild = Guild.objects.filter(vanity_url_code=own).first()
    if guild is None:
        return None
    channels = {
        channel.id: channel
        for channel in guild.channels.filter(type__in=INVITABLE).prefetch_related("overwrites")
    }
    for channel_id in (guild.rules_channel_id, guild.system_channel_id):
        if channel_id in channels:
            return Invite(code=own, guild=guild, channel=channels[channel_id])
    everyone = Role.objects.get(id=guild.id)
    public = (channel for channel in channels.values() if is_public(channel, everyone))
    channel = next(public, None)
    if channel is None:
        return None
    return Invite(code=own, guild=guild, channel=channel)


def require_open(guild: Guild) -> None:
    """Refuse newcomers while the guild takes none."""
    until = guild.invites_disabled_until
    if INVITES_DISABLED in guild.features or (until is not None and until > timezone.now()):
        raise InvitesPaused


def valid_invites() -> QuerySet[Invite]:
    return Invite.objects.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


def delete_expired_invites() -> int:
    """Delete what has run out, and say so to who sees the channel."""
    gone = 0
    expired = Invite.objects.filter(expires_at__lte=timezone.now()).select_related("guild")
    for invite in expired[:1000]:
        with transaction.atomic():
            deleted, _ = Invite.objects.filter(code=invite.code).delete()
            if deleted:
                events.invite_deleted(invite)
                gone += 1
    return gone


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def logged(invite: Invite) -> dict[str, object]:
    return {
        "code": invite.code,
        "channel_id": invite.channel_id,
        "inviter_id": invite.inviter_id,
        "max_uses": invite.max_uses,
        "uses": invite.uses,
        "max_age": invite.max_age,
        "temporary": invite.temporary,
    }


def guild_of_invite(code: str) -> Guild | None:
    """Return the guild a code leads to, if it is valid (sign-up by invitation asks)."""
    invite = find_made_invite(code) or vanity_invite(code)
    return invite.guild if invite is not None else None
