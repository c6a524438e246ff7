"""An invite: a code that lets people join a guild."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from guilds.models.channels import Channel
from guilds.models.guilds import Guild


class Invite(models.Model):
    code = models.CharField(max_length=32, primary_key=True)
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="invites")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="invites")
    inviter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="invites"
    )
    uses = models.IntegerField(default=0)
    max_uses = models.IntegerField(default=0)  # 0: any number
    max_age = models.IntegerField(default=0)  # seconds; 0: for ever
    temporary = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        db_table = "invites"

    def __str__(self) -> str:
        return self.code
