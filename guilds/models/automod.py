"""A rule of auto moderation: what it looks for, whom it spares, and what it does then."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from config.kernel.snowflake import SnowflakeField
from guilds.models.guilds import Guild


class AutoModerationRule(models.Model):
    """https://discord.com/developers/docs/resources/auto-moderation."""

    id = SnowflakeField()
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="auto_moderation_rules")
    # A plain id: the rule stays when its creator's account goes.
    creator_id = models.BigIntegerField()
    name = models.CharField(max_length=100)
    event_type = models.SmallIntegerField()
    trigger_type = models.SmallIntegerField()
    trigger_metadata = models.JSONField(default=dict)
    actions = models.JSONField(default=list)
    enabled = models.BooleanField(default=False)
    exempt_roles = ArrayField(models.BigIntegerField(), default=list, blank=True)
    exempt_channels = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        db_table = "auto_moderation_rules"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
