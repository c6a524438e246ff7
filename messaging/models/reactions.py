"""A reaction of one user to one message."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from messaging.models.messages import Message


class Reaction(models.Model):
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reactions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions"
    )
    # 0 for a Unicode emoji, whose text is then in ``emoji_name``.
    emoji_id = models.BigIntegerField(default=0)
    emoji_name = models.CharField(max_length=64)
    animated = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "reactions"
        ordering = ("id",)
        constraints = (
            # The name identifies a Unicode emoji only; a custom one may have been renamed.
            models.UniqueConstraint(
                fields=("message", "user", "emoji_id", "emoji_name"), name="reactions_are_unique"
            ),
        )
