"""Accounts at identity providers: whose they are here, and what follows from what they say.

An identity is a provider's id (its issuer) and a subject there; it belongs to one account.
"Claims" are what the provider says of the person:
https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
"""

from __future__ import annotations

import contextlib
import re
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import events
from accounts.models import Connection, SecurityEventKind, User
from accounts.names import clean_global_name, clean_username
from accounts.services import security_log
from accounts.services.users import clean_email, sign_up, write_profile
from config.kernel.errors import BadRequest, FormError
from config.settings import limits

Claims = Mapping[str, Any]
UNFIT: Final = re.compile(r"[^a-z0-9_.]+")
ATTEMPTS: Final = 20


class LastWayIn(BadRequest):
    message = "This is your only way in: set a password or connect another account first"


def owner_of_address(claims: Claims) -> User | None:
    """Return whose confirmed address it is that the provider has confirmed, too."""
    if not claims.get("email_verified"):
        return None
    address = text_of(claims, "email").lower()
    found = EmailAddress.objects.filter(
        email=address, verified=True, user__email=address, user__bot=False
    )
    row = found.select_related("user").first()
    return row.user if row is not None and address else None


def open_account(provider: str, subject: str, claims: Claims) -> SocialAccount:
    """Make the account of somebody who comes for the first time, or return the one they have.

    It has no password. An address that somebody else uses here is left out.
    """
    address = free_address(claims)
    for name in names_for(claims):
        try:
            with transaction.atomic():
                user = sign_up(name, None, email=address, global_name=display_name_of(claims))
                if address:
                    verified = bool(claims.get("email_verified"))
                    EmailAddress.objects.create(
                        user=user, email=address, verified=verified, primary=True
                    )
                return SocialAccount.objects.create(
                    user=user, provider=provider, uid=subject, extra_data=dict(claims)
                )
        except FormError:
            address = free_address(claims)  # the name was taken in between, or the address
        except IntegrityError:
            # The same person came by another tab.
            return SocialAccount.objects.select_related("user").get(provider=provider, uid=subject)
    raise AssertionError("no name is free")


@transaction.atomic
def link(user: User, provider: str, subject: str, claims: Claims) -> bool:
    """Let somebody sign in by an identity from now on; returns False if it is another's."""
    account, is_new = SocialAccount.objects.get_or_create(
        provider=provider, uid=subject, defaults={"user": user, "extra_data": dict(claims)}
    )
    if is_new:
        note_linked(account)
    return bool(account.user_id == user.pk)


@transaction.atomic
def unlink(account: SocialAccount) -> None:
    """Let nobody sign in by an identity any more; sessions that it began go on."""
    account.delete()
    note_unlinked(account)


def disconnect(user: User, account: SocialAccount) -> None:
    """Disconnect one's own identity; refused to whoever has no other way in."""
    if not has_other_way(user, account):
        raise LastWayIn
    unlink(account)


def has_other_way(user: User, account: SocialAccount) -> bool:
    if SocialAccount.objects.filter(user=user).exclude(pk=account.pk).exists():
        return True
    if settings.OIDC_ONLY:
        return False
    keys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return user.has_usable_password() or any(key.wrap().is_passwordless for key in keys)


@transaction.atomic
def show(account: SocialAccount, **changes: Any) -> SocialAccount:
    """Change to whom an identity is shown (``visibility``, ``show_activity``)."""
    Connection.objects.update_or_create(identity=account, defaults=changes)
    account.refresh_from_db()
    events.connections_updated(account.user_id, account)
    return account


def note_linked(account: SocialAccount) -> None:
    security_log.record(SecurityEventKind.IDENTITY_LINKED, account.user_id, detail=account.provider)
    events.connections_updated(account.user_id, account)


def note_unlinked(account: SocialAccount) -> None:
    security_log.record(
        SecurityEventKind.IDENTITY_UNLINKED, account.user_id, detail=account.provider
    )
    events.connections_updated(account.user_id)


@transaction.atomic
def follow(user: User, claims: Claims) -> User:
    """Take name and address over from a provider that knows best.

    What is missing, not confirmed, or in use by somebody else here, stays as it was.
    """
    changes: dict[str, Any] = {}
    if name := display_name_of(claims):
        changes["global_name"] = name
    address = text_of(claims, "email").lower()
    if claims.get("email_verified") and address != (user.email or ""):
        address = free_address(claims) or ""
        if address:
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
            security_log.record(SecurityEventKind.EMAIL_CHANGED, user.pk)
            changes["email"] = address
    return write_profile(user.pk, changes) if changes else user


# What claims mean here


def text_of(claims: Claims, name: str) -> str:
    value = claims.get(name)
    return value.replace("\x00", "").strip() if isinstance(value, str) else ""


def display_name_of(claims: Claims) -> str | None:
    try:
        return clean_global_name(text_of(claims, "name")[: limits.GLOBAL_NAME_LENGTH])
    except FormError:
        return None


def free_address(claims: Claims) -> str | None:
    """Return the provider's address of somebody unless it is none, or another's here."""
    try:
        address = clean_email(text_of(claims, "email"))
    except FormError:
        return None
    # One that is being confirmed is spoken for as well.
    taken = EmailAddress.objects.filter(email__iexact=address or "", verified=True).exists()
    return None if taken else address


def names_for(claims: Claims) -> Iterator[str]:
    """Yield usernames for somebody: what they are called at the provider, then with digits."""
    wished = text_of(claims, "preferred_username").partition("@")[0]
    wished = wished or text_of(claims, "email").partition("@")[0] or text_of(claims, "name")
    plain = unicodedata.normalize("NFKD", wished).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"\.{2,}", ".", UNFIT.sub("_", plain)).strip("_") or "user"
    with contextlib.suppress(FormError):
        yield clean_username(base[: limits.USERNAME_MAX_LENGTH])
    for attempt in range(ATTEMPTS):
        digits = secrets.randbelow(10 ** (3 + attempt // 4))
        yield f"{base[: limits.USERNAME_MAX_LENGTH - 10].rstrip('.')}_{digits}"
