"""An application that was let into a guild, with its bot."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Application
from config.kernel.snowflake import SnowflakeField
from guilds.models.guilds import Guild


class Integration(models.Model):
    id = SnowflakeField()
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="integrations")
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="integrations"
    )
    # Who let it in.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    scopes = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        db_table = "integrations"
        constraints = (
            models.UniqueConstraint(
                fields=("guild", "application"), name="integrations_are_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.application_id} in {self.guild_id}"
