"""What follows from Django's and allauth's signals."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import (
    email_added,
    email_changed,
    email_confirmed,
    email_removed,
)
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver

from accounts.models import User
from accounts.services.sessions import revoke_session
from accounts.services.users import announce_profile
from accounts.sessions import PUBLIC_ID, name_session


@receiver(user_logged_in)
def name_new_session(request: Any, **kwargs: Any) -> None:
    name_session(request.session)


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
