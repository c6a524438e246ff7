"""Webhooks: making, changing, deleting them. What they write is messaging's affair."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from accounts.models import User
from config.kernel.data_uris import store_image
from config.kernel.errors import (
    CannotExecuteOnChannelType,
    MaximumGuildWebhooks,
    MaximumWebhooks,
    MissingAccess,
    MissingPermissions,
    UnknownChannel,
    UnknownWebhook,
    bad_length,
    field_error,
)
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds import events
from guilds.models import HOLD_WEBHOOKS, AuditLogEvent, Channel, Guild, Webhook
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, changing, user_id_of
from guilds.services.webhook_signatures import checked_secret
from guilds.standing import Standing

TOKEN_BYTES: Final = 51  # 68 characters
BUCKET: Final = "avatars"
RESERVED: Final = ("clyde", "discord")


def create_webhook(
    actor: Actor,
    channel: Channel,
    *,
    name: str,
    avatar: str | None = None,
    application_id: int | None = None,
    reason: str | None = None,
) -> Webhook:
    """Make a webhook of a guild's channel; ``avatar`` is a data URI.

    The caller has checked that the actor may: reading an image costs work.
    """
    webhook = Webhook(
        id=next_snowflake(),
        name=checked_name(name),
        token=secrets.token_urlsafe(TOKEN_BYTES),
        application_id=application_id,
    )
    webhook.avatar = stored_avatar(webhook.id, avatar)
    with acting(actor, channel.guild_id) as (guild, standing):
        webhook.guild = guild
        webhook.channel = place(guild, standing, channel.id)
        webhook.user = User.objects.get(id=user_id_of(actor))
        webhook.save(force_insert=True)
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.WEBHOOK_CREATE,
            webhook.id,
            changes=audit_log.created(logged(webhook)),
            reason=reason,
        )
        events.webhooks_updated(guild.id, webhook.channel_id)
    return webhook


def update_webhook(
    actor: Actor | None, webhook: Webhook, values: Mapping[str, Any], *, reason: str | None = None
) -> Webhook:
    """Change name, avatar (a data URI) or channel; without an actor, by who has the token.

    ``signing_secret`` sets or removes the secret with which requests are signed (see
    ``guilds.services.webhook_signatures.checked_secret``); only a manager does that.
    """
    wanted = dict(values)
    if "name" in wanted:
        wanted["name"] = checked_name(wanted["name"])
    if "avatar" in wanted:
        wanted["avatar"] = stored_avatar(webhook.id, wanted["avatar"])
    with acting_on(actor, webhook) as (guild, standing, found):
        old_channel_id = found.channel_id
        if standing is not None and wanted.get("channel_id") is not None:
            if wanted["channel_id"] != old_channel_id:
                found.channel = place(guild, standing, wanted["channel_id"])
        else:
            wanted.pop("channel_id", None)
        secret_before = found.signing_secret
        if standing is not None and "signing_secret" in wanted:
            found.signing_secret = checked_secret(wanted["signing_secret"])
        wanted.pop("signing_secret", None)  # the log does not say it
        changed = apply(found, wanted)
        if found.channel_id != old_channel_id:
            changed["channel_id"] = (old_channel_id, found.channel_id)
        if changed or found.signing_secret != secret_before:
            found.save(update_fields=[*changed, "signing_secret"])
            was_signed, is_signed = secret_before is not None, found.signing_secret is not None
            if was_signed != is_signed:
                changed["is_signed"] = (was_signed, is_signed)
            audit_log.record(
                actor,
                guild,
                AuditLogEvent.WEBHOOK_UPDATE,
                found.id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
            for channel_id in {old_channel_id, found.channel_id}:
                events.webhooks_updated(guild.id, channel_id)
    return found


def delete_webhook(actor: Actor | None, webhook: Webhook, *, reason: str | None = None) -> None:
    """Delete a webhook; its messages stay, and so does the avatar they show."""
    with acting_on(actor, webhook) as (guild, _, found):
        webhook_id, channel_id = found.id, found.channel_id
        changes = audit_log.deleted(logged(found))
        found.delete()
        audit_log.record(
            actor, guild, AuditLogEvent.WEBHOOK_DELETE, webhook_id, changes=changes, reason=reason
        )
        events.webhooks_updated(guild.id, channel_id)


@contextmanager
def acting_on(
    actor: Actor | None, webhook: Webhook
) -> Iterator[tuple[Guild, Standing | None, Webhook]]:
    """Lock the guild and yield the webhook as it is now, for who may change it."""
    if actor is None:
        with changing(webhook.guild_id) as guild:
            yield guild, None, current(guild, webhook)
        return
    with acting(actor, webhook.guild_id) as (guild, standing):
        found = current(guild, webhook)
        require(standing, found.channel)
        yield guild, standing, found


def current(guild: Guild, webhook: Webhook) -> Webhook:
    found = Webhook.objects.select_related("channel", "user").filter(guild=guild, id=webhook.id)
    if (webhook_now := found.first()) is None:
        raise UnknownWebhook
    return webhook_now


def place(guild: Guild, standing: Standing, channel_id: int) -> Channel:
    """Return a channel of a locked guild in which there is room for the actor's webhook."""
    channel = guild.channels.filter(id=channel_id).first()
    if channel is None:
        raise UnknownChannel
    require(standing, channel)
    if channel.type not in HOLD_WEBHOOKS:
        raise CannotExecuteOnChannelType
    if Webhook.objects.filter(channel=channel).count() >= limits.WEBHOOKS_PER_CHANNEL:
        raise MaximumWebhooks
    if Webhook.objects.filter(guild=guild).count() >= limits.WEBHOOKS_PER_GUILD:
        raise MaximumGuildWebhooks
    return channel


def require(standing: Standing, channel: Channel) -> None:
    granted = standing.in_channel(channel)
    if Permissions.VIEW_CHANNEL not in granted:
        raise MissingAccess
    if Permissions.MANAGE_WEBHOOKS not in granted:
        raise MissingPermissions


def checked_name(name: str, field: str = "name") -> str:
    """Return a name as it is kept, or raise what is wrong with it."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= limits.WEBHOOK_NAME_LENGTH:
        raise bad_length(field, 1, limits.WEBHOOK_NAME_LENGTH)
    for word in RESERVED:
        if word in name.lower():
            message = f'Username cannot contain "{word}"'
            raise field_error(field, "USERNAME_INVALID_CONTAINS", message)
    if not name.isprintable():
        message = "The text holds characters that are not valid."
        raise field_error(field, "STRING_TYPE_INVALID", message)
    return name


def stored_avatar(webhook_id: int, avatar: str | None) -> str | None:
    return None if avatar is None else store_image(BUCKET, webhook_id, avatar, field="avatar")


def logged(webhook: Webhook) -> dict[str, Any]:
    return {
        "type": webhook.type,
        "name": webhook.name,
        "channel_id": webhook.channel_id,
        "avatar": webhook.avatar,
        "application_id": webhook.application_id,
    }
