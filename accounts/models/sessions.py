"""Where someone is signed in: sessions, and the refresh tokens of those that are not browsers'."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A session, with the user and a name that may be told.

    The key of a session is a secret: who knows it is signed in. ``public_id`` names the session
    where others may read it (access tokens, events), and stays when the key is changed.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    # Not unique: while a key is changed, the old row and the new one carry it.
    public_id = models.CharField(max_length=32, db_index=True, null=True)  # noqa: DJ001

    class Meta:
        db_table = "sessions"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from accounts.sessions import SessionStore

        return SessionStore


class TokenFamily(models.Model):
    """The one refresh token of a session that counts; any older one that turns up was stolen."""

    public_id = models.CharField(max_length=32, primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    token_id = models.CharField(max_length=32)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "token_families"
        verbose_name_plural = "token families"
