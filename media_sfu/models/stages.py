"""A stage that is live."""

from __future__ import annotations

from django.db import models

from config.kernel.snowflake import SnowflakeField
from guilds.models import Channel, Guild, GuildScheduledEvent


class StageInstance(models.Model):
    """https://discord.com/developers/docs/resources/stage-instance."""

    id = SnowflakeField()
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="stage_instances")
    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="stage_instance")
    topic = models.CharField(max_length=120)
    privacy_level = models.SmallIntegerField(default=2)
    scheduled_event = models.ForeignKey(
        GuildScheduledEvent,
        on_delete=models.SET_NULL,
        related_name="stage_instances",
        null=True,
        blank=True,
    )
    # Since when nobody speaks, as far as the worker has noticed.
    silent_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "stage_instances"

    def __str__(self) -> str:
        return self.topic
