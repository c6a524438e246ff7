"""Signing in by username or email address, and a password."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from django.contrib.auth.base_user import AbstractBaseUser

from accounts.models import User


class AuthenticationBackend(AllauthBackend):
    """allauth's backend; it only finds people, for bots may share their names."""

    def _authenticate_by_username(self, username: str, password: str) -> AbstractBaseUser | None:
        user = User.objects.filter(username=username.strip().lower(), bot=False).first()
        return self._check_password(user, password)  # type: ignore[no-any-return]
