"""What somebody can mute for themselves."""

from __future__ import annotations

from django.db import models


class Muting(models.Model):
    """Muted until a time, or until further notice."""

    muted = models.BooleanField(default=False)
    muted_until = models.DateTimeField(null=True)
    mute_window = models.IntegerField(null=True)  # seconds, as they chose it

    class Meta:
        abstract = True
