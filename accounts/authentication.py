"""Who is asking: the one place where tokens and sessions become users.

Four things are accepted: ``Authorization: Bot <token>``, an access token (``Bearer`` or bare, as
Discord's user clients send it), an application's access token (``Bearer`` only, opaque, and only
for what its scopes open: ``config.kernel.views.admit``), and the session cookie of the web client, which for anything
that changes something also needs the CSRF header. Never a token in the address.

What was found is remembered in the process for some seconds. Revoking drops it from all
processes (``accounts.revocations``); services that write messages also compare
``Credentials.auth_version`` with the database in the statement they run anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.credentials import Credentials, RememberedCredentials, current
from accounts.csrf import check_csrf
from accounts.lookups import (
    access_credentials,
    application_credentials,
    bot_credentials,
    session_credentials,
)
from config.kernel import tokens
from config.kernel.errors import Unauthorized

__all__ = [
    "Credentials",
    "access_claims",
    "authenticate_cookies",
    "authenticate_header",
    "authenticate_request",
    "authenticate_token",
    "forget_user",
    "remembered",
]

remembered = RememberedCredentials()


async def authenticate_request(request: HttpRequest) -> Credentials | None:
    """Return who sent a request; None if it names nobody.

    Raises ``Unauthorized`` for a token that is not valid, ``CsrfFailed`` for a cookie that may
    not be used. A dead session cookie names nobody.
    """
    header = request.META.get("HTTP_AUTHORIZATION")
    if header:
        credentials: Credentials | None = await authenticate_header(header)
    else:
        credentials = await authenticate_cookies(request.COOKIES)
        if credentials is not None:
            check_csrf(request)
    current.set(credentials)
    return credentials


async def authenticate_header(header: str) -> Credentials:
    scheme, _, token = header.strip().partition(" ")
    if not token:
        return await authenticate_access_token(scheme)
    match scheme.lower():
        case "bot":
            return await authenticate_bot_token(token.strip())
        case "bearer":
            token = token.strip()
            # Signed tokens have dots, opaque ones have not.
            if "." not in token:
                return await authenticate_application_token(token)
            return await authenticate_access_token(token)
    raise Unauthorized


async def authenticate_token(token: str) -> Credentials:
    """Return whose token this is, of either kind, with or without its prefix (IDENTIFY)."""
    token = token.strip()
    for prefix in ("Bot ", "Bearer "):
        token = token.removeprefix(prefix).strip()
    if tokens.bot_id_of(token) is not None:
        return await authenticate_bot_token(token)
    return await authenticate_access_token(token)


async def authenticate_bot_token(token: str) -> Credentials:
    key = "bot:" + tokens.digest(token)
    found = remembered.get(key)
    if found is None:
        asked = remembered.revocations
        credentials = await bot_credentials(token)
        found = remembered.put(key, credentials, asked)
    if found is None:
        raise Unauthorized
    return found


async def authenticate_access_token(token: str) -> Credentials:
    key = "access:" + tokens.digest(token)
    found = remembered.get(key)
    if found is None:
        claims = access_claims(token)
        if claims is None:
            raise Unauthorized
        asked = remembered.revocations
        credentials = await access_credentials(claims)
        found = remembered.put(key, credentials, asked, until=float(claims["exp"]))
    if found is None:
        raise Unauthorized
    return found


async def authenticate_application_token(token: str) -> Credentials:
    key = "application:" + tokens.digest(token)
    found = remembered.get(key)
    if found is None:
        asked = remembered.revocations
        credentials = await application_credentials(token)
        until = credentials.expires_at if credentials is not None else None
        ends = until.timestamp() if until is not None else None
        found = remembered.put(key, credentials, asked, until=ends)
    if found is None:
        raise Unauthorized
    return found


async def authenticate_cookies(cookies: Mapping[str, str]) -> Credentials | None:
    """Return whose session the cookies carry. The caller checks where they came from."""
    session_key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not session_key:
        return None
    key = "session:" + tokens.digest(session_key)
    found = remembered.get(key)
    if found is None:
        asked = remembered.revocations
        credentials = await session_credentials(session_key)
        found = remembered.put(key, credentials, asked)
    return found


def forget_user(user_id: int) -> None:
    """Drop what this process remembers of a user's credentials."""
    remembered.forget(user_id)


def access_claims(token: str) -> dict[str, Any] | None:
    """Return the claims of a valid access token; a refresh token is not one."""
    claims = tokens.verify(token)
    if claims is None or claims.get("token_use") != "access":
        return None
    return claims if isinstance(claims.get("sid"), str) else None
