"""Asking for a second factor before an act that cannot be taken back."""

from __future__ import annotations

import time
from typing import Final

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY

from accounts.credentials import current
from accounts.models import SecurityEventKind, Session, User
from accounts.payloads import has_second_factor
from accounts.services import security_log
from accounts.services.users import confirm_password
from config.kernel import ratelimits
from config.kernel.errors import InvalidTwoFactorCode, RateLimited, TwoFactorRequired
from config.settings import limits

KEY: Final = "second-factor:"


def confirm(user: User, code: str | None) -> None:
    """Refuse somebody who has a second factor and does not give a valid code of it.

    A code of the authenticator app or a recovery code; each is good for once. A passkey has no
    code: it is shown to the session (``auth/webauthn/reauthenticate``), for which it then counts
    some minutes. Raises ``TwoFactorRequired`` without either, ``InvalidTwoFactorCode`` for a
    wrong code.
    """
    if user.bot or not has_second_factor(user):
        return
    if not code:
        if was_shown(user):
            return
        raise TwoFactorRequired
    verdict = ratelimits.take_sync(f"{KEY}{user.id}", limits.SECOND_FACTOR_RATE)
    if not verdict.allowed:
        raise RateLimited(verdict.reset_after)
    if not is_valid(user, code.strip()):
        security_log.record(SecurityEventKind.FACTOR_REFUSED, user.id)
        raise InvalidTwoFactorCode


def step_up(user: User, *, code: str | None = None, password: str | None = None) -> None:
    """Let somebody show that it is they who sit at their session, before a secret is replaced.

    Whoever has a second factor gives a code of it, others their password. Raises what ``confirm``
    and ``confirm_password`` raise.
    """
    if user.bot:
        return
    if has_second_factor(user):
        confirm(user, code)
    elif user.has_usable_password():
        confirm_password(user, password)


def was_shown(user: User) -> bool:
    """Return whether a second factor was shown lately to the session that is asking."""
    credentials = current.get()
    if credentials is None or credentials.session_key is None or credentials.user.id != user.id:
        return False
    row = Session.objects.filter(public_id=credentials.session_key, user_id=user.id).first()
    ways = row.get_decoded().get(AUTHENTICATION_METHODS_SESSION_KEY) or [] if row else []
    since = time.time() - REAUTHENTICATION_TIMEOUT
    return any(
        way.get("method") == "mfa" and way.get("reauthenticated") and way.get("at", 0) > since
        for way in ways
    )


def is_valid(user: User, code: str) -> bool:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    kinds = {Authenticator.Type.TOTP: TOTP, Authenticator.Type.RECOVERY_CODES: RecoveryCodes}
    for factor in Authenticator.objects.filter(user_id=user.id, type__in=kinds):
        if kinds[Authenticator.Type(factor.type)](factor).validate_code(code):
            return True
    return False


def is_secured(user: User) -> bool:
    """Say whether an account has a second factor; for a bot, whether its owner has one."""
    if not user.bot:
        return has_second_factor(user)
    application = getattr(user, "bot_application", None)
    return application is not None and has_second_factor(application.owner)
