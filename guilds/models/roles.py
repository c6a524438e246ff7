"""A role: a named set of permissions; @everyone has the guild's id."""

from __future__ import annotations

from django.db import models

from config.kernel.snowflake import SnowflakeField
from guilds.models.guilds import Guild


class Role(models.Model):
    id = SnowflakeField()
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=100)
    color = models.IntegerField(default=0)
    # A gradient from the colour to these; the third makes it holographic.
    secondary_color = models.IntegerField(null=True, blank=True)
    tertiary_color = models.IntegerField(null=True, blank=True)
    hoist = models.BooleanField(default=False)
    position = models.IntegerField(default=0)
    permissions = models.BigIntegerField(default=0)
    managed = models.BooleanField(default=False)
    mentionable = models.BooleanField(default=False)
    icon = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    unicode_emoji = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    flags = models.IntegerField(default=0)
    # The bot whose own role this is (the role's tags.bot_id).
    bot_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        db_table = "roles"
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def is_everyone(self) -> bool:
        return self.id == self.guild_id
