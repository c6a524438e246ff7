"""The session engine: Redis in front of the database, which knows whose each session is."""

from __future__ import annotations

import secrets
import time
from typing import Any, Final, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore as CachedSessionStore
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin

from accounts.models import Session

PUBLIC_ID: Final = "public_id"
RENEWED_AT: Final = "renewed_at"
RENEWAL_SECONDS: Final = 12 * 3600


class SessionStore(CachedSessionStore):
    cache_key_prefix = "accounts.sessions"

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast("Session", super().create_model_instance(data))
        if SESSION_KEY in data:
            row.user_id = int(data[SESSION_KEY])
            row.public_id = data.get(PUBLIC_ID)
        return row


def name_session(session: Any) -> str:
    """Give a session that someone just signed in to its public id."""
    session[PUBLIC_ID] = secrets.token_hex(16)
    return str(session[PUBLIC_ID])


class RenewSessionMiddleware(MiddlewareMixin):
    """Lets a session end a week after it was last used, not after it began.

    Now and then is enough: its row and its cookie are written for it.
    """

    def process_request(self, request: HttpRequest) -> None:
        session = request.session
        now = int(time.time())
        if SESSION_KEY in session and session.get(RENEWED_AT, 0) < now - RENEWAL_SECONDS:
            session[RENEWED_AT] = now
