"""An application: what a bot belongs to, and what its author manages."""

from __future__ import annotations

from enum import IntFlag
from typing import Final

from django.conf import settings
from django.db import models

from config.kernel.snowflake import SnowflakeField


class ApplicationFlags(IntFlag):
    """Flags of applications (https://discord.com/developers/docs/resources/application)."""

    GATEWAY_PRESENCE = 1 << 12
    GATEWAY_PRESENCE_LIMITED = 1 << 13
    GATEWAY_GUILD_MEMBERS = 1 << 14
    GATEWAY_GUILD_MEMBERS_LIMITED = 1 << 15
    GATEWAY_MESSAGE_CONTENT = 1 << 18
    GATEWAY_MESSAGE_CONTENT_LIMITED = 1 << 19


# What the owner of an application switches on themselves.
PRIVILEGED_INTENTS: Final = (
    ApplicationFlags.GATEWAY_PRESENCE_LIMITED
    | ApplicationFlags.GATEWAY_GUILD_MEMBERS_LIMITED
    | ApplicationFlags.GATEWAY_MESSAGE_CONTENT_LIMITED
)


class Application(models.Model):
    id = SnowflakeField()
    name = models.CharField(max_length=32)
    description = models.CharField(max_length=400, blank=True, default="")
    icon = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="applications"
    )
    bot = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="bot_application",
        null=True,
        blank=True,
    )
    bot_public = models.BooleanField(default=True)
    bot_require_code_grant = models.BooleanField(default=False)
    # Application flags; the privileged gateway intents are among them.
    flags = models.BigIntegerField(default=0)
    verify_key = models.CharField(max_length=64, editable=False)
    # SHA-256 of the bot's token; the token itself is shown once and kept nowhere.
    token_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001
    tags = models.JSONField(default=list, blank=True)
    terms_of_service_url = models.URLField(null=True, blank=True)  # noqa: DJ001
    privacy_policy_url = models.URLField(null=True, blank=True)  # noqa: DJ001
    cover_image = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    # OAuth2: where people may be sent back to, and whether the application can keep a secret.
    redirect_uris = models.JSONField(default=list, blank=True)
    public_client = models.BooleanField(default=False)
    # What the plain invite link asks for: {"scopes": […], "permissions": "…"}.
    install_params = models.JSONField(null=True, blank=True)
    custom_install_url = models.CharField(max_length=512, null=True, blank=True)  # noqa: DJ001
    interactions_endpoint_url = models.URLField(max_length=512, null=True, blank=True)  # noqa: DJ001
    # What its role connections tell, in the form of the API.
    role_connections_metadata = models.JSONField(default=list, blank=True)
    role_connections_verification_url = models.URLField(max_length=512, null=True, blank=True)  # noqa: DJ001
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "applications"

    def __str__(self) -> str:
        return self.name
