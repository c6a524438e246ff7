"""A guild's own stickers: pictures that are sent as messages."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from config.kernel.snowflake import SnowflakeField
from guilds.models.guilds import Guild


class StickerFormat(models.IntegerChoices):
    """https://discord.com/developers/docs/resources/sticker#sticker-object-sticker-format-types."""

    PNG = 1
    APNG = 2
    LOTTIE = 3
    GIF = 4


class Sticker(models.Model):
    id = SnowflakeField()
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="stickers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    name = models.CharField(max_length=30)
    description = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001
    tags = models.CharField(max_length=200)
    format_type = models.SmallIntegerField(choices=StickerFormat.choices)
    available = models.BooleanField(default=True)

    class Meta:
        db_table = "stickers"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
