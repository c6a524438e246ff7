"""What holds for the whole instance; there is one row."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class RegistrationMode(models.TextChoices):
    OPEN = "open", "Open: anyone may sign up"
    INVITE = "invite", "Invite: with the invite of a guild"
    CLOSED = "closed", "Closed: nobody may sign up"


def initial_mode() -> str:
    return str(settings.REGISTRATION_MODE)


class InstanceSettings(models.Model):
    id = models.SmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=64, default="Guildhall")
    registration_mode = models.CharField(
        max_length=8, choices=RegistrationMode.choices, default=initial_mode
    )
    # The first visitor. Set once: the row is locked while it is.
    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        db_table = "instance_settings"
        verbose_name = verbose_name_plural = "instance settings"
        constraints = (
            models.CheckConstraint(condition=models.Q(id=1), name="instance_settings_is_one_row"),
        )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def load(cls) -> InstanceSettings:
        """Return the one row, writing it when it is asked for first."""
        return cls.objects.get_or_create(id=1)[0]
