"""The welcome screen: what newcomers to a community are shown first.

https://discord.com/developers/docs/resources/guild#welcome-screen-object
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from config.kernel.errors import bad_length, field_error, too_long
from config.settings import limits
from guilds import events
from guilds.models import THREAD_TYPES, AuditLogEvent, Guild, WelcomeScreen
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply
from guilds.services.emoji_values import named_emoji
from guilds.services.guild_features import COMMUNITY, WELCOME_SCREEN_ENABLED


def update_welcome_screen(
    actor: Actor, guild: Guild, values: Mapping[str, Any], *, reason: str | None = None
) -> WelcomeScreen:
    """Change ``description``, ``channels`` and whether it is ``enabled``, in a community."""
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        screen = WelcomeScreen.objects.filter(guild=locked).first() or WelcomeScreen(guild=locked)
        wanted = dict(values)
        enabled = wanted.pop("enabled", None)
        if enabled and COMMUNITY not in locked.features:
            message = "Only community guilds have a welcome screen."
            raise field_error("enabled", "BASE_TYPE_CHOICES", message)
        if len(wanted.get("description") or "") > limits.WELCOME_DESCRIPTION_LENGTH:
            raise too_long("description", limits.WELCOME_DESCRIPTION_LENGTH)
        if "channels" in wanted:
            wanted["channels"] = checked_channels(locked, wanted["channels"])
        changed = apply(screen, wanted)
        screen.save()
        if enabled is not None:
            features = set(locked.features) - {WELCOME_SCREEN_ENABLED}
            if enabled:
                features.add(WELCOME_SCREEN_ENABLED)
            switched = apply(locked, {"features": sorted(features)})
            if switched:
                locked.save(update_fields=["features"])
                changed |= switched
                events.guild_updated(locked, keeps_access=True)
        if changed:
            audit_log.record(
                actor,
                locked,
                AuditLogEvent.GUILD_UPDATE,
                locked.id,
                changes=audit_log.changed(
                    {KEYS.get(name, name): pair for name, pair in changed.items()}
                ),
                reason=reason,
            )
    return screen


# What the screen's fields are called among those of the guild.
KEYS = {"description": "welcome_screen_description", "channels": "welcome_channels"}


def checked_channels(
    guild: Guild, channels: Sequence[Mapping[str, Any]]
) -> list[dict[str, str | None]]:
    """Return the channels as they are kept, each with what to say of it."""
    if len(channels) > limits.WELCOME_CHANNELS:
        raise bad_length("welcome_channels", 0, limits.WELCOME_CHANNELS)
    known = set(guild.channels.exclude(type__in=THREAD_TYPES).values_list("id", flat=True))
    checked = []
    for index, given in enumerate(channels):
        path = f"welcome_channels.{index}"
        if given["channel_id"] not in known:
            raise field_error(f"{path}.channel_id", "CHANNEL_INVALID", "Invalid channel")
        if not 1 <= len(given["description"]) <= limits.WELCOME_CHANNEL_DESCRIPTION_LENGTH:
            raise bad_length(f"{path}.description", 1, limits.WELCOME_CHANNEL_DESCRIPTION_LENGTH)
        emoji = named_emoji(guild, path, given)
        checked.append(
            {
                "channel_id": str(given["channel_id"]),
                "description": given["description"],
                "emoji_id": emoji["id"],
                "emoji_name": emoji["name"],
            }
        )
    return checked
