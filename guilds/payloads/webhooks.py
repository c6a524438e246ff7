"""Webhooks as clients see them."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from django.conf import settings

from accounts.payloads import UserPayload, user_payload
from guilds.models import Member, Webhook, WebhookType


class SourceGuildPayload(TypedDict):
    id: str
    name: str
    icon: str | None


class SourceChannelPayload(TypedDict):
    id: str
    name: str


class WebhookPayload(TypedDict):
    id: str
    type: int
    guild_id: str
    channel_id: str
    name: str
    avatar: str | None
    application_id: str | None
    user: NotRequired[UserPayload]  # who made it; not for who has but the token
    # Of one that follows a channel, while its maker is in that channel's guild.
    source_guild: NotRequired[SourceGuildPayload]
    source_channel: NotRequired[SourceChannelPayload]
    token: NotRequired[str]  # these two not for others than the application that made it
    url: NotRequired[str]
    # Ours: whether requests to it have to be signed; the secret itself only where it was set.
    is_signed: NotRequired[bool]
    signing_secret: NotRequired[str]


def webhook_payload(
    webhook: Webhook, *, with_user: bool = True, with_token: bool = True
) -> WebhookPayload:
    payload: WebhookPayload = {
        "id": str(webhook.id),
        "type": webhook.type,
        "guild_id": str(webhook.guild_id),
        "channel_id": str(webhook.channel_id),
        "name": webhook.name,
        "avatar": webhook.avatar,
        "application_id": str(webhook.application_id) if webhook.application_id else None,
    }
    if with_user and webhook.user is not None:
        payload["user"] = user_payload(webhook.user)
    if webhook.signing_secret is not None:
        payload["is_signed"] = True
    if webhook.type == WebhookType.CHANNEL_FOLLOWER:
        add_source(payload, webhook)
    elif with_token:
        payload["token"] = webhook.token
        payload["url"] = f"{settings.PUBLIC_URL}/api/webhooks/{webhook.id}/{webhook.token}"
    return payload


def add_source(payload: WebhookPayload, webhook: Webhook) -> None:
    """Say which channel a webhook follows."""
    source = webhook.source_channel
    if source is None or source.guild is None:
        return
    if not Member.objects.filter(guild=source.guild, user=webhook.user).exists():
        return
    guild = source.guild
    payload["source_guild"] = {"id": str(guild.id), "name": guild.name, "icon": guild.icon}
    payload["source_channel"] = {"id": str(source.id), "name": source.name or ""}
