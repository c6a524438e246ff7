"""Asking an identity provider: its description, its keys, and what it says of a person.

https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation: signature, issuer, audience,
times and nonce of each id token are checked, also of one that came over TLS.
"""

from __future__ import annotations

from typing import Any, Final

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

# Signatures by public keys only: a client secret is not good enough as a key.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384",
                     "ES512", "EdDSA")  # fmt: skip
REQUIRED: Final = ("iss", "sub", "aud", "exp", "iat")
# How far apart the clocks of the two may be.
LEEWAY_SECONDS: Final = 60
ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class IssuerClient(OpenIDConnectOAuth2Adapter):
    """One question to a provider; ``state`` is what was remembered when the person was sent there."""

    def __init__(self, request: HttpRequest, provider_id: str) -> None:
        super().__init__(request, provider_id)
        self.state: dict[str, Any] = {}

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's description of itself; raises ``OAuth2Error`` unless it is that issuer's."""
        if not hasattr(self, "_openid_config"):
            wanted = self.get_provider().app.settings
            found = fetch(wanted["server_url"])
            if found.get("issuer") != wanted["issuer"]:
                raise OAuth2Error(
                    f"the provider calls itself {found.get('issuer')!r}, OIDC_ISSUER says"
                    f" {wanted['issuer']!r}"
                )
            for name in ENDPOINTS:
                if not str(found.get(name, "")).startswith(("https://", "http://")):
                    raise OAuth2Error(f"the provider names no {name}")
            self._openid_config = found
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        path = reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})
        return f"{settings.PUBLIC_URL}{path}"

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Return who somebody is at the provider; raises ``OAuth2Error`` where it is not shown."""
        credential = kwargs["response"].get("id_token")
        if not isinstance(credential, str):
            raise OAuth2Error("the provider sent no id token")
        claims = self.read_id_token(app, credential)
        if "userinfo_endpoint" in self.openid_config:
            more = self._fetch_user_info(token.token)
            if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
                raise OAuth2Error("the provider tells of somebody else than its id token")
            claims = {**claims, **more}
        claims["email_verified"] = claims.get("email_verified") in (True, "true")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": claims})

    def read_id_token(self, app: SocialApp, credential: str) -> dict[str, Any]:
        try:
            key = self.find_key(jwt.get_unverified_header(credential))
            claims: dict[str, Any] = jwt.decode(
                credential,
                key=key.key,
                algorithms=[key.algorithm_name],
                audience=app.client_id,
                issuer=app.settings["issuer"],
                leeway=LEEWAY_SECONDS,
                options={"require": list(REQUIRED)},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error(f"the id token is refused: {error}") from error
        nonce = self.state.get("nonce")
        if not nonce or not constant_time_compare(str(claims.get("nonce", "")), nonce):
            raise OAuth2Error("the id token is not the answer to this sign-in (nonce)")
        if not isinstance(claims["aud"], str) and claims.get("azp") not in (None, app.client_id):
            raise OAuth2Error("the id token was made for somebody else (azp)")
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise OAuth2Error("the id token names nobody")
        return claims

    def find_key(self, header: dict[str, Any]) -> jwt.PyJWK:
        """Return the key that an id token claims to be signed with."""
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise OAuth2Error(f"the id token is signed by {algorithm!r}")
        keys = jwt.PyJWKSet.from_dict(fetch(self.openid_config["jwks_uri"])).keys
        named = (
            [key for key in keys if key.key_id == header.get("kid")] if "kid" in header else keys
        )
        fitting = [key for key in named if key.algorithm_name == algorithm]
        if not fitting:
            raise OAuth2Error(
                "the id token is signed with a key that the provider does not publish"
            )
        return fitting[0]


def fetch(url: str) -> dict[str, Any]:
    with get_adapter().get_requests_session() as session:
        response = session.get(url)
        response.raise_for_status()
        found = response.json()
    if not isinstance(found, dict):
        raise OAuth2Error(f"{url} is no JSON object")
    return found
