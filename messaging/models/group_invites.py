"""Invites to group DMs."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from guilds.models import Channel


class GroupInvite(models.Model):
    code = models.CharField(max_length=32, primary_key=True)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="group_invites")
    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    max_age = models.IntegerField()  # seconds
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "group_invites"

    def __str__(self) -> str:
        return self.code
