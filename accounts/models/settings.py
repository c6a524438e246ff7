"""How a person wants their client to be; the same on every device."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class UserSettings(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="client_settings",
    )
    status = models.CharField(max_length=9, default="online")
    custom_status = models.JSONField(null=True, blank=True)
    theme = models.CharField(max_length=16, default="system")
    locale = models.CharField(max_length=10, default="en-US")
    guild_positions = models.JSONField(default=list, blank=True)
    # Everything else that only clients read, as they wrote it.
    client = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "user_settings"
        verbose_name_plural = "user settings"
