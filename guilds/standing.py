"""What somebody is in a guild: owner, roles, rank, permissions. The hierarchy is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.utils import timezone

from accounts.models import User
from accounts.payloads import email_is_verified
from accounts.services.second_factor import is_secured
from config.kernel.errors import VerificationLevelTooHigh
from guilds.models import (
    Channel,
    ChannelType,
    Guild,
    Member,
    MemberFlags,
    OverwriteType,
    Role,
    ThreadMember,
)
from guilds.models.channels import PermissionOverwrite
from guilds.permissions import (
    ALL,
    ELEVATED,
    NONE,
    TIMED_OUT,
    UNTOUCHED,
    Overwrite,
    Permissions,
    base_permissions,
    channel_permissions,
)
from guilds.verification import VERIFIED, verified_from

Rank = tuple[float, float]
ABOVE_ALL: Final[Rank] = (float("inf"), 0.0)
# What a member in quarantine keeps: they get out of it by taking another name.
QUARANTINED: Final = TIMED_OUT | Permissions.CHANGE_NICKNAME
BELOW_ALL: Final[Rank] = (float("-inf"), 0.0)
VOICE_TYPES: Final = frozenset((ChannelType.GUILD_VOICE, ChannelType.GUILD_STAGE_VOICE))


def role_rank(role: Role) -> Rank:
    """Return where a role stands; of two on one position the older is higher."""
    return (role.position, -role.id)


@dataclass(frozen=True)
class Operator:
    """One of the instance's staff, acting on a guild from outside: above its hierarchy."""

    user: User


@dataclass(frozen=True)
class Standing:
    """One user in one guild. Without a ``member`` they are not in it, and may do nothing."""

    guild: Guild
    user_id: int
    member: Member | None
    roles: tuple[Role, ...]  # theirs, @everyone included
    is_operator: bool = False

    @property
    def is_owner(self) -> bool:
        return self.is_operator or self.guild.owner_id == self.user_id

    @property
    def is_administrator(self) -> bool:
        return Permissions.ADMINISTRATOR in self.granted

    @property
    def is_timed_out(self) -> bool:
        until = self.member.communication_disabled_until if self.member else None
        return until is not None and until > timezone.now()

    @property
    def is_pending(self) -> bool:
        """Whether they have yet to agree to the guild's rules, or to be let in."""
        return self.member is not None and self.member.pending

    @property
    def is_quarantined(self) -> bool:
        """Whether auto moderation keeps them from taking part, for what they are called."""
        flags = self.member.flags if self.member else 0
        return bool(flags & MemberFlags.AUTOMOD_QUARANTINED_USERNAME)

    @cached_property
    def permissions(self) -> Permissions:
        """What they may do in the guild as a whole."""
        return self.granted & ~self.withheld

    @cached_property
    def withheld(self) -> Permissions:
        """What they may not do here for want of a second factor."""
        if not self.guild.mfa_level or self.member is None or self.is_operator:
            return NONE
        return NONE if is_secured(self.member.user) else ELEVATED

    @cached_property
    def verified_from(self) -> float:
        """From when on they may speak, see ``guilds.verification``."""
        level = self.guild.verification_level
        if self.is_operator or self.member is None or not level:
            return VERIFIED
        user = self.member.user
        exempt = bool(self.member.roles) or self.is_owner or user.bot
        if exempt or self.member.flags & MemberFlags.BYPASSES_VERIFICATION:
            return VERIFIED
        return verified_from(
            level,
            is_exempt=False,
            has_email=email_is_verified(user),
            has_factor=is_secured(user),
            registered=user.date_joined,
            joined=self.member.joined_at,
        )

    def require_verified(self) -> None:
        """Refuse who has to be verified before they may speak here."""
        if self.verified_from > timezone.now().timestamp():
            raise VerificationLevelTooHigh

    @cached_property
    def granted(self) -> Permissions:
        """What their roles give them in the guild as a whole."""
        if self.is_operator:
            return ALL
        if self.member is None:
            return NONE
        granted = base_permissions(
            is_owner=self.is_owner,
            roles=[role.permissions for role in self.roles],
            timed_out=self.is_timed_out or self.is_pending,
        )
        if self.is_quarantined and Permissions.ADMINISTRATOR not in granted:
            return granted & QUARANTINED
        return granted

    @cached_property
    def rank(self) -> Rank:
        if self.is_owner:
            return ABOVE_ALL
        return max((role_rank(role) for role in self.roles), default=BELOW_ALL)

    def may(self, needed: Permissions) -> bool:
        return needed in self.permissions

    def outranks(self, role: Role) -> bool:
        """Return whether they may touch a role: it is below their highest."""
        return self.is_owner or role_rank(role) < self.rank

    def outranks_member(self, other: Standing) -> bool:
        """Return whether they may act on another: nobody acts on the owner or on an equal."""
        return not other.is_owner and (self.is_owner or self.rank > other.rank)

    def in_channel(self, channel: Channel) -> Permissions:
        """Return what they may do in a channel (or thread) of this guild."""
        return permissions_in_channel(self, channel, overwrites_of(channel))


def standing(guild: Guild, user_id: int) -> Standing:
    """Return what a user is in a guild, in two queries."""
    member = Member.objects.filter(guild=guild, user_id=user_id).first()
    return standing_of_member(guild, user_id, member)


def actor_standing(guild: Guild, actor: User | Operator) -> Standing:
    """Return what whoever calls a service is in the guild."""
    if isinstance(actor, Operator):
        return Standing(guild, actor.user.id, None, (), is_operator=True)
    return standing(guild, actor.id)


def standing_of_member(guild: Guild, user_id: int, member: Member | None) -> Standing:
    roles: tuple[Role, ...] = ()
    if member is not None:
        roles = tuple(Role.objects.filter(guild=guild, id__in=[guild.id, *member.roles]))
    return Standing(guild, user_id, member, roles)


def overwrites_of(channel: Channel) -> Iterable[PermissionOverwrite]:
    """Return the overwrites that hold in a channel; a thread has those of its parent."""
    if channel.is_thread:
        return PermissionOverwrite.objects.filter(channel_id=channel.parent_id)
    return channel.overwrites.all()


def permissions_in_channel(
    of: Standing, channel: Channel, overwrites: Iterable[PermissionOverwrite]
) -> Permissions:
    """Return what somebody may do in a channel with these overwrites."""
    if of.is_operator:
        return ALL
    if of.member is None:
        return NONE
    everyone = member = UNTOUCHED
    of_roles = []
    role_ids = {role.id for role in of.roles}
    for row in overwrites:
        overwrite = Overwrite(row.allow, row.deny)
        if row.type == OverwriteType.MEMBER:
            if row.target_id == of.user_id:
                member = overwrite
        elif row.target_id == of.guild.id:
            everyone = overwrite
        elif row.target_id in role_ids:
            of_roles.append(overwrite)
    granted = channel_permissions(
        is_owner=of.is_owner,
        roles=[role.permissions for role in of.roles],
        everyone=everyone,
        role_overwrites=of_roles,
        member=member,
        timed_out=of.is_timed_out or of.is_pending or of.is_quarantined,
        is_thread=channel.is_thread,
        is_voice=channel.type in VOICE_TYPES,
    )
    if (
        channel.type == ChannelType.PRIVATE_THREAD
        and Permissions.MANAGE_THREADS not in granted
        and not ThreadMember.objects.filter(thread=channel, user_id=of.user_id).exists()
    ):
        return NONE
    return granted & ~of.withheld


def is_public(channel: Channel, everyone: Role) -> bool:
    """Say whether @everyone sees a channel."""
    return everyone_may(channel, everyone, Permissions.VIEW_CHANNEL)


def everyone_may(channel: Channel, everyone: Role, needed: Permissions) -> bool:
    """Say whether @everyone has ``needed`` in a channel."""
    own = next(
        (
            Overwrite(row.allow, row.deny)
            for row in channel.overwrites.all()
            if row.type == OverwriteType.ROLE and row.target_id == everyone.id
        ),
        UNTOUCHED,
    )
    granted = channel_permissions(is_owner=False, roles=[everyone.permissions], everyone=own)
    return needed in granted
