"""Invites as clients see them; who may manage them sees how often they were used."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from accounts.payloads import (
    ApplicationPayload,
    UserPayload,
    application_payload,
    user_payload,
)
from guilds.models import Guild, GuildScheduledEvent, Invite, Role, WelcomeScreen
from guilds.payloads.guilds import features_of
from guilds.payloads.members import timestamp
from guilds.payloads.newcomers import WelcomeScreenPayload, welcome_screen_payload
from guilds.payloads.roles import RoleColorsPayload, role_payload
from guilds.payloads.scheduled_events import ScheduledEventPayload, scheduled_event_payload


class InviteGuildPayload(TypedDict):
    id: str
    name: str
    splash: str | None
    banner: str | None
    description: str | None
    icon: str | None
    features: list[str]
    verification_level: int
    vanity_url_code: str | None
    nsfw_level: int
    nsfw: bool
    premium_subscription_count: int
    welcome_screen: NotRequired[WelcomeScreenPayload]  # of a community that shows one


class InviteRolePayload(TypedDict):
    id: str
    name: str
    position: int
    color: int
    colors: RoleColorsPayload
    icon: str | None
    unicode_emoji: str | None


class InviteChannelPayload(TypedDict):
    id: str
    name: str | None
    type: int
    icon: NotRequired[str | None]  # both of group DMs
    recipients: NotRequired[list[dict[str, str | None]]]


class InvitePayload(TypedDict):
    type: int
    code: str
    expires_at: str | None
    channel: InviteChannelPayload
    guild_id: NotRequired[str]  # these three are absent in invites to group DMs
    guild: NotRequired[InviteGuildPayload]
    flags: NotRequired[int]
    new_member: NotRequired[bool]  # both in the answer to who accepts
    show_verification_form: NotRequired[bool]
    target_type: NotRequired[int]  # these three in invites to a stream or an application
    target_user: NotRequired[UserPayload]
    target_application: NotRequired[ApplicationPayload]
    roles: NotRequired[list[InviteRolePayload]]  # absent when it brings none
    inviter: NotRequired[UserPayload]  # absent when the account is gone
    approximate_member_count: NotRequired[int]  # both with_counts only
    approximate_presence_count: NotRequired[int]
    guild_scheduled_event: NotRequired[ScheduledEventPayload]  # the one that was asked for


class InviteWithMetadataPayload(InvitePayload):
    max_age: int
    created_at: str
    uses: NotRequired[int]  # these three are absent in invites to group DMs
    max_uses: NotRequired[int]
    temporary: NotRequired[bool]


class InviteCreatedPayload(TypedDict):
    """INVITE_CREATE."""

    code: str
    guild_id: str
    channel_id: str
    type: int
    created_at: str
    expires_at: str | None
    max_age: int
    max_uses: int
    uses: int
    temporary: bool
    inviter: NotRequired[UserPayload]
    target_type: NotRequired[int]
    target_user: NotRequired[UserPayload]
    target_application: NotRequired[ApplicationPayload]


def invite_guild_payload(guild: Guild) -> InviteGuildPayload:
    payload: InviteGuildPayload = {
        "id": str(guild.id),
        "name": guild.name,
        "splash": guild.splash,
        "banner": guild.banner,
        "description": guild.description,
        "icon": guild.icon,
        "features": features_of(guild),
        "verification_level": guild.verification_level,
        "vanity_url_code": guild.vanity_url_code,
        "nsfw_level": guild.nsfw_level,
        "nsfw": guild.nsfw_level in (1, 3),
        "premium_subscription_count": 0,
    }
    if "WELCOME_SCREEN_ENABLED" in guild.features:
        screen = WelcomeScreen.objects.filter(guild=guild).first()
        payload["welcome_screen"] = welcome_screen_payload(screen)
    return payload


def invite_payload(
    invite: Invite,
    *,
    presence_count: int | None = None,
    scheduled_event: GuildScheduledEvent | None = None,
) -> InvitePayload:
    """Return what anyone may know of an invite; with counts if ``presence_count`` is given."""
    channel = invite.channel
    payload: InvitePayload = {
        "type": 0,
        "code": invite.code,
        "expires_at": timestamp(invite.expires_at) if invite.expires_at else None,
        "guild_id": str(invite.guild_id),
        "guild": invite_guild_payload(invite.guild),
        "channel": {"id": str(channel.id), "name": channel.name, "type": channel.type},
        "flags": invite.flags,
    }
    if invite.inviter is not None:
        payload["inviter"] = user_payload(invite.inviter)
    if invite.target_type is not None:
        payload["target_type"] = invite.target_type
    if invite.target_user is not None:
        payload["target_user"] = user_payload(invite.target_user)
    if invite.target_application is not None:
        payload["target_application"] = application_payload(invite.target_application)
    if invite.role_ids:
        payload["roles"] = [
            invite_role_payload(role)
            for role in Role.objects.filter(guild_id=invite.guild_id, id__in=invite.role_ids)
        ]
    if presence_count is not None:
        payload["approximate_member_count"] = invite.guild.member_count
        payload["approximate_presence_count"] = presence_count
    if scheduled_event is not None:
        payload["guild_scheduled_event"] = scheduled_event_payload(scheduled_event)
    return payload


def invite_role_payload(role: Role) -> InviteRolePayload:
    payload = role_payload(role)
    return {name: payload[name] for name in InviteRolePayload.__annotations__}  # type: ignore[return-value,literal-required]


def invite_with_metadata_payload(invite: Invite) -> InviteWithMetadataPayload:
    return {
        **invite_payload(invite),
        "uses": invite.uses,
        "max_uses": invite.max_uses,
        "max_age": invite.max_age,
        "temporary": invite.temporary,
        "created_at": timestamp(invite.created_at),
    }


def invite_created_payload(invite: Invite) -> InviteCreatedPayload:
    payload: InviteCreatedPayload = {
        "code": invite.code,
        "guild_id": str(invite.guild_id),
        "channel_id": str(invite.channel_id),
        "type": 0,
        "created_at": timestamp(invite.created_at),
        "expires_at": timestamp(invite.expires_at) if invite.expires_at else None,
        "max_age": invite.max_age,
        "max_uses": invite.max_uses,
        "uses": invite.uses,
        "temporary": invite.temporary,
    }
    if invite.inviter is not None:
        payload["inviter"] = user_payload(invite.inviter)
    if invite.target_type is not None:
        payload["target_type"] = invite.target_type
    if invite.target_user is not None:
        payload["target_user"] = user_payload(invite.target_user)
    if invite.target_application is not None:
        payload["target_application"] = application_payload(invite.target_application)
    return payload
