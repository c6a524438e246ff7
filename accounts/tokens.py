"""How app clients (``/_allauth/app/v1/``) get their tokens from allauth.

While signing in they hold a session token; once signed in they get an access token (RS256, one
hour) and a refresh token (seven days, exchanged at ``tokens/refresh`` for a new pair).
"""

from __future__ import annotations

from typing import Any

from allauth.headless.internal.sessionkit import lookup_session
from allauth.headless.tokens.strategies.base import AbstractTokenStrategy
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.authentication import access_claims
from accounts.models import Session
from accounts.services.sessions import (
    issue_access_token,
    issue_refresh_token,
    rotate_refresh_token,
)
from accounts.sessions import PUBLIC_ID
from config.settings import limits


class AccessTokenStrategy(AbstractTokenStrategy):
    def get_session_token(self, request: HttpRequest) -> str | None:
        """Return the session that the caller names by its token, or by an access token."""
        if given := super().get_session_token(request):
            return str(given)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        claims = access_claims(token.strip()) if scheme.lower() == "bearer" else None
        if claims is None:
            return None
        session = Session.objects.filter(public_id=claims["sid"], user_id=claims["sub"]).first()
        return session.session_key if session else None

    def create_session_token(self, request: HttpRequest) -> str:
        if not request.session.session_key:
            request.session.save()
        return str(request.session.session_key)

    def lookup_session(self, session_token: str) -> SessionBase | None:
        found: SessionBase | None = (
            None if "\x00" in session_token else lookup_session(session_token)
        )
        return found

    def create_access_token(self, request: HttpRequest) -> str | None:
        return issue_access_token(request.user.id, request.session[PUBLIC_ID])  # type: ignore[arg-type]

    def create_access_token_payload(self, request: HttpRequest) -> dict[str, Any] | None:
        user_id, public_id = request.user.id, request.session[PUBLIC_ID]
        # The row must be there before the token can be used.
        request.session.save()
        return {
            "access_token": issue_access_token(user_id, public_id),  # type: ignore[arg-type]
            "refresh_token": issue_refresh_token(user_id, public_id),  # type: ignore[arg-type]
            "expires_in": limits.ACCESS_TOKEN_SECONDS,
        }

    def refresh_token(self, refresh_token: str) -> tuple[str, str] | None:
        return rotate_refresh_token(refresh_token)
