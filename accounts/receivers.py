"""What follows from Django's and allauth's signals."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.signals import (
    email_added,
    email_changed,
    email_confirmed,
    email_removed,
)
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.socialaccount.signals import social_account_added, social_account_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver

from accounts.models import SecurityEventKind, User
from accounts.oidc import pending
from accounts.services import identities, security_log
from accounts.services.sessions import revoke_session
from accounts.services.users import announce_profile
from accounts.sessions import PUBLIC_ID, name_session


@receiver(user_logged_in)
def name_new_session(request: Any, user: User, **kwargs: Any) -> None:
    name_session(request.session)
    ways = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or [{}]
    by = next((way["provider"] for way in reversed(ways) if "provider" in way), "")
    security_log.record(SecurityEventKind.SIGNED_IN, user.pk, detail=by)
    pending.finish(request, user)


@receiver(user_logged_out)
def end_session(request: Any, user: User | None, **kwargs: Any) -> None:
    public_id = request.session.get(PUBLIC_ID)
    if user is not None and public_id:
        revoke_session(user.id, public_id)


@receiver((email_changed, email_removed, email_added, authenticator_added, authenticator_removed))
def announce_own_change(user: User, **kwargs: Any) -> None:
    announce(user.pk)


@receiver(email_confirmed)
def announce_confirmation(email_address: Any, **kwargs: Any) -> None:
    announce(email_address.user_id)


def announce(user_id: int) -> None:
    with transaction.atomic():
        announce_profile(User.objects.get(id=user_id), for_others=False)


@receiver((email_changed, email_removed))
def note_new_address(user: User, **kwargs: Any) -> None:
    security_log.record(SecurityEventKind.EMAIL_CHANGED, user.pk)


@receiver(authenticator_added)
def note_new_factor(user: User, authenticator: Any, **kwargs: Any) -> None:
    security_log.record(SecurityEventKind.FACTOR_ADDED, user.pk, detail=authenticator.type)


@receiver(authenticator_removed)
def note_removed_factor(user: User, authenticator: Any, **kwargs: Any) -> None:
    security_log.record(SecurityEventKind.FACTOR_REMOVED, user.pk, detail=authenticator.type)


@receiver(authenticator_reset)
def note_new_codes(user: User, **kwargs: Any) -> None:
    security_log.record(SecurityEventKind.CODES_RENEWED, user.pk)


@receiver(authentication_failed)
def note_wrong_code(user: User, **kwargs: Any) -> None:
    security_log.record(SecurityEventKind.FACTOR_REFUSED, user.pk)


@receiver(social_account_added)
def note_linked(sociallogin: Any, **kwargs: Any) -> None:
    with transaction.atomic():
        identities.note_linked(sociallogin.account)


@receiver(social_account_removed)
def note_unlinked(socialaccount: Any, **kwargs: Any) -> None:
    with transaction.atomic():
        identities.note_unlinked(socialaccount)
