"""Configuration mistakes that `manage.py check` and `manage.py doctor` find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from config.settings import identity_providers, limits

# What must be right before an instance starts (`manage.py prepare` looks at it).
OURS: Final = "guildhall"


@register(OURS)
def check_public_url(app_configs: Sequence[AppConfig] | None, **_: object) -> list[CheckMessage]:
    url: str = settings.PUBLIC_URL
    if url.startswith(("http://", "https://")) and "/" not in url.split("://", 1)[1]:
        return []
    return [
        Error(
            f"PUBLIC_URL is {url!r}: it must be an address like https://chat.example.org",
            id="guildhall.E001",
        )
    ]


@register(OURS)
def check_registration_mode(
    app_configs: Sequence[AppConfig] | None, **_: object
) -> list[CheckMessage]:
    if settings.REGISTRATION_MODE in {"open", "invite", "closed"}:
        return []
    return [
        Error(
            f"REGISTRATION_MODE is {settings.REGISTRATION_MODE!r}: use open, invite or closed",
            id="guildhall.E002",
        )
    ]


@register(OURS)
def check_message_length(
    app_configs: Sequence[AppConfig] | None, **_: object
) -> list[CheckMessage]:
    if 1 <= settings.MESSAGE_LENGTH <= limits.MESSAGE_LENGTH_MAX:
        return []
    return [
        Error(
            f"MESSAGE_LENGTH is {settings.MESSAGE_LENGTH}: use a number from 1 to"
            f" {limits.MESSAGE_LENGTH_MAX}",
            id="guildhall.E003",
        )
    ]


@register(OURS)
def check_identity_providers(
    app_configs: Sequence[AppConfig] | None, **_: object
) -> list[CheckMessage]:
    found = identity_providers.problems()
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    if settings.OIDC_ONLY and not apps and not found:
        found = ["OIDC_ONLY lets nobody in: no identity provider is configured (OIDC_ISSUER)"]
    return [Error(text, id="guildhall.E004") for text in found]


@register(deploy=True)
def check_https(app_configs: Sequence[AppConfig] | None, **_: object) -> list[CheckMessage]:
    if settings.IS_HTTPS or settings.IS_LOOPBACK:
        return []
    return [
        checks.Warning(
            "People reach this instance over plain HTTP.",
            hint="Put a proxy with TLS before it and set PUBLIC_URL=https://… and TRUST_PROXY=1.",
            id="guildhall.W001",
        )
    ]


@register(deploy=True)
def check_mail(app_configs: Sequence[AppConfig] | None, **_: object) -> list[CheckMessage]:
    if not settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return []
    return [
        checks.Warning(
            "Mail is only written to the log.",
            hint="Set EMAIL_URL=smtp+tls://user:password@host:587 to send it.",
            id="guildhall.W002",
        )
    ]
