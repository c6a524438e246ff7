"""Who is asking: the one place where tokens and sessions become users.

Three things are accepted: ``Authorization: Bot <token>``, an access token (``Bearer`` or bare, as
Discord's user clients send it), and the session cookie of the web client, which for anything
that changes something also needs the CSRF header. Never a token in the address.

What was found is remembered in the process for some seconds. Revoking drops it from all
processes (``accounts.revocations``); services that write messages also compare
``Credentials.auth_version`` with the database in the statement they run anyway.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from rest_framework.authentication import BaseAuthentication

from accounts import revocations
from accounts.csrf import check_csrf
from accounts.models import Application, Session, User
from accounts.payloads import UserPayload, user_payload
from config.kernel import aio, tokens
from config.kernel.errors import Unauthorized

if TYPE_CHECKING:
    from rest_framework.request import Request

REMEMBERED_SECONDS: Final = 30.0
REMEMBERED_AT_MOST: Final = 20_000
Kind: TypeAlias = Literal["session", "access", "bot"]


@dataclass(eq=False)
class Credentials:
    """Who is asking, and by what.

    ``session_key`` is the public id of the session (None for bots): what SESSION_REVOKED names.
    ``user`` is shared and must not be changed: services that change a user read it again.
    """

    user: User
    kind: Kind
    application: Application | None = None
    session_key: str | None = None

    @property
    def auth_version(self) -> int:
        """The version of the user's rights these credentials were checked against."""
        return self.user.auth_version

    @cached_property
    def user_payload(self) -> UserPayload:
        return user_payload(self.user)


async def authenticate_request(request: HttpRequest) -> Credentials | None:
    """Return who sent a request; None if it names nobody.

    Raises ``Unauthorized`` for a token that is not valid, ``CsrfFailed`` for a cookie that may
    not be used. A dead session cookie names nobody.
    """
    header = request.META.get("HTTP_AUTHORIZATION")
    if header:
        return await authenticate_header(header)
    credentials = await authenticate_cookies(request.COOKIES)
    if credentials is not None:
        check_csrf(request)
    return credentials


async def authenticate_header(header: str) -> Credentials:
    scheme, _, token = header.strip().partition(" ")
    if not token:
        return await authenticate_access_token(scheme)
    match scheme.lower():
        case "bot":
            return await authenticate_bot_token(token.strip())
        case "bearer":
            return await authenticate_access_token(token.strip())
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
        credentials = await aio.in_thread(bot_credentials)(token)
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
        credentials = await aio.in_thread(access_credentials)(claims)
        found = remembered.put(key, credentials, asked, until=float(claims["exp"]))
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
        credentials = await aio.in_thread(session_credentials)(session_key)
        found = remembered.put(key, credentials, asked)
    return found


def forget_user(user_id: int) -> None:
    """Drop what this process remembers of a user's credentials."""
    remembered.forget(user_id)


# What the database says


def bot_credentials(token: str) -> Credentials | None:
    bot_id = tokens.bot_id_of(token)
    application = (
        Application.objects.select_related("bot", "owner")
        .filter(token_hash=tokens.digest(token))
        .first()
    )
    if application is None or application.bot is None or application.bot_id != bot_id:
        return None
    if not application.bot.is_active or not application.owner.is_active:
        return None
    return Credentials(application.bot, "bot", application)


def access_claims(token: str) -> dict[str, Any] | None:
    """Return the claims of a valid access token; a refresh token is not one."""
    claims = tokens.verify(token)
    if claims is None or claims.get("token_use") != "access":
        return None
    return claims if isinstance(claims.get("sid"), str) else None


def access_credentials(claims: Mapping[str, Any]) -> Credentials | None:
    session = live_sessions().filter(public_id=claims["sid"]).first()
    user = session_user(session)
    if user is None or str(user.id) != claims["sub"]:
        return None
    return Credentials(user, "access", session_key=claims["sid"])


def session_credentials(session_key: str) -> Credentials | None:
    if "\x00" in session_key:
        return None
    session = live_sessions().filter(session_key=session_key).first()
    user = session_user(session)
    if session is None or user is None:
        return None
    return Credentials(user, "session", session_key=session.public_id)


def live_sessions() -> Any:
    return Session.objects.select_related("user").filter(expire_date__gt=timezone.now())


def session_user(session: Session | None) -> User | None:
    """Return whom a session belongs to, unless disabled or signed in with an older password."""
    if session is None or session.user is None or not session.user.is_active:
        return None
    data = session.get_decoded()
    if data.get(SESSION_KEY) != str(session.user_id):
        return None
    given = data.get(HASH_SESSION_KEY, "")
    valid = (session.user.get_session_auth_hash(), *session.user.get_session_auth_fallback_hash())
    return session.user if any(constant_time_compare(given, one) for one in valid) else None


class RememberedCredentials:
    """Credentials that were checked a moment ago, by a digest of the token.

    Nothing is remembered while the process cannot hear of revocations.
    """

    def __init__(self) -> None:
        self._entries: dict[str, tuple[float, Credentials]] = {}
        self._by_user: dict[int, set[str]] = {}
        self._lock = threading.Lock()
        # Counts what was revoked: what was read from the database before the last may be void.
        self.revocations = 0

    def get(self, key: str) -> Credentials | None:
        entry = self._entries.get(key)
        if entry is None or entry[0] < time.monotonic():
            return None
        return entry[1]

    def put(
        self,
        key: str,
        credentials: Credentials | None,
        asked: int,
        *,
        until: float | None = None,
    ) -> Credentials | None:
        """Remember what the database said when ``revocations`` stood at ``asked``; return it."""
        if credentials is None or not revocations.listening(forget_user, self.clear):
            return credentials
        seconds = REMEMBERED_SECONDS
        if until is not None:
            seconds = min(seconds, until - time.time())
        with self._lock:
            if self.revocations != asked:
                return credentials
            if len(self._entries) >= REMEMBERED_AT_MOST:
                self._entries.clear()
                self._by_user.clear()
            self._entries[key] = (time.monotonic() + seconds, credentials)
            self._by_user.setdefault(credentials.user.id, set()).add(key)
        return credentials

    def forget(self, user_id: int) -> None:
        with self._lock:
            self.revocations += 1
            for key in self._by_user.pop(user_id, ()):
                self._entries.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self.revocations += 1
            self._entries.clear()
            self._by_user.clear()


remembered = RememberedCredentials()


class GuildhallAuthentication(BaseAuthentication):
    """The same for what DRF itself serves (the schema); ``ApiView`` asks directly."""

    def authenticate(self, request: Request) -> tuple[User, Credentials] | None:
        from asgiref.sync import async_to_sync

        credentials = async_to_sync(authenticate_request)(request._request)  # noqa: SLF001
        return None if credentials is None else (credentials.user, credentials)

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
