"""A webhook: an address by which programs write into a channel without an account."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models

from config.kernel.encryption import EncryptedTextField
from config.kernel.snowflake import SnowflakeField
from guilds.models.channels import Channel, ChannelType
from guilds.models.guilds import Guild

HOLD_WEBHOOKS: Final = frozenset(
    (
        ChannelType.GUILD_TEXT,
        ChannelType.GUILD_VOICE,
        ChannelType.GUILD_ANNOUNCEMENT,
        ChannelType.GUILD_STAGE_VOICE,
        ChannelType.GUILD_FORUM,
        ChannelType.GUILD_MEDIA,
    )
)


class WebhookType(models.IntegerChoices):
    INCOMING = 1
    CHANNEL_FOLLOWER = 2
    APPLICATION = 3


class Webhook(models.Model):
    id = SnowflakeField()
    type = models.SmallIntegerField(choices=WebhookType.choices, default=WebhookType.INCOMING)
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="webhooks")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="webhooks")
    # Who made it, and whose bot that was.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    application_id = models.BigIntegerField(null=True)
    # Of one that follows a channel: which. Null once that is gone.
    source_channel = models.ForeignKey(
        Channel, on_delete=models.SET_NULL, null=True, related_name="followers"
    )
    name = models.CharField(max_length=80)
    avatar = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    # Whoever manages the channel's webhooks can look it up, so it can be read again.
    token = EncryptedTextField(editable=False)
    # With one, nothing is done by the token but what is signed with it.
    signing_secret = EncryptedTextField(null=True, editable=False)

    class Meta:
        db_table = "webhooks"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name
