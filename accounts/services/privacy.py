"""Taking one's data along, and having one's account deleted: asked for by the person themselves.

An account is erased some days after that was asked for. Until then its owner signs in and changes
their mind. Afterwards what they wrote stands under "Deleted User", so that others can still read
the conversations they were part of; everything else that tells of them is gone.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import tasks
from accounts.models import (
    InstanceSettings,
    PrivacyRequest,
    RequestKind,
    RequestStatus,
    SecurityEventKind,
    User,
)
from accounts.models.privacy import OPEN
from accounts.payloads import has_second_factor
from accounts.selectors import identities_of
from accounts.services import second_factor, security_log
from accounts.services.erasing import anonymise
from accounts.services.exports import delete_export
from accounts.services.sessions import revoke_all_sessions
from accounts.services.users import confirm_password
from config.kernel import privacy
from config.kernel.errors import APIError, RateLimited
from config.settings import limits

logger = logging.getLogger("guildhall.accounts")

Kind = RequestKind
Status = RequestStatus


class OwnerOfInstance(APIError):
    code, status, message = 0, 403, "The owner of the instance cannot delete their account"


def request_export(
    user: User, *, code: str | None = None, password: str | None = None
) -> PrivacyRequest:
    """Ask for a file with everything kept of oneself; one that is being made is returned."""
    second_factor.step_up(user, code=code, password=password)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(id=user.id)
        last = latest(user, Kind.EXPORT)
        if last is not None and last.status in OPEN:
            return last
        if last is not None and last.status == Status.COMPLETED:
            again = last.created_at + timedelta(hours=limits.EXPORT_INTERVAL_HOURS)
            if timezone.now() < again:
                raise RateLimited((again - timezone.now()).total_seconds())
        asked = PrivacyRequest.objects.create(user=user, kind=Kind.EXPORT)
        security_log.record(SecurityEventKind.EXPORT_REQUESTED, user.id)
        transaction.on_commit(lambda: tasks.make_export.delay(asked.id))
    return asked


def request_deletion(
    user: User, *, code: str | None = None, password: str | None = None
) -> PrivacyRequest:
    """Have an account deleted after a while, and sign it out everywhere.

    Raises what the password or the second factor raises, and ``OwnsGuilds`` for whoever must hand
    guilds over first.
    """
    if has_second_factor(user) or identities_of(user.id):
        second_factor.step_up(user, code=code, password=password)
    else:
        confirm_password(user, password)
    if InstanceSettings.load().owner_id == user.id:
        raise OwnerOfInstance
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(id=user.id)
        privacy.check(user.id)
        asked = pending_deletion(user)
        if asked is None:
            due = timezone.now() + timedelta(days=settings.ACCOUNT_DELETION_DAYS)
            asked = PrivacyRequest.objects.create(user=user, kind=Kind.DELETION, due_at=due)
            security_log.record(SecurityEventKind.DELETION_REQUESTED, user.id)
        revoke_all_sessions(user.id)
    return asked


@transaction.atomic
def cancel_deletion(user: User) -> bool:
    """Keep an account after all; returns whether it was to be deleted."""
    waiting = PrivacyRequest.objects.filter(
        user=user, kind=Kind.DELETION, status=Status.QUEUED
    ).select_for_update()
    asked = waiting.first()
    if asked is None:
        return False
    asked.status, asked.completed_at = Status.CANCELLED, timezone.now()
    asked.save(update_fields=["status", "completed_at"])
    security_log.record(SecurityEventKind.DELETION_CANCELLED, user.id)
    return True


def pending_deletion(user: User) -> PrivacyRequest | None:
    found = PrivacyRequest.objects.filter(user=user, kind=Kind.DELETION, status__in=OPEN)
    return found.first()


def latest(user: User, kind: RequestKind) -> PrivacyRequest | None:
    return PrivacyRequest.objects.filter(user=user, kind=kind).order_by("-id").first()


def erase_due() -> int:
    """Erase the accounts whose time has come; returns how many."""
    due = PrivacyRequest.objects.filter(
        kind=Kind.DELETION, status__in=OPEN, due_at__lte=timezone.now()
    )
    erased = 0
    for request_id in list(due.values_list("id", flat=True)):
        try:
            erased += erase(request_id)
        except Exception:
            # The others have waited long enough; this one is tried again.
            logger.exception("the account of request %s could not be erased", request_id)
    return erased


def erase(request_id: int) -> bool:
    """Erase an account; one that was interrupted goes on where it stood."""
    with transaction.atomic():
        asked = PrivacyRequest.objects.select_for_update(of=("self",)).get(id=request_id)
        if asked.status not in OPEN:
            return False
        try:
            privacy.check(asked.user_id)
        except APIError as error:
            # They got a guild meanwhile; it is asked again with the next round.
            asked.problem = error.message
            asked.save(update_fields=["problem"])
            return False
        asked.status, asked.problem = Status.RUNNING, ""
        asked.save(update_fields=["status", "problem"])
    anonymise(asked.user_id)
    privacy.erase(asked.user_id)
    PrivacyRequest.objects.filter(id=request_id).update(
        status=Status.COMPLETED, completed_at=timezone.now()
    )
    logger.info("an account was erased", extra={"user_id": asked.user_id})
    return True


def delete_old_exports() -> int:
    """Delete the files of exports that are past their time."""
    old = PrivacyRequest.objects.filter(kind=Kind.EXPORT, due_at__lte=timezone.now()).exclude(
        file=""
    )
    for asked in old:
        delete_export(asked)
    return len(old)
