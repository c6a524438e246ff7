"""The session engine: Redis in front of the database, which knows whose each session is."""

from __future__ import annotations

import secrets
from typing import Any, Final, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore as CachedSessionStore

from accounts.models import Session

PUBLIC_ID: Final = "public_id"


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
