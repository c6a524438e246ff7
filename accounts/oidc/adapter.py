"""Who comes in by an identity provider: the rules of the instance, where allauth asks for them."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from accounts.forms import invite_admits
from accounts.models import InstanceSettings, RegistrationMode, SecurityEventKind, User
from accounts.oidc import pending
from accounts.services import identities, security_log, users

logger = logging.getLogger("guildhall.accounts")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: Any, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the providers of the settings; none is kept in the database."""
        apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        return [
            SocialApp(provider="openid_connect", **app)
            for app in apps
            if provider in (None, "openid_connect", app["provider_id"])
            and client_id in (None, app["client_id"])
        ]

    def get_app(self, request: Any, provider: str, client_id: str | None = None) -> SocialApp:
        found = self.list_apps(request, provider=provider, client_id=client_id)
        if len(found) != 1:  # of several, one must be named by its own id
            raise SocialApp.DoesNotExist
        return found[0]

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            return
        logger.warning("a sign-in by %s failed: %s", provider.name, exception or "no valid state")
        security_log.record(SecurityEventKind.SIGN_IN_FAILED, None, detail=provider.name)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse whom the instance keeps out, and decide what an address may do."""
        pending.forget(request)
        if sociallogin.is_existing:
            self.meet(sociallogin)
        elif sociallogin.state.get("process") != AuthProcess.CONNECT:
            self.meet_stranger(request, sociallogin)

    def meet(self, login: SocialLogin) -> None:
        user: User = login.user
        if not user.is_active:
            security_log.record(SecurityEventKind.SIGN_IN_FAILED, user.pk, detail=login.provider)
            raise ValidationError("This account is disabled.", code="user_inactive")
        if settings.OIDC_ONLY:
            identities.follow(user, login.account.extra_data)
            user.refresh_from_db()

    def meet_stranger(self, request: HttpRequest, login: SocialLogin) -> None:
        owner = identities.owner_of_address(login.account.extra_data)
        if owner is not None:
            pending.remember(request, login, owner)
            raise ValidationError("Sign in to your account to connect it.", code="link_needed")
        # What follows is ours (`save_user`); allauth would ask about an address in use by a form.
        login.email_addresses = []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        instance = InstanceSettings.load()
        if users.is_unclaimed(instance) or instance.registration_mode == RegistrationMode.CLOSED:
            return False
        given = (sociallogin.state.get("data") or {}).get("invite") or ""
        return instance.registration_mode == RegistrationMode.OPEN or invite_admits(given)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        account = identities.open_account(
            sociallogin.account.provider, sociallogin.account.uid, sociallogin.account.extra_data
        )
        user: User = account.user
        sociallogin.account, sociallogin.user = account, user
        if not user.is_active:
            raise PermissionDenied
        return user

    def send_notification_mail(self, template_prefix: str, user: Any, context: Any = None) -> None:
        if EmailAddress.objects.filter(user=user, primary=True, verified=True).exists():
            super().send_notification_mail(template_prefix, user, context)
