"""What people show of their accounts at identity providers."""

from __future__ import annotations

from django.db import models


class ConnectionVisibility(models.IntegerChoices):
    NONE = 0, "only to themselves"
    EVERYONE = 1, "to everyone"


class Connection(models.Model):
    """How an identity is shown; one without a row is shown to nobody."""

    identity = models.OneToOneField(
        "socialaccount.SocialAccount",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="connection",
    )
    visibility = models.SmallIntegerField(
        choices=ConnectionVisibility.choices, default=ConnectionVisibility.NONE
    )
    show_activity = models.BooleanField(default=False)

    class Meta:
        db_table = "connections"

    def __str__(self) -> str:
        return f"{self.identity} is shown {self.get_visibility_display()}"
