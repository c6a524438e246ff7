"""An invite: a code that lets people join a guild."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import Application
from guilds.models.channels import Channel
from guilds.models.guilds import Guild


class InviteTargetType(models.IntegerChoices):
    STREAM = 1
    EMBEDDED_APPLICATION = 2


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

    flags = models.IntegerField(default=0)
    target_type = models.SmallIntegerField(choices=InviteTargetType.choices, null=True, blank=True)
    target_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    target_application = models.ForeignKey(
        Application, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    # Roles that whoever accepts it is given.
    role_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    # The only users who may see and accept it; null: anybody.
    target_user_ids = ArrayField(models.BigIntegerField(), null=True, blank=True)
    target_users_set_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "invites"

    def __str__(self) -> str:
        return self.code
