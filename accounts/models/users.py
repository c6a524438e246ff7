"""A user: a person, or the bot of an application."""

from __future__ import annotations

from enum import IntFlag
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from config.kernel.snowflake import SnowflakeField


class UserFlags(IntFlag):
    """Public flags (https://discord.com/developers/docs/resources/user#user-object-user-flags)."""

    STAFF = 1 << 0
    TEAM_PSEUDO_USER = 1 << 10
    VERIFIED_BOT = 1 << 16
    BOT_HTTP_INTERACTIONS = 1 << 19


class UserManager(BaseUserManager["User"]):
    def create_user(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> User:
        """Write a user. Rules for names are the services' affair (``accounts.services``)."""
        user = self.model(username=username, email=email or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> User:
        return self.create_user(
            username, email, password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username, bot=False)


class User(AbstractBaseUser, PermissionsMixin):
    id = SnowflakeField()
    username = models.CharField(max_length=32)
    # "0" for people, whose names are unique; four digits for bots, whose names need not be.
    discriminator = models.CharField(max_length=4, default="0", editable=False)
    global_name = models.CharField(max_length=32, null=True, blank=True)  # noqa: DJ001
    email = models.EmailField(null=True, blank=True)  # noqa: DJ001
    avatar = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    banner = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    accent_color = models.IntegerField(null=True, blank=True)
    bio = models.CharField(max_length=190, blank=True, default="")
    pronouns = models.CharField(max_length=40, blank=True, default="")
    locale = models.CharField(max_length=10, default="en-US")
    flags = models.BigIntegerField(default=0)
    bot = models.BooleanField(default=False, editable=False)
    system = models.BooleanField(default=False, editable=False)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    # Grows whenever what this user may do at all changes (password, disabled, token reset):
    # caches of credentials are valid for one version only.
    auth_version = models.IntegerField(default=0, editable=False)
    rate_limited = models.BooleanField(
        default=True, help_text="Whether message rate limits hold for this user."
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    last_seen = models.DateTimeField(null=True, blank=True, editable=False)

    # Whether the address is confirmed; known of who asks the API, and None elsewhere.
    has_confirmed_email: bool | None = None

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        db_table = "users"
        constraints = (
            models.UniqueConstraint(
                Lower("username"), "discriminator", name="users_name_is_unique"
            ),
            models.UniqueConstraint(
                Lower("email"),
                name="users_email_is_unique",
                condition=models.Q(email__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.username if not self.bot else f"{self.username}#{self.discriminator}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Whoever has no address has NULL: two empty ones would not be unique.
        self.email = self.email or None
        if not self._state.adding and kwargs.get("update_fields") is None:
            # An instance read earlier must not set the version back: it may only grow.
            kwargs["update_fields"] = [
                field.name
                for field in self._meta.concrete_fields
                if not field.primary_key and field.name != "auth_version"
            ]
        super().save(*args, **kwargs)

    @property
    def display_name(self) -> str:
        return self.global_name or self.username
