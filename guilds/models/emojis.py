"""A guild's own emoji."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from config.kernel.snowflake import SnowflakeField
from guilds.models.guilds import Guild


class Emoji(models.Model):
    id = SnowflakeField()
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="emojis")
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

    def __str__(self) -> str:
        return self.name
