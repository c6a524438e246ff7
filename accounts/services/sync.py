"""Following an identity provider that tells of its people by itself: who is new, changed or gone.

Each delivery has an id and is acted on once, however often it comes. Deliveries may overtake one
another: of two about one person the one that happened later wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from accounts.models import InstanceSettings, SyncDelivery, SyncedIdentity
from accounts.services import identities
from accounts.services.users import disable_user, enable_user
from config.kernel.database import lock_key

KEPT_DAYS: Final = 7


class Kind(StrEnum):
    CREATED = "user.created"
    UPDATED = "user.updated"
    DEACTIVATED = "user.deactivated"
    ACTIVATED = "user.activated"


class Outcome(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    DEACTIVATED = "deactivated"
    ACTIVATED = "activated"
    STALE = "stale"  # something later was heard of this person already
    UNKNOWN = "unknown"  # nobody here is that person
    WAITS = "waits"  # the account with their address is not connected yet
    REFUSED = "refused"  # the owner of the instance stays


@transaction.atomic
def receive(
    delivery_id: str, kind: Kind, provider: str, subject: str, claims: Mapping[str, Any],
    happened_at: datetime | None = None,
) -> tuple[Outcome, SocialAccount | None]:  # fmt: skip
    """Do what a delivery asks for, and return what became of it (the same when it comes again)."""
    # Of two that come at once the second waits and finds what the first wrote.
    lock_key(f"sync:{delivery_id}")
    lock_key(f"sync:{provider}:{subject}")
    known = find(provider, subject)
    before = SyncDelivery.objects.filter(id=delivery_id).first()
    if before is not None:
        return Outcome(before.outcome), known
    outcome, account = act(kind, known, provider, subject, claims, happened_at or timezone.now())
    SyncDelivery.objects.create(id=delivery_id, outcome=outcome)
    return outcome, account


def find(provider: str, subject: str) -> SocialAccount | None:
    found = SocialAccount.objects.filter(provider=provider, uid=subject)
    return found.select_related("user").first()


def act(
    kind: Kind, known: SocialAccount | None, provider: str, subject: str,
    claims: Mapping[str, Any], happened_at: datetime,
) -> tuple[Outcome, SocialAccount | None]:  # fmt: skip
    if known is None:
        if kind in (Kind.DEACTIVATED, Kind.ACTIVATED):
            return Outcome.UNKNOWN, None
        if identities.owner_of_address(claims) is not None:
            return Outcome.WAITS, None
        account = identities.open_account(provider, subject, claims)
        return remember(account, happened_at, Outcome.CREATED)
    heard = SyncedIdentity.objects.filter(identity=known).first()
    if heard is not None and heard.happened_at > happened_at:
        return Outcome.STALE, known
    was_locked = heard is not None and heard.deactivated
    match kind:
        case Kind.CREATED | Kind.UPDATED:
            identities.follow(known.user, claims)
            known.extra_data |= claims
            known.save(update_fields=["extra_data"])
            return remember(known, happened_at, Outcome.UPDATED, locked=was_locked)
        case Kind.DEACTIVATED:
            if InstanceSettings.load().owner_id == known.user_id:
                return Outcome.REFUSED, known
            locks = known.user.is_active
            if locks:
                disable_user(known.user)
            return remember(known, happened_at, Outcome.DEACTIVATED, locked=locks or was_locked)
        case Kind.ACTIVATED:
            # Whom the instance's own staff locked stays so.
            if was_locked:
                enable_user(known.user)
            return remember(known, happened_at, Outcome.ACTIVATED)


def remember(
    account: SocialAccount, happened_at: datetime, outcome: Outcome, *, locked: bool = False
) -> tuple[Outcome, SocialAccount]:
    heard = {"happened_at": happened_at, "deactivated": locked}
    SyncedIdentity.objects.update_or_create(identity=account, defaults=heard)
    return outcome, account


def clear_old() -> int:
    """Forget deliveries that no sender repeats any more; returns how many."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    return int(SyncDelivery.objects.filter(received_at__lt=before).delete()[0])
