"""Following announcement channels, and the notice of it where their messages will appear."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from guilds.access import access_channel
from guilds.models import Webhook
from guilds.services.following import follow_channel, name_of
from messaging.models import MessageType
from messaging.services.system_messages import post


def follow(actor: User, channel_id: int, target_id: int, *, reason: str | None = None) -> Webhook:
    """Let the channel ``target_id`` get what an announcement channel publishes."""
    source = access_channel(actor, channel_id)
    with transaction.atomic():
        webhook, is_new = follow_channel(actor, source, target_id, reason=reason)
        if is_new and source.guild is not None:
            post(
                webhook.channel,
                actor.id,
                MessageType.CHANNEL_FOLLOW_ADD,
                content=name_of(source.guild, source),
                reference_channel_id=source.id,
                reference_guild_id=source.guild_id,
            )
    return webhook
