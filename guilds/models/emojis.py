"""Custom emoji: of a guild, or of an application, whose bot uses them everywhere."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Application
from config.kernel.snowflake import SnowflakeField
from guilds.models.guilds import Guild


class Emoji(models.Model):
    id = SnowflakeField()
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="emojis", null=True)
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="emojis", null=True
    )
    name = models.CharField(max_length=32)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    animated = models.BooleanField(default=False)
    available = models.BooleanField(default=True)
    roles = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        db_table = "emojis"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(guild__isnull=False) ^ models.Q(application__isnull=False),
                name="emojis_have_one_home",
            ),
            models.UniqueConstraint(
                fields=("application", "name"),
                condition=models.Q(application__isnull=False),
                name="emojis_of_applications_by_name",
            ),
        )

    def __str__(self) -> str:
        return self.name
