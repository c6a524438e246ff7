"""What applications know of people on other platforms, for roles that ask for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from accounts.models.applications import Application


class RoleConnectionMetadataType(models.IntegerChoices):
    """How a value is compared; see the page on application role connection metadata.

    https://discord.com/developers/docs/resources/application-role-connection-metadata
    """

    INTEGER_LESS_THAN_OR_EQUAL = 1
    INTEGER_GREATER_THAN_OR_EQUAL = 2
    INTEGER_EQUAL = 3
    INTEGER_NOT_EQUAL = 4
    DATETIME_LESS_THAN_OR_EQUAL = 5
    DATETIME_GREATER_THAN_OR_EQUAL = 6
    BOOLEAN_EQUAL = 7
    BOOLEAN_NOT_EQUAL = 8


class RoleConnection(models.Model):
    """One person's account on the platform of one application."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="role_connections"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_connections"
    )
    platform_name = models.CharField(max_length=50, null=True)  # noqa: DJ001
    platform_username = models.CharField(max_length=100, null=True)  # noqa: DJ001
    metadata = models.JSONField(default=dict)

    class Meta:
        db_table = "role_connections"
        constraints = (
            models.UniqueConstraint(
                fields=("application", "user"), name="role_connections_are_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} of {self.application_id}"
