"""An identity provider of the instance, as allauth sees it."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, Final

from allauth.socialaccount.app_settings import UID_MAX_LENGTH
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest, HttpResponse

from accounts.oidc.client import IssuerClient

# What is kept of what a provider says.
KEPT: Final = ("sub", "name", "preferred_username", "email", "email_verified")


class IdentityProvider(OpenIDConnectProvider):
    package = "accounts.oidc"  # where its addresses are
    pkce_enabled_default = True
    supports_token_authentication = False
    oauth2_adapter_class = IssuerClient

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        """Send somebody to the provider, with a nonce that its id token must repeat."""
        nonce = secrets.token_urlsafe(24)
        answer: HttpResponse = super().redirect(
            request,
            process,
            next_url=next_url,
            data=data,
            auth_params={**self.get_auth_params(), "nonce": nonce},
            nonce=nonce,
            **kwargs,
        )
        return answer

    def extract_uid(self, data: dict[str, Any]) -> str:
        subject = str(data["userinfo"]["sub"])
        if len(subject) <= UID_MAX_LENGTH:
            return subject
        return f"sha256:{hashlib.sha256(subject.encode()).hexdigest()}"

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        claims = data["userinfo"]
        return {name: claims[name] for name in KEPT if name in claims}
