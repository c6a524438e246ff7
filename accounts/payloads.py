"""How users, applications, settings and relationships look to clients.

``NotRequired`` fields may be absent, which is not the same as null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, cast

from django.conf import settings

from accounts.models import Relationship, User, UserSettings
from accounts.signals import application_asked

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialAccount

    from accounts.models import Application

PUBLIC_FLAGS = 0x7FFF_FFFF
CONNECTION_TYPE = "domain"
DEFAULT_INSTALL = {"scopes": ["bot", "applications.commands"], "permissions": "0"}


class UserPayload(TypedDict):
    id: str
    username: str
    global_name: str | None
    discriminator: str
    avatar: str | None
    avatar_decoration_data: None
    collectibles: None
    primary_guild: None
    banner: str | None
    accent_color: int | None
    public_flags: int
    flags: int
    bot: NotRequired[bool]
    system: NotRequired[bool]


class SelfUserPayload(UserPayload):
    email: NotRequired[str | None]  # these two not for an application without the scope
    verified: NotRequired[bool]
    mfa_enabled: bool
    locale: str
    premium_type: int
    bio: str
    pronouns: str


class ProfilePayload(TypedDict):
    user: dict[str, Any]
    user_profile: dict[str, Any]
    connected_accounts: list[PublicConnectionPayload]
    premium_since: None
    premium_type: int
    mutual_guilds: NotRequired[list[dict[str, Any]]]  # as is asked; none of who blocked the viewer
    mutual_friends: NotRequired[list[UserPayload]]
    mutual_friends_count: NotRequired[int]
    guild_member: NotRequired[dict[str, Any]]  # both in a guild that the viewer named
    guild_member_profile: NotRequired[dict[str, Any]]
    application: NotRequired[dict[str, Any]]


class ApplicationPayload(TypedDict):
    id: str
    name: str
    icon: str | None
    description: str
    type: None
    bot_public: bool
    bot_require_code_grant: bool
    verify_key: str
    flags: int
    flags_new: str
    tags: list[str]
    integration_types_config: dict[str, Any]
    install_params: dict[str, Any]
    cover_image: NotRequired[str]
    custom_install_url: NotRequired[str]
    bot: NotRequired[UserPayload]
    terms_of_service_url: NotRequired[str]
    privacy_policy_url: NotRequired[str]


class OwnApplicationPayload(ApplicationPayload):
    owner: UserPayload
    team: None
    redirect_uris: list[str]
    public_client: bool  # ours: it cannot keep a secret, so PKCE is required of it
    interactions_endpoint_url: str | None
    role_connections_verification_url: str | None
    event_webhooks_url: None
    event_webhooks_status: int
    explicit_content_filter: int
    summary: str
    approximate_guild_count: int
    approximate_user_install_count: int
    approximate_user_authorization_count: int


class ConnectionPayload(TypedDict):
    id: str
    type: str
    name: str | None
    verified: bool
    revoked: bool
    friend_sync: bool
    show_activity: bool
    two_way_link: bool
    visibility: int
    integrations: list[Any]
    provider: ProviderPayload  # ours: where it is


class ProviderPayload(TypedDict):
    id: str
    name: str


class PublicConnectionPayload(TypedDict):
    id: str
    type: str
    name: str | None
    verified: bool


class RelationshipPayload(TypedDict):
    id: str
    type: int
    nickname: None
    user: UserPayload
    since: str
    user_ignored: bool
    notify_online: bool  # ours: whether one is told when they come online


class SettingsPayload(TypedDict):
    status: str
    custom_status: dict[str, Any] | None
    theme: str
    locale: str
    guild_positions: list[str]
    client: dict[str, Any]


def user_payload(user: User) -> UserPayload:
    """Return a user as everybody may see them."""
    payload: UserPayload = {
        "id": str(user.id),
        "username": user.username,
        "global_name": user.global_name,
        "discriminator": user.discriminator,
        "avatar": user.avatar,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
        "banner": user.banner,
        "accent_color": user.accent_color,
        "public_flags": user.flags & PUBLIC_FLAGS,
        "flags": user.flags & PUBLIC_FLAGS,
    }
    if user.bot:
        payload["bot"] = True
    if user.system:
        payload["system"] = True
    return payload


def self_user_payload(user: User) -> SelfUserPayload:
    """Return a user as only they may see themselves (two queries for people, none for bots)."""
    return own_user_payload(
        user,
        verified=user.bot or email_is_verified(user),
        mfa_enabled=not user.bot and has_second_factor(user),
    )


def own_user_payload(user: User, *, verified: bool, mfa_enabled: bool) -> SelfUserPayload:
    """``self_user_payload`` for who has read the rest already."""
    return {
        **user_payload(user),
        "email": user.email,
        "verified": verified,
        "mfa_enabled": mfa_enabled,
        "locale": user.locale,
        "premium_type": 0,
        "bio": user.bio,
        "pronouns": user.pronouns,
    }


def email_is_verified(user: User) -> bool:
    from allauth.account.models import EmailAddress

    if user.email is None:
        return False
    return bool(
        EmailAddress.objects.filter(user_id=user.id, email=user.email, verified=True).exists()
    )


def has_second_factor(user: User) -> bool:
    from allauth.mfa.models import Authenticator

    factors = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=user.id, type__in=factors).exists())


def application_payload(application: Application) -> ApplicationPayload:
    """Return an application as everybody may see it."""
    payload: ApplicationPayload = {
        "id": str(application.id),
        "name": application.name,
        "icon": application.icon,
        "description": application.description,
        "type": None,
        "bot_public": application.bot_public,
        "bot_require_code_grant": application.bot_require_code_grant,
        "verify_key": application.verify_key,
        "flags": application.flags,
        "flags_new": str(application.flags),
        "tags": application.tags,
        "integration_types_config": {"0": {}},
        "install_params": application.install_params or DEFAULT_INSTALL,
    }
    if application.cover_image:
        payload["cover_image"] = application.cover_image
    if application.custom_install_url:
        payload["custom_install_url"] = application.custom_install_url
    if application.bot is not None:
        payload["bot"] = user_payload(application.bot)
    if application.terms_of_service_url:
        payload["terms_of_service_url"] = application.terms_of_service_url
    if application.privacy_policy_url:
        payload["privacy_policy_url"] = application.privacy_policy_url
    return payload


def own_application_payload(application: Application) -> OwnApplicationPayload:
    """Return an application as its owner and its bot may see it."""
    payload: dict[str, Any] = {
        **application_payload(application),
        "owner": user_payload(application.owner),
        "team": None,
        "redirect_uris": application.redirect_uris,
        "public_client": application.public_client,
        "interactions_endpoint_url": application.interactions_endpoint_url,
        "role_connections_verification_url": application.role_connections_verification_url,
        "event_webhooks_url": None,
        "event_webhooks_status": 1,
        "explicit_content_filter": 0,
        "summary": "",
        "approximate_guild_count": 0,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
    }
    for _, part in application_asked.send(type(application), application=application):
        payload |= cast("dict[str, Any]", part or {})
    return payload  # type: ignore[return-value]


def relationship_payload(relationship: Relationship) -> RelationshipPayload:
    return {
        "id": str(relationship.other_id),
        "type": relationship.type,
        "nickname": None,
        "user": user_payload(relationship.other),
        "since": relationship.since.isoformat(),
        "user_ignored": False,
        "notify_online": relationship.notify_online,
    }


def connection_payload(identity: SocialAccount) -> ConnectionPayload:
    """Return an account at an identity provider as its owner sees it.

    Of the services that the API knows only ``domain`` names no company; the id is ours, as the
    subject at the provider is nobody's business.
    """
    shown = getattr(identity, "connection", None)
    return {
        "id": str(identity.pk),
        "type": CONNECTION_TYPE,
        "name": connection_name(identity),
        "verified": True,
        "revoked": identity.provider not in providers(),
        "friend_sync": False,
        "show_activity": shown is not None and shown.show_activity,
        "two_way_link": False,
        "visibility": shown.visibility if shown is not None else 0,
        "integrations": [],
        "provider": {
            "id": identity.provider,
            "name": providers().get(identity.provider, identity.provider),
        },
    }


def public_connection_payload(identity: SocialAccount) -> PublicConnectionPayload:
    """Return an account elsewhere as others see it on a profile."""
    return {
        "id": str(identity.pk),
        "type": CONNECTION_TYPE,
        "name": connection_name(identity),
        "verified": True,
    }


def connection_name(identity: SocialAccount) -> str:
    """Return what somebody is called there; never an address."""
    claims = identity.extra_data if isinstance(identity.extra_data, dict) else {}
    for claim in ("preferred_username", "name"):
        if name := str(claims.get(claim) or "").partition("@")[0].strip():
            return name
    return str(providers().get(identity.provider, identity.provider))


def providers() -> dict[str, str]:
    """Return the names of the configured identity providers by their ids."""
    apps: list[dict[str, str]] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return {app["provider_id"]: app["name"] for app in apps}


def settings_payload(chosen: UserSettings) -> SettingsPayload:
    return {
        "status": chosen.status,
        "custom_status": chosen.custom_status,
        "theme": chosen.theme,
        "locale": chosen.locale,
        "guild_positions": [str(guild_id) for guild_id in chosen.guild_positions],
        "client": chosen.client,
    }
