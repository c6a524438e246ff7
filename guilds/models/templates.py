"""A template: what another guild can be founded after."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from guilds.models.guilds import Guild


class GuildTemplate(models.Model):
    code = models.CharField(max_length=32, primary_key=True)
    # A guild has one.
    guild = models.OneToOneField(Guild, on_delete=models.CASCADE, related_name="template")
    creator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=120, null=True, blank=True)  # noqa: DJ001
    usage_count = models.IntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    # The guild as it was then, with small numbers in place of ids.
    snapshot = models.JSONField(default=dict)

    class Meta:
        db_table = "guild_templates"

    def __str__(self) -> str:
        return self.name
