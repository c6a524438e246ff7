"""Webhooks of a guild."""

from __future__ import annotations

from accounts.models import User
from guilds.models import Guild, Webhook
from guilds.permissions import Permissions
from guilds.standing import permissions_in_channel, standing


def visible_webhooks(user: User, guild: Guild) -> list[Webhook]:
    """Return the webhooks of those channels whose webhooks the user manages."""
    of = standing(guild, user.id)
    found = Webhook.objects.select_related("user", "channel", "source_channel__guild").filter(
        guild=guild
    )
    wanted = Permissions.VIEW_CHANNEL | Permissions.MANAGE_WEBHOOKS
    return [
        webhook
        for webhook in found.prefetch_related("channel__overwrites")
        if wanted in permissions_in_channel(of, webhook.channel, webhook.channel.overwrites.all())
    ]
