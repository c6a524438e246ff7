"""Ways in that an operator opens from the command line, when no other is left."""

from __future__ import annotations

import secrets
from typing import Final

from django.core.cache import cache

from accounts.models import SecurityEventKind, User
from accounts.services import security_log
from config.kernel import tokens

SECONDS: Final = 600


def make_entry_token(user: User) -> str:
    """Return what lets somebody in as ``user`` once, within ten minutes."""
    token = secrets.token_urlsafe(32)
    cache.set(key_of(token), user.pk, SECONDS)
    return token


def spend_entry_token(token: str) -> User | None:
    """Return whom a token lets in, which it does this once."""
    user_id = cache.get(key_of(token))
    # Of two who come at once, one deletes it.
    if user_id is None or not cache.delete(key_of(token)):
        return None
    user = User.objects.filter(id=user_id, is_active=True, bot=False).first()
    if user is not None:
        security_log.record(SecurityEventKind.ENTERED_BY_LINK, user.pk)
    return user


def key_of(token: str) -> str:
    return f"entry:{tokens.digest(token)}"
