"""Signing out: the one way in which sessions end, be it by their owner, a thief or an admin."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from typing import Any

from allauth.idp.oidc.models import Token
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import events, revocations
from accounts.authentication import forget_user
from accounts.lookups import session_user
from accounts.models import SecurityEventKind, Session, TokenFamily, User
from accounts.services import security_log
from accounts.sessions import SessionStore, name_session
from config.kernel import tokens
from config.settings import limits


@transaction.atomic
def revoke_session(user_id: int, public_id: str) -> None:
    """End one session of a user."""
    sessions = Session.objects.filter(user_id=user_id, public_id=public_id)
    _end(user_id, sessions, TokenFamily.objects.filter(public_id=public_id))
    events.sessions_revoked(user_id, public_id)
    security_log.record(SecurityEventKind.SESSION_ENDED, user_id)


@transaction.atomic
def revoke_all_sessions(user_id: int, *, but_not: str | None = None) -> None:
    """End all sessions of a user, or all but the one they are using, and their applications'.

    For a bot this closes its sockets; its token is another matter (``reset_bot_token``).
    """
    sessions = Session.objects.filter(user_id=user_id)
    families = TokenFamily.objects.filter(user_id=user_id)
    if but_not is not None:
        sessions = sessions.exclude(public_id=but_not)
        families = families.exclude(public_id=but_not)
    _end(user_id, sessions, families)
    Token.objects.filter(user_id=user_id).delete()  # what applications may do for them
    events.sessions_revoked(user_id, but_not=but_not)
    if User.objects.filter(id=user_id, bot=False).exists():
        security_log.record(SecurityEventKind.ALL_SESSIONS_ENDED, user_id)


def _end(user_id: int, sessions: Any, families: Any) -> None:
    from allauth.usersessions.models import UserSession

    keys = list(sessions.values_list("session_key", flat=True))
    sessions.delete()
    families.delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    User.objects.filter(id=user_id).update(auth_version=F("auth_version") + 1)
    # Not before the commit: whoever still finds the row would put it back into the cache.
    transaction.on_commit(lambda: _drop_from_cache(keys))
    forget_credentials(user_id)


def _drop_from_cache(session_keys: list[str]) -> None:
    for key in session_keys:
        SessionStore(key).delete(key)


def forget_credentials(user_id: int) -> None:
    """Make all processes read a user anew: here at once, elsewhere with the commit."""
    forget_user(user_id)
    transaction.on_commit(lambda: _forget_everywhere(user_id))


def _forget_everywhere(user_id: int) -> None:
    forget_user(user_id)
    revocations.publish(user_id)


def clear_expired() -> int:
    """Delete sessions and tokens that are past their time; returns how many."""
    sessions, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    families, _ = TokenFamily.objects.filter(expires_at__lt=timezone.now()).delete()
    applications, _ = Token.objects.expired().delete()
    return int(sessions + families + applications)


# Access and refresh tokens


def issue_access_token(
    user_id: int, public_id: str, *, lifetime: int = limits.ACCESS_TOKEN_SECONDS
) -> str:
    """Return an access token of a session."""
    return _issue("access", user_id, public_id, secrets.token_hex(16), lifetime)


def issue_refresh_token(user_id: int, public_id: str) -> str:
    """Return the refresh token of a session; the one it had before no longer counts."""
    token_id = secrets.token_hex(16)
    TokenFamily.objects.update_or_create(
        public_id=public_id,
        defaults={
            "user_id": user_id,
            "token_id": token_id,
            "expires_at": timezone.now() + timedelta(seconds=limits.REFRESH_TOKEN_SECONDS),
        },
    )
    return _issue("refresh", user_id, public_id, token_id, limits.REFRESH_TOKEN_SECONDS)


def rotate_refresh_token(token: str) -> tuple[str, str] | None:
    """Exchange a refresh token for an access token and the next refresh token.

    A token that was exchanged before is in the wrong hands, or its successor is: the session
    ends for both.
    """
    claims = tokens.verify(token)
    if claims is None or claims.get("token_use") != "refresh":
        return None
    public_id, user_id = str(claims.get("sid")), int(claims["sub"])
    with transaction.atomic():
        # Two exchanges at the same moment wait for each other here.
        family = TokenFamily.objects.select_for_update().filter(public_id=public_id).first()
        if family is None or family.user_id != user_id:
            return None
        if not secrets.compare_digest(family.token_id, str(claims["jti"])):
            security_log.record(SecurityEventKind.TOKEN_REUSED, user_id)
            revoke_session(user_id, public_id)
            return None
        if not _is_alive(user_id, public_id):
            return None
        # In use: like a browser's session, it ends a while after it was last used.
        Session.objects.filter(public_id=public_id, user_id=user_id).update(
            expire_date=timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        )
        return issue_access_token(user_id, public_id), issue_refresh_token(user_id, public_id)


def _is_alive(user_id: int, public_id: str) -> bool:
    session = (
        Session.objects.select_related("user")
        .filter(public_id=public_id, user_id=user_id, expire_date__gt=timezone.now())
        .first()
    )
    return session_user(session) is not None


def _issue(use: str, user_id: int, public_id: str, token_id: str, lifetime: int) -> str:
    now = int(time.time())
    return tokens.sign(
        {
            "iat": now,
            "exp": now + lifetime,
            "sub": str(user_id),
            "sid": public_id,
            "jti": token_id,
            "token_use": use,
        }
    )


def make_access_token(user: User, lifetime: int = limits.ACCESS_TOKEN_SECONDS) -> str:
    """Sign a user in without a client, and return an access token of that session."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.id)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    public_id = name_session(session)
    session.set_expiry(lifetime)
    session.create()
    return issue_access_token(user.id, public_id, lifetime=lifetime)
