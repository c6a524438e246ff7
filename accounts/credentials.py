"""Credentials, and what a process remembers of them for some seconds."""

from __future__ import annotations

import threading
import time
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final, Literal, TypeAlias

from accounts import revocations
from accounts.models import Application, User
from accounts.payloads import UserPayload, user_payload

# Who sent the request that the running code works for; a task has none.
current: ContextVar[Credentials | None] = ContextVar("credentials", default=None)
REMEMBERED_SECONDS: Final = 30.0
REMEMBERED_AT_MOST: Final = 20_000
Kind: TypeAlias = Literal["session", "access", "bot", "application"]


@dataclass(eq=False)
class Credentials:
    """Who is asking, and by what.

    ``session_key`` is the public id of the session (None for bots): what SESSION_REVOKED names.
    ``scopes`` are those of an application that acts for the user (until ``expires_at``); None
    for who may do all that the user may.
    ``user`` is shared and must not be changed: services that change a user read it again.
    """

    user: User
    kind: Kind
    application: Application | None = None
    session_key: str | None = None
    scopes: frozenset[str] | None = None
    expires_at: datetime | None = None

    @property
    def auth_version(self) -> int:
        """The version of the user's rights these credentials were checked against."""
        return self.user.auth_version

    @cached_property
    def caller(self) -> str:
        """Who is counted by rate limits: an application's use is not its user's."""
        if self.scopes is None or self.application is None:
            return f"user:{self.user.id}"
        return f"user:{self.user.id}:{self.application.id}"

    @cached_property
    def user_payload(self) -> UserPayload:
        return user_payload(self.user)


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
        if credentials is None or not revocations.listening(self.forget, self.clear):
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
