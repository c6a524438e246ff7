"""A sound that people play in voice channels."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from config.kernel.snowflake import SnowflakeField
from guilds.models.guilds import Guild


class SoundboardSound(models.Model):
    id = SnowflakeField()
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="soundboard_sounds")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    name = models.CharField(max_length=32)
    volume = models.FloatField(default=1.0)
    emoji_id = models.BigIntegerField(null=True, blank=True)
    emoji_name = models.CharField(max_length=32, null=True, blank=True)  # noqa: DJ001
    available = models.BooleanField(default=True)

    class Meta:
        db_table = "soundboard_sounds"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
