"""Mentions that a person took out of their inbox."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class DismissedMention(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Not a foreign key: the message may be purged before.
    message_id = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "dismissed_mentions"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "message_id"), name="dismissed_mentions_are_unique"
            ),
        )
