"""How far a person has read a channel."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from guilds.models import Channel


class ReadState(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="read_states"
    )
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="read_states")
    last_message_id = models.BigIntegerField(default=0)
    last_pin_timestamp = models.DateTimeField(null=True)
    # Mentions that a person marked as unread by hand; the others are counted from messages.
    mention_count = models.IntegerField(default=0)
    version = models.IntegerField(default=0)

    class Meta:
        db_table = "read_states"
        constraints = (
            models.UniqueConstraint(fields=("user", "channel"), name="read_states_are_unique"),
        )
