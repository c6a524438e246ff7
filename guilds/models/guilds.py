"""A guild: a community with its channels, roles and members."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from config.kernel.snowflake import SnowflakeField


class Guild(models.Model):
    id = SnowflakeField()
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=300, null=True, blank=True)  # noqa: DJ001
    icon = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    splash = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    discovery_splash = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    banner = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    home_header = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_guilds"
    )
    # The application whose bot founded the guild.
    application_id = models.BigIntegerField(null=True, blank=True, editable=False)
    # What is switched on here; what every guild may do is added to it in payloads.
    features = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    verification_level = models.SmallIntegerField(default=0)
    default_message_notifications = models.SmallIntegerField(default=0)
    explicit_content_filter = models.SmallIntegerField(default=0)
    mfa_level = models.SmallIntegerField(default=0)
    nsfw_level = models.SmallIntegerField(default=0)
    preferred_locale = models.CharField(max_length=10, default="en-US")
    afk_channel_id = models.BigIntegerField(null=True, blank=True)
    afk_timeout = models.IntegerField(default=300)
    system_channel_id = models.BigIntegerField(null=True, blank=True)
    system_channel_flags = models.IntegerField(default=0)
    rules_channel_id = models.BigIntegerField(null=True, blank=True)
    public_updates_channel_id = models.BigIntegerField(null=True, blank=True)
    safety_alerts_channel_id = models.BigIntegerField(null=True, blank=True)
    vanity_url_code = models.CharField(max_length=32, unique=True, null=True, blank=True)
    vanity_url_uses = models.IntegerField(default=0, editable=False)
    # Incident actions: no one joins, no direct messages among those who only share this guild.
    invites_disabled_until = models.DateTimeField(null=True, blank=True)
    dms_disabled_until = models.DateTimeField(null=True, blank=True)
    widget_enabled = models.BooleanField(default=False)
    widget_channel_id = models.BigIntegerField(null=True, blank=True)
    premium_progress_bar_enabled = models.BooleanField(default=False)
    member_count = models.IntegerField(default=0, editable=False)
    # Grows, in the same transaction, with every change of who may do what here: roles,
    # overwrites, membership, timeouts, owner. Caches are valid for one version only.
    permissions_version = models.BigIntegerField(default=0, editable=False)

    class Meta:
        db_table = "guilds"

    def __str__(self) -> str:
        return self.name
