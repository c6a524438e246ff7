"""Where allauth's OAuth2 server (oauthlib) meets our applications and Discord's rules.

Clients, hashed tokens, codes, PKCE and signed id tokens are allauth's. Ours: the client of an
application has its id; redirect addresses are compared as they are; `client_credentials` speaks
for the application's owner; a code remembers what the consent chose (guild, webhook).
"""

from __future__ import annotations

import re
from typing import Any, Final, cast

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.server import (
    generate_access_token,
    generate_refresh_token,
)
from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from oauthlib.openid import Server

from accounts.models import Application, User
from accounts.scopes import may_be_consented, may_be_own
from accounts.signals import code_exchanged
from config.settings import limits

CODE: Final = re.compile(r"[A-Za-z0-9]{1,100}")
CLIENT_CREDENTIALS: Final = "client_credentials"


class OIDCAdapter(DefaultOIDCAdapter):
    """What applications are told of people by the OpenID part."""

    def get_issuer(self) -> str:
        return str(settings.PUBLIC_URL)

    def get_claims(
        self, purpose: str, user: Any, client: Client, scopes: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Return id, name and picture; the address too where the scope allows it."""
        claims: dict[str, Any] = {"sub": str(user.id)}
        if "identify" in scopes:
            claims["preferred_username"] = user.username
            claims["nickname"] = user.global_name or user.username
            claims["locale"] = user.locale
            if user.avatar:
                claims["picture"] = f"{settings.PUBLIC_URL}/avatars/{user.id}/{user.avatar}.png"
        if "email" in scopes and user.email:
            from accounts.payloads import email_is_verified

            claims |= {"email": user.email, "email_verified": email_is_verified(user)}
        return claims


class RequestValidator(OAuthLibRequestValidator):
    def validate_redirect_uri(
        self, client_id: Any, redirect_uri: str, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        return redirect_uri in request.client.get_redirect_uris()

    def get_default_redirect_uri(
        self, client_id: Any, request: Any, *args: Any, **kwargs: Any
    ) -> str | None:
        """Return the only address there is; of several one must be named."""
        known = request.client.get_redirect_uris() if request.client else []
        return str(known[0]) if len(known) == 1 else None

    def validate_scopes(
        self, client_id: Any, scopes: Any, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        if request.grant_type == CLIENT_CREDENTIALS:
            return may_be_own(scopes)
        return may_be_consented(scopes)

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Check id and secret; a disabled owner's application is none."""
        if not super().authenticate_client(request, *args, **kwargs):
            return False
        application = Application.objects.select_related("owner").get(id=int(request.client.id))
        if request.grant_type == CLIENT_CREDENTIALS:
            request.user = application.owner
        return application.owner.is_active

    def validate_code(
        self, client_id: Any, code: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        return is_code(code) and super().validate_code(
            client_id, code, client, request, *args, **kwargs
        )

    def _lookup_authorization_code(self, request: Any, client_id: Any, code: str) -> Any:
        # What can be no code is no key of the cache either.
        if not (is_code(code) and is_code(client_id)):
            return None
        return super()._lookup_authorization_code(request, client_id, code)

    def save_authorization_code(
        self, client_id: Any, code: dict[str, Any], request: Any, *args: Any, **kwargs: Any
    ) -> None:
        remembered = {**code, "chosen": request.chosen}
        super().save_authorization_code(client_id, remembered, request, *args, **kwargs)

    def save_bearer_token(
        self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Keep the tokens, and add to the answer what the code stands for besides them."""
        super().save_bearer_token(token, request, *args, **kwargs)
        forget_oldest(request.client, request.user)
        if not request.code:
            return
        code = self._lookup_authorization_code(request, request.client.id, request.code)
        chosen = (code or {}).get("code", {}).get("chosen") or {}
        for _, part in code_exchanged.send(Application, chosen=chosen):
            token.update(cast("dict[str, Any]", part or {}))

    def revoke_token(
        self, token: str, token_type_hint: str | None, request: Any, *args: Any, **kwargs: Any
    ) -> None:
        """End the whole authorisation that a token belongs to, if it is this client's."""
        from accounts.services.oauth2 import end_authorization

        found = Token.objects.by_value(token).filter(client=request.client).first()
        if found is not None and found.user_id is not None:
            end_authorization(found.user_id, int(request.client.id))


def is_code(text: Any) -> bool:
    return isinstance(text, str) and CODE.fullmatch(text) is not None


def forget_oldest(client: Client, user: User) -> None:
    """Keep so many sign-ins of one person to one application, the newest."""
    kept = limits.AUTHORIZATIONS_PER_APPLICATION
    for kind in (Token.Type.ACCESS_TOKEN, Token.Type.REFRESH_TOKEN):
        mine = Token.objects.filter(client=client, user=user, type=kind)
        surplus = list(mine.order_by("-id").values_list("id", flat=True)[kept:])
        if surplus:
            Token.objects.filter(id__in=surplus).delete()


def server() -> Server:
    return Server(
        RequestValidator(),
        token_generator=generate_access_token,
        refresh_token_generator=generate_refresh_token,
        token_expires_in=limits.APPLICATION_TOKEN_SECONDS,
    )
