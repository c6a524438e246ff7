"""A call in a direct channel, for as long as somebody is in it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from guilds.models import Channel


class Call(models.Model):
    channel = models.OneToOneField(
        Channel, on_delete=models.CASCADE, primary_key=True, related_name="call"
    )
    # The system message that tells of it; null until it is posted.
    message_id = models.BigIntegerField(null=True, blank=True)
    # Who is being called, and since when they (the last of them) are.
    ringing = ArrayField(models.BigIntegerField(), default=list, blank=True)
    rung_at = models.DateTimeField(default=timezone.now)
    # Everybody who took part, the caller first.
    participants = ArrayField(models.BigIntegerField(), default=list, blank=True)
    started_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "calls"
