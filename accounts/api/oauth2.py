"""OAuth2: tokens for applications, and what people have allowed them."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from allauth.core.internal import jwkkit
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client

from accounts.payloads import (
    ApplicationPayload,
    UserPayload,
    application_payload,
    user_payload,
)
from accounts.services import oauth2 as services
from accounts.services.oauth2 import TokenAnswer
from config.kernel.errors import InvalidOAuth2Token, UnknownToken
from config.kernel.fields import UNSET, Body, UnsetType
from config.kernel.views import ANY_SCOPE, Answer, ApiRequest, ApiView, operation
from config.settings import limits


class TokenRequest(Body):
    grant_type: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    redirect_uri: str | UnsetType = UNSET
    code_verifier: str | UnsetType = UNSET
    refresh_token: str | UnsetType = UNSET
    scope: str | UnsetType = UNSET
    client_id: str | UnsetType = UNSET
    client_secret: str | UnsetType = UNSET


class RevokeRequest(Body):
    token: str | UnsetType = UNSET
    token_type_hint: str | UnsetType = UNSET
    client_id: str | UnsetType = UNSET
    client_secret: str | UnsetType = UNSET


class TokenPayload(TypedDict):
    token_type: str
    access_token: str
    expires_in: int
    scope: str
    refresh_token: NotRequired[str]
    id_token: NotRequired[str]
    webhook: NotRequired[dict[str, Any]]  # what `webhook.incoming` made
    guild: NotRequired[dict[str, Any]]  # where `bot` was let in


class OAuth2ErrorPayload(TypedDict):
    error: str
    error_description: NotRequired[str]


class CurrentAuthorizationPayload(TypedDict):
    application: ApplicationPayload
    scopes: list[str]
    expires: str
    user: NotRequired[UserPayload]


class KeysPayload(TypedDict):
    keys: list[dict[str, Any]]


class UserInfoPayload(TypedDict):
    sub: str
    preferred_username: NotRequired[str]
    nickname: NotRequired[str]
    locale: NotRequired[str]
    picture: NotRequired[str]
    email: NotRequired[str]
    email_verified: NotRequired[bool]


class AuthorizationPayload(TypedDict):
    id: str  # of the application
    application: ApplicationPayload
    scopes: list[str]
    since: str


def answered(answer: TokenAnswer) -> Answer:
    headers = {**answer.headers, "Cache-Control": "no-store", "Pragma": "no-cache"}
    if answer.status == 200:
        return Answer(answer.body or {}, headers=headers)
    return Answer(answer.body, status=answer.status, headers=headers)


class Tokens(ApiView):
    """Exchange a code, a refresh token or an application's own credentials for tokens."""

    @operation(
        who="clients",
        body=TokenRequest,
        form=True,
        output=TokenPayload,
        errors=OAuth2ErrorPayload,
        bucket="oauth2-token",
        rate=limits.TOKEN_RATE,
    )
    def post(self, request: ApiRequest, *, body: TokenRequest) -> Answer:
        authorization = request.http.headers.get("Authorization", "")
        return answered(services.exchange(body.given(), authorization))


class Revocation(ApiView):
    """End the authorisation that a token belongs to, with all its tokens."""

    @operation(
        who="clients",
        body=RevokeRequest,
        form=True,
        output=dict[str, str],
        errors=OAuth2ErrorPayload,
        bucket="oauth2-token",
        rate=limits.TOKEN_RATE,
    )
    def post(self, request: ApiRequest, *, body: RevokeRequest) -> Answer:
        authorization = request.http.headers.get("Authorization", "")
        return answered(services.revoke(body.given(), authorization))


class CurrentAuthorization(ApiView):
    """Say what the token of this very request stands for."""

    @operation(scopes=(ANY_SCOPE,), output=CurrentAuthorizationPayload)
    def get(self, request: ApiRequest) -> CurrentAuthorizationPayload:
        credentials = request.credentials
        if credentials.scopes is None:
            raise InvalidOAuth2Token
        payload: CurrentAuthorizationPayload = {
            "application": application_payload(credentials.application),
            "scopes": sorted(credentials.scopes),
            "expires": credentials.expires_at.isoformat(),
        }
        if "identify" in credentials.scopes:
            payload["user"] = user_payload(credentials.user)
        return payload


class Keys(ApiView):
    """The keys with which id tokens are signed (JWKS)."""

    @operation(who="anyone", output=KeysPayload)
    def get(self, request: ApiRequest) -> KeysPayload:
        active = get_adapter().list_private_keys(is_active=True)
        keys = [jwkkit.load_jwk_from_pem(key.pem)[0] for key in active]
        return {"keys": [{**key, "use": "sig", "alg": "RS256"} for key in keys]}


class UserInfo(ApiView):
    """The person that an application acts for, in the words of OpenID Connect."""

    @operation(scopes=("openid",), output=UserInfoPayload)
    def get(self, request: ApiRequest) -> UserInfoPayload:
        credentials = request.credentials
        if credentials.scopes is None:
            raise InvalidOAuth2Token
        client = Client(id=str(credentials.application.id))
        claims: UserInfoPayload = get_adapter().get_claims(
            "userinfo", credentials.user, client, credentials.scopes
        )
        return claims


class Authorizations(ApiView):
    """The applications that may act for oneself."""

    @operation(who="people", output=list[AuthorizationPayload])
    def get(self, request: ApiRequest) -> list[AuthorizationPayload]:
        return [
            {
                "id": str(one.application.id),
                "application": application_payload(one.application),
                "scopes": sorted(one.scopes),
                "since": one.since.isoformat(),
            }
            for one in services.authorizations_of(request.user.id)
        ]


class OneAuthorization(ApiView):
    @operation(who="people", status=204)
    def delete(self, request: ApiRequest, *, application_id: int) -> None:
        if not services.end_authorization(request.user.id, application_id):
            raise UnknownToken
