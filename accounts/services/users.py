"""People: signing up, changing what others see, passwords, and being locked out."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from accounts import events
from accounts.models import InstanceSettings, SecurityEventKind, User, UserFlags
from accounts.names import clean_bot_name, clean_global_name, clean_username, username_taken
from accounts.services import lockouts, security_log
from accounts.services.clients import forget_holders
from accounts.services.sessions import forget_credentials, revoke_all_sessions
from accounts.signals import profile_changed
from config.kernel import ratelimits
from config.kernel.data_uris import delete_image, store_image
from config.kernel.errors import (
    Forbidden,
    FormError,
    IncorrectPassword,
    RateLimited,
    field_error,
    not_in_range,
    required,
    too_long,
)
from config.settings import limits

PASSWORD_RATE: Final = (limits.SIGN_IN_ATTEMPTS_PER_MINUTE, 60)
# What others see, so that a change concerns them too.
SEEN_BY_OTHERS: Final = frozenset({"username", "global_name", "avatar", "banner", "accent_color"})
IMAGES: Final = {"avatar": "avatars", "banner": "banners"}
PROFILE_TEXTS: Final = {"bio": limits.BIO_LENGTH, "pronouns": limits.PRONOUNS_LENGTH}
MAX_COLOR: Final = 0xFFFFFF


class InstanceHasOwner(Forbidden):
    message = "This instance already has an owner"


def sign_up(
    username: str,
    password: str | None,
    *,
    email: str | None = None,
    global_name: str | None = None,
    **fields: Any,
) -> User:
    """Create the account of a person. Without a password nobody can sign in to it."""
    username = clean_username(username)
    if User.objects.filter(username=username, discriminator="0").exists():
        raise username_taken()
    user = User(
        username=username,
        email=clean_email(email),
        global_name=clean_global_name(global_name),
        **fields,
    )
    if password is not None:
        check_new_password(password, user)
    user.set_password(password)
    return save_new(user)


def save_new(user: User) -> User:
    """Write a new account; somebody may have taken its name since it was checked."""
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        if "users_email" in str(error):
            raise email_taken() from None
        raise username_taken() from None
    return user


def claim_instance(
    username: str, password: str, *, email: str | None = None, global_name: str | None = None
) -> User:
    """Make the first visitor the owner of the instance: once, whoever comes at the same time."""
    InstanceSettings.load()
    with transaction.atomic():
        instance = InstanceSettings.objects.select_for_update().get(id=1)
        if not is_unclaimed(instance):
            raise InstanceHasOwner
        instance.owner = sign_up(
            username,
            password,
            email=email,
            global_name=global_name,
            is_staff=True,
            is_superuser=True,
            flags=UserFlags.STAFF,
        )
        instance.save(update_fields=["owner"])
        return instance.owner


def is_unclaimed(instance: InstanceSettings) -> bool:
    """Return whether the instance waits for its owner."""
    return instance.owner is None and not User.objects.filter(is_superuser=True).exists()


def clean_email(email: str | None) -> str | None:
    """Return a free address in the form that is kept."""
    if not email:
        return None
    try:
        validate_email(email)
    except ValidationError:
        message = "Not a well formed email address."
        raise field_error("email", "EMAIL_TYPE_INVALID_EMAIL", message) from None
    email = email.lower()
    if User.objects.annotate(lower=Lower("email")).filter(lower=email).exists():
        raise email_taken()
    return email


def email_taken() -> FormError:
    return field_error("email", "EMAIL_ALREADY_REGISTERED", "Email is already registered.")


def check_new_password(password: str, user: User, path: str = "password") -> None:
    """Raise ``FormError`` for a password that is too short, too common or like the name."""
    if len(password) > limits.PASSWORD_MAX_LENGTH:
        raise too_long(path, limits.PASSWORD_MAX_LENGTH)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise FormError({path: [("PASSWORD_BAD", message) for message in error.messages]}) from None


def confirm_password(user: User, password: str | None) -> None:
    """Raise unless this is the user's password; guessing is limited."""
    if not password:
        raise required("password")
    verdict = ratelimits.take_sync(f"password:{user.id}", PASSWORD_RATE)
    if not verdict.allowed:
        raise RateLimited(verdict.reset_after)
    account = f"user:{user.id}"
    if lockouts.is_locked(account):
        raise RateLimited(limits.LOCK_SECONDS)
    if len(password) > limits.PASSWORD_MAX_LENGTH or not user.check_password(password):
        lockouts.note_failure(account)
        security_log.record(SecurityEventKind.PASSWORD_REFUSED, user.id)
        raise IncorrectPassword


@transaction.atomic
def set_password(user: User, password: str | None, *, but_not: str | None = None) -> None:
    """Change the password, and end every session but the one it was changed in."""
    user.set_password(password)
    user.save(update_fields=["password"])
    security_log.record(SecurityEventKind.PASSWORD_CHANGED, user.id)
    revoke_all_sessions(user.id, but_not=but_not)


def update_profile(user: User, *, password: str | None = None, **changes: Any) -> User:
    """Change what a user shows of themselves; returns the user as it is now.

    ``changes`` may hold username (people confirm it with their password), global_name, avatar
    and banner (a data URI, or None to remove it), bio, pronouns, accent_color and locale.
    """
    cleaned = clean_profile(user, changes)
    renames = "username" in cleaned and not user.bot and cleaned["username"] != user.username
    # Who came by an identity provider may have no password.
    if renames and user.has_usable_password():
        confirm_password(user, password)
    for name, bucket in IMAGES.items():
        if cleaned.get(name) is not None:
            cleaned[name] = store_image(bucket, user.id, cleaned[name], field=name)
    try:
        return write_profile(user.id, cleaned)
    except IntegrityError:
        raise username_taken() from None


@transaction.atomic
def write_profile(user_id: int, cleaned: dict[str, Any]) -> User:
    user = User.objects.select_for_update(no_key=True).get(id=user_id)
    changed = {name for name, value in cleaned.items() if getattr(user, name) != value}
    for name in changed & IMAGES.keys():
        drop_image_after_commit(IMAGES[name], user.id, getattr(user, name))
    for name in changed:
        setattr(user, name, cleaned[name])
    if changed:
        user.save(update_fields=sorted(changed))
        announce_profile(user, for_others=bool(changed & SEEN_BY_OTHERS))
    return user


def announce_profile(user: User, *, for_others: bool) -> None:
    forget_credentials(user.id)
    events.user_updated(user)
    if for_others:
        profile_changed.send(User, user=user)


def drop_image_after_commit(bucket: str, user_id: int, image: str | None) -> None:
    if image:
        transaction.on_commit(lambda: delete_image(bucket, user_id, image))


def clean_profile(user: User, changes: dict[str, Any]) -> dict[str, Any]:
    cleaned = dict(changes)
    if "username" in cleaned:
        clean = clean_bot_name if user.bot else clean_username
        cleaned["username"] = clean(cleaned["username"])
        if not user.bot:
            check_name_is_free(cleaned["username"], user)
    if "global_name" in cleaned:
        cleaned["global_name"] = clean_global_name(cleaned["global_name"])
    for name, most in PROFILE_TEXTS.items():
        if name in cleaned:
            cleaned[name] = (cleaned[name] or "").strip()
            if len(cleaned[name]) > most:
                raise too_long(name, most)
    color = cleaned.get("accent_color")
    if color is not None and not 0 <= color <= MAX_COLOR:
        raise not_in_range("accent_color", 0, MAX_COLOR)
    return cleaned


def check_name_is_free(username: str, user: User) -> None:
    if User.objects.filter(username=username, discriminator="0").exclude(id=user.id).exists():
        raise username_taken()


@transaction.atomic
def disable_user(user: User) -> None:
    """Lock an account: nobody can sign in to it, and whoever is signed in no longer is."""
    User.objects.filter(id=user.id).update(is_active=False)
    security_log.record(SecurityEventKind.DISABLED, user.id)
    revoke_all_sessions(user.id)
    for application in user.applications.all():
        forget_holders(application)
        if application.bot_id is not None:
            revoke_all_sessions(application.bot_id)


@transaction.atomic
def enable_user(user: User) -> None:
    """Unlock an account; its owner signs in again."""
    User.objects.filter(id=user.id).update(is_active=True)
    security_log.record(SecurityEventKind.ENABLED, user.id)
