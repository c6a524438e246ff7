"""An identity that waits for its owner to sign in to the account they have already.

Both sides know the same confirmed address; that alone lets nobody into an account. Whoever signs in
to it within a few minutes, in the same browser, has shown that both are theirs.
"""

from __future__ import annotations

import time
from typing import Any, Final

from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest

from accounts.models import User
from accounts.services import identities

KEY: Final = "pending_identity"
SECONDS: Final = 900


def remember(request: HttpRequest, login: SocialLogin, owner: User) -> None:
    request.session[KEY] = {
        "provider": login.account.provider,
        "uid": login.account.uid,
        "claims": login.account.extra_data,
        "user_id": str(owner.pk),
        "at": time.time(),
    }


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def waits_for(request: HttpRequest) -> int | None:
    """Return whose sign-in is waited for in this session."""
    kept: dict[str, Any] | None = request.session.get(KEY)
    if kept is None or time.time() - kept["at"] > SECONDS:
        return None
    return int(kept["user_id"])


def finish(request: HttpRequest, user: User) -> None:
    """Link what waits in the session of somebody who has just signed in, if it waits for them."""
    awaited = waits_for(request)
    kept = request.session.pop(KEY, None)
    if awaited == user.pk:
        identities.link(user, kept["provider"], kept["uid"], kept["claims"])
