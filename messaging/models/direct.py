"""Who is in a direct channel. The channel itself is a ``guilds.Channel`` without a guild."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from guilds.models import Channel


class DirectChannel(models.Model):
    """The one DM of two people, whichever of them opened it."""

    channel = models.OneToOneField(
        Channel, on_delete=models.CASCADE, primary_key=True, related_name="direct"
    )
    low = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "direct_channels"
        constraints = (
            models.UniqueConstraint(fields=("low", "high"), name="direct_channels_are_unique"),
            models.CheckConstraint(
                condition=models.Q(low__lt=models.F("high")), name="direct_channels_are_ordered"
            ),
        )


class Recipient(models.Model):
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="recipients")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="direct_channels"
    )
    # How they are called in a group DM, if an application that added them said so.
    nick = models.CharField(max_length=32, null=True, blank=True)  # noqa: DJ001
    # Closed DMs are not listed; the next message opens them again.
    closed = models.BooleanField(default=False)

    class Meta:
        db_table = "recipients"
        constraints = (
            models.UniqueConstraint(fields=("channel", "user"), name="recipients_are_unique"),
        )
