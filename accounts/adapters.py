"""Where allauth's flows meet our services and rules."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.headless.adapter import DefaultHeadlessAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.forms import BaseForm
from django.http import HttpRequest

from accounts import tasks
from accounts.models import (
    InstanceSettings,
    RegistrationMode,
    SecurityEventKind,
    Session,
    User,
)
from accounts.names import clean_username
from accounts.oidc import pending
from accounts.services import lockouts, security_log, sessions, users
from accounts.sessions import PUBLIC_ID
from config.kernel.errors import Forbidden, FormError, ServiceUnavailable
from config.kernel.views import error_response
from config.settings import limits


class OnlyByProvider(Forbidden):
    message = "People sign in to this instance by its identity provider"


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        instance = InstanceSettings.load()
        # The first account is the owner's, and is made elsewhere (`instance/owner`).
        if users.is_unclaimed(instance) or settings.OIDC_ONLY:
            return False
        return instance.registration_mode != RegistrationMode.CLOSED

    def clean_username(self, username: str, shallow: bool = False) -> str:
        try:
            name = clean_username(username)
        except FormError as error:
            raise as_validation_error(error) from None
        if not shallow and User.objects.filter(username=name, discriminator="0").exists():
            raise ValidationError("Username is unavailable.", code="username_taken")
        return name

    def clean_password(self, password: str, user: Any = None) -> str:
        if len(password) > limits.PASSWORD_MAX_LENGTH:
            raise ValidationError(
                f"Must be {limits.PASSWORD_MAX_LENGTH} or fewer in length.", code="max_length"
            )
        return str(super().clean_password(password, user))

    def save_user(
        self, request: HttpRequest, user: Any, form: BaseForm, commit: bool = True
    ) -> User:
        data = form.cleaned_data
        try:
            return users.sign_up(
                data["username"],
                data["password"],
                email=data.get("email"),
                global_name=data.get("global_name"),
            )
        except FormError as error:
            # Only a race comes here: the form has checked all of it.
            raise as_validation_error(error) from None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand a mail to a worker: the time of an answer must not tell that one was sent."""
        context = {
            **context,
            "email": email,
            "instance_name": InstanceSettings.load().name,
            "instance_url": settings.PUBLIC_URL,
        }
        mail = self.render_mail(template_prefix, email, context)
        transaction.on_commit(
            lambda: tasks.send_mail.delay(mail.subject, mail.body, mail.from_email, mail.to)
        )

    def set_password(self, user: Any, password: str) -> None:
        users.set_password(user, password, but_not=own_session(user))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Attempts count against the account, by whichever of its names they are made.
        given = str(credentials.get("email") or credentials.get("username") or "").lower()
        user = User.objects.filter(Q(username=given) | Q(email=given), bot=False).first()
        return given if user is None else f"user:{user.id}"

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Let nobody past the identity provider where it is the only way in."""
        by_provider = "sociallogin" in (kwargs.get("signal_kwargs") or {})
        if settings.OIDC_ONLY and not by_provider and pending.waits_for(request) != user.pk:
            security_log.record(SecurityEventKind.SIGN_IN_FAILED, user.pk, detail="OIDC_ONLY")
            raise ImmediateHttpResponse(error_response(OnlyByProvider()))
        return super().pre_login(request, user, **kwargs)

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        if not settings.OIDC_ONLY:
            super().send_password_reset_mail(user, email, context)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        # Confirming something by password is no sign-in.
        confirms = request.user.is_authenticated or pending.waits_for(request) is not None
        if settings.OIDC_ONLY and not confirms:
            raise ImmediateHttpResponse(error_response(OnlyByProvider()))
        try:
            is_locked = lockouts.is_locked(
                self._get_login_attempts_cache_key(request, **credentials)
            )
        except ServiceUnavailable as error:
            raise ImmediateHttpResponse(error_response(error)) from None
        if is_locked:
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        account = self._get_login_attempts_cache_key(request, **credentials)
        lockouts.note_failure(account)
        # What was typed as a name may be a password: only whose account it was is kept.
        _, _, user_id = account.partition("user:")
        known = user_id.isdigit() and account == f"user:{user_id}"
        security_log.record(SecurityEventKind.SIGN_IN_FAILED, int(user_id) if known else None)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        # The longer a password, the longer it takes to hash: that is not for guests to choose.
        credentials["password"] = credentials["password"][: limits.PASSWORD_MAX_LENGTH + 1]
        user = super().authenticate(request, **credentials)
        if user is not None:
            lockouts.forget_failures(self._get_login_attempts_cache_key(request, **credentials))
        return user


class HeadlessAdapter(DefaultHeadlessAdapter):
    def serialize_user(self, user: Any) -> dict[str, Any]:
        """Return what allauth's answers tell of a user; ids are strings as everywhere."""
        return {
            "id": str(user.id) if user.pk else None,
            "username": user.username,
            "display": user.display_name,
            "email": user.email,
            "has_usable_password": user.has_usable_password(),
        }


class UserSessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, user_sessions: Any) -> None:
        for user_session in user_sessions:
            row = Session.objects.filter(session_key=user_session.session_key).first()
            if row is None or row.user is None or row.public_id is None:
                user_session.end()
            else:
                sessions.revoke_session(row.user.id, row.public_id)


def own_session(user: User) -> str | None:
    """Return the public id of the session in which ``user`` is acting, if it is theirs."""
    request = context.request
    if request is None or not request.user.is_authenticated or request.user.pk != user.pk:
        return None
    public_id = request.session.get(PUBLIC_ID)
    return str(public_id) if public_id else None


def as_validation_error(error: FormError) -> ValidationError:
    code, message = next(iter(error.errors.values()))[0]
    return ValidationError(message, code=code.lower())
