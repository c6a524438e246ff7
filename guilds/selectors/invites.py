"""The invites of a guild."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from guilds.models import Channel, Guild, Invite


def invites_of(guild: Guild, channel: Channel | None = None) -> list[Invite]:
    """Return the valid invites of a guild, or of one of its channels, oldest first."""
    invites = Invite.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=timezone.now()), guild=guild
    )
    if channel is not None:
        invites = invites.filter(channel=channel)
    related = ("guild", "channel", "inviter", "target_user", "target_application")
    return list(invites.select_related(*related).order_by("created_at"))
