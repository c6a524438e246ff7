"""Following announcement channels: a webhook in one's own channel that gets what they publish."""

from __future__ import annotations

import secrets
from typing import Final

from django.core.files.storage import storages

from accounts.models import User
from config.kernel.data_uris import stored_path
from config.kernel.errors import CannotExecuteOnChannelType, UnknownChannel
from config.kernel.snowflake import next_snowflake
from config.kernel.storage import save_file
from config.settings import limits
from guilds import events
from guilds.models import AuditLogEvent, Channel, ChannelType, Guild, Webhook, WebhookType
from guilds.payloads.channels import TEXT_TYPES
from guilds.services import audit_log
from guilds.services.changes import acting
from guilds.services.webhooks import BUCKET, TOKEN_BYTES, logged, place

ICONS: Final = "icons"


def follow_channel(
    actor: User, source: Channel, target_id: int, *, reason: str | None = None
) -> tuple[Webhook, bool]:
    """Let a channel get what another publishes; returns the webhook, and whether it is new.

    The caller has let the actor into ``source``; for the other channel they need
    MANAGE_WEBHOOKS, which is checked here.
    """
    if source.type != ChannelType.GUILD_ANNOUNCEMENT or source.guild is None:
        raise CannotExecuteOnChannelType
    target = Channel.objects.filter(id=target_id, guild__isnull=False).first()
    if target is None or target.guild_id is None:
        raise UnknownChannel
    if target.id == source.id:
        raise CannotExecuteOnChannelType
    webhook_id = next_snowflake()
    with acting(actor, target.guild_id) as (guild, standing):
        channel = place(guild, standing, target.id)
        if channel.type not in TEXT_TYPES:
            raise CannotExecuteOnChannelType
        existing = Webhook.objects.filter(channel=channel, source_channel=source).first()
        if existing is not None:
            return existing, False
        webhook = Webhook.objects.create(
            id=webhook_id,
            type=WebhookType.CHANNEL_FOLLOWER,
            guild=guild,
            channel=channel,
            source_channel=source,
            user=actor,
            name=name_of(source.guild, source),
            avatar=copied_icon(source.guild, webhook_id),
            token=secrets.token_urlsafe(TOKEN_BYTES),
        )
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.WEBHOOK_CREATE,
            webhook.id,
            changes=audit_log.created(logged(webhook)),
            reason=reason,
        )
        events.webhooks_updated(guild.id, channel.id)
    return webhook, True


def name_of(guild: Guild, channel: Channel) -> str:
    """Return under which name a channel's announcements appear elsewhere."""
    tail = f" #{channel.name}"
    return (guild.name[: limits.WEBHOOK_NAME_LENGTH - len(tail)] + tail)[
        : limits.WEBHOOK_NAME_LENGTH
    ]


def copied_icon(guild: Guild, webhook_id: int) -> str | None:
    """Store a guild's icon as the webhook's picture, which stays when the icon changes."""
    if guild.icon is None:
        return None
    for is_animated in (False, True):
        name = stored_path(guild.id, guild.icon, is_animated=is_animated)
        if storages[ICONS].exists(name):
            with storages[ICONS].open(name) as file:
                copied = stored_path(webhook_id, guild.icon, is_animated=is_animated)
                save_file(BUCKET, copied, file)
    return guild.icon
