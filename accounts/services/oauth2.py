"""OAuth2: what people allow applications to do in their name.

One consent leads to a code, a code to an access token (a week) and a refresh token (used once).
https://discord.com/developers/docs/topics/oauth2
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from allauth.core.context import request_context
from allauth.idp.oidc.models import Client, Token
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from oauthlib.oauth2.rfc6749.errors import OAuth2Error

from accounts.authorization_server import server
from accounts.models import Application, User
from accounts.scopes import WITH_GUILD, WITHOUT_CODE, may_be_consented
from accounts.services.clients import sync_client
from accounts.services.sessions import forget_credentials
from config.kernel.errors import FormError, field_error

FORM: Final = "application/x-www-form-urlencoded"
GRANT_TYPES: Final = frozenset({"authorization_code", "refresh_token", "client_credentials"})
# Where the library that judges says nothing more.
DESCRIPTIONS: Final = {
    "unsupported_grant_type": 'Invalid "grant_type" in request.',
    "invalid_grant": 'Invalid "code" or "refresh_token" in request.',
    "invalid_client": "Unknown client, or a wrong secret.",
    "invalid_scope": "The requested scope is invalid, unknown, or malformed.",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access token stands for."""

    user: User
    application: Application
    scopes: frozenset[str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Authorization:
    """Which application may do what in a person's name."""

    application: Application
    scopes: frozenset[str]
    since: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What an application asks a person for, as its link says it."""

    scopes: tuple[str, ...]
    redirect_uri: str | None = None
    response_type: str | None = None
    state: str | None = None
    code_challenge: str | None = None
    code_challenge_method: str | None = None
    nonce: str | None = None

    @property
    def needs_code(self) -> bool:
        return self.response_type is not None or not set(self.scopes) <= WITHOUT_CODE


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What the token endpoints answer: their own shape, not that of the API's errors."""

    status: int
    body: dict[str, Any] | None
    headers: Mapping[str, str]


# Consent


def check_asked(application: Application, asked: Asked) -> Asked:
    """Return what a link asks for, with the address to return to where there is but one.

    Refuses one that makes no sense; nobody is sent anywhere then.
    """
    if not may_be_consented(asked.scopes):
        raise field_error("scope", "BASE_TYPE_CHOICES", "The requested scope is invalid.")
    if application.bot_require_code_grant and not asked.needs_code:
        raise field_error("response_type", "BASE_TYPE_REQUIRED", "Requires a code grant.")
    if not asked.needs_code:
        return asked
    if asked.redirect_uri is None and len(application.redirect_uris) == 1:
        asked = replace(asked, redirect_uri=application.redirect_uris[0])
    if asked.response_type not in ("code", "token"):
        raise field_error("response_type", "BASE_TYPE_CHOICES", "Must be 'code' or 'token'.")
    if asked.response_type == "token" and WITH_GUILD & set(asked.scopes):
        raise field_error("response_type", "BASE_TYPE_CHOICES", "These scopes require a code.")
    if asked.redirect_uri not in application.redirect_uris:
        raise field_error("redirect_uri", "BASE_TYPE_CHOICES", "Invalid OAuth2 redirect_uri.")
    if asked.code_challenge is None:
        if application.public_client and asked.response_type == "code":
            raise field_error("code_challenge", "BASE_TYPE_REQUIRED", "This field is required")
    elif asked.code_challenge_method != "S256":
        raise field_error("code_challenge_method", "BASE_TYPE_CHOICES", "Must be 'S256'.")
    return asked


def issue_code(
    user: User, application: Application, asked: Asked, chosen: Mapping[str, Any]
) -> str:
    """Return the address to which to send a person who consents, with the code in it, or the token.

    ``chosen`` is kept with the code: the guild and webhook that the consent made.
    """
    asked = check_asked(application, asked)
    sync_client(application)
    given = {
        "client_id": str(application.id),
        "response_type": asked.response_type,
        "redirect_uri": asked.redirect_uri,
        "scope": " ".join(asked.scopes),
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": asked.code_challenge,
        "code_challenge_method": asked.code_challenge_method,
    }
    query = urlencode({name: value for name, value in given.items() if value is not None})
    with request_context(request_of(user)):
        try:
            headers, _, _ = server().create_authorization_response(
                f"{settings.PUBLIC_URL}/oauth2/authorize?{query}",
                scopes=list(asked.scopes),
                credentials={"user": user, "chosen": dict(chosen)},
            )
        except OAuth2Error as error:
            raise FormError({"": [("OAUTH2", error.description or error.error)]}) from None
    return str(headers["Location"])


def request_of(user: User | AnonymousUser) -> HttpRequest:
    """Return what allauth keeps the state of one question in, and sees the user by."""
    request = HttpRequest()
    request.user = user
    return request


def denied(asked: Asked) -> str:
    """Return the address to which to send a person who does not consent."""
    query = {
        "error": "access_denied",
        "error_description": "The resource owner or authorization server denied the request",
    }
    if asked.state is not None:
        query["state"] = asked.state
    uri = asked.redirect_uri or "/channels/@me"
    mark = "#" if asked.response_type == "token" else "&" if "?" in uri else "?"
    return f"{uri}{mark}{urlencode(query)}"


# Tokens


def exchange(fields: Mapping[str, str], authorization: str) -> TokenAnswer:
    """Answer a request for tokens: a code, a refresh token or client credentials for them."""
    if fields.get("grant_type") not in GRANT_TYPES:
        return refused("unsupported_grant_type")
    return ask_server("create_token_response", "token", fields, authorization)


def revoke(fields: Mapping[str, str], authorization: str) -> TokenAnswer:
    return ask_server("create_revocation_response", "token/revoke", fields, authorization)


@transaction.atomic
def ask_server(
    method: str, path: str, fields: Mapping[str, str], authorization: str
) -> TokenAnswer:
    headers = {"Content-Type": FORM, "Authorization": authorization}
    with request_context(request_of(AnonymousUser())):
        # Two exchanges of the same code or refresh token wait for each other here.
        lock_client(fields, headers)
        try:
            _, body, status = getattr(server(), method)(
                f"{settings.PUBLIC_URL}/api/oauth2/{path}", "POST", urlencode(fields), headers
            )
        except OAuth2Error as error:
            return refused(error.error, error.description, error.status_code)
    given = json.loads(body) if body else None
    if status < 400 or given is None:
        return TokenAnswer(status, given, {})
    return refused(given["error"], given.get("error_description"), status)


def refused(error: str, description: str | None = None, status: int = 400) -> TokenAnswer:
    """Return a refusal in the words of RFC 6749, section 5.2."""
    # What a code was issued for is part of it, so that a wrong address makes a wrong code.
    if description == "Mismatching redirect URI.":
        error, description = "invalid_grant", 'Invalid "redirect_uri" in request.'
    body = {"error": error, "error_description": description or DESCRIPTIONS.get(error, error)}
    # By the one scheme by which clients identify themselves in a header.
    headers = {"WWW-Authenticate": 'Basic realm="oauth2"'} if status == 401 else {}
    return TokenAnswer(status, body, headers)


def lock_client(fields: Mapping[str, str], headers: Mapping[str, str]) -> None:
    from allauth.core.internal.httpkit import extract_basic_auth

    named = extract_basic_auth(headers)[0] or fields.get("client_id")
    Client.objects.select_for_update().filter(id=named or "").first()


def grant_of(token: str) -> Grant | None:
    """Return what an application's access token stands for; None if it is void."""
    if "\x00" in token:
        return None
    found = (
        Token.objects.select_related("user").lookup(Token.Type.ACCESS_TOKEN, token)
        if token.isascii()
        else None
    )
    if found is None or found.user is None or not found.user.is_active:
        return None
    application = (
        Application.objects.select_related("bot", "owner")
        .filter(id=int(found.client_id), owner__is_active=True)
        .first()
    )
    if application is None:
        return None
    return Grant(found.user, application, frozenset(found.get_scopes()), found.expires_at)


# What a person has allowed


def authorizations_of(user_id: int) -> list[Authorization]:
    """Return the applications that may act for a person, the latest first."""
    scopes: dict[int, set[str]] = {}
    since: dict[int, datetime] = {}
    for token in Token.objects.valid().filter(user_id=user_id).order_by("id"):
        key = int(token.client_id)
        scopes.setdefault(key, set()).update(token.get_scopes())
        since.setdefault(key, token.created_at)
    found = Application.objects.select_related("bot", "owner").in_bulk(list(scopes))
    listed = [
        Authorization(found[key], frozenset(scopes[key]), since[key])
        for key in scopes
        if key in found
    ]
    return sorted(listed, key=lambda one: one.since, reverse=True)


def is_authorized(user_id: int, application_id: int, scopes: tuple[str, ...]) -> bool:
    """Return whether a person has allowed an application all of this already."""
    tokens = Token.objects.valid().filter(user_id=user_id, client_id=str(application_id))
    return any(set(scopes) <= set(token.get_scopes()) for token in tokens)


@transaction.atomic
def end_authorization(user_id: int, application_id: int) -> bool:
    """Take back what a person allowed an application; returns whether there was anything."""
    count, _ = Token.objects.filter(user_id=user_id, client_id=str(application_id)).delete()
    forget_credentials(user_id)
    return bool(count)
