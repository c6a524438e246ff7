"""What a guild has switched on: https://discord.com/developers/docs/resources/guild#guild-object-guild-features.

Clients send the whole list; only the mutable ones among it count.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from config.kernel.errors import MissingPermissions, field_error, required
from guilds.models import Guild
from guilds.standing import Standing

COMMUNITY: Final = "COMMUNITY"
DISCOVERABLE: Final = "DISCOVERABLE"
INVITES_DISABLED: Final = "INVITES_DISABLED"
WELCOME_SCREEN_ENABLED: Final = "WELCOME_SCREEN_ENABLED"
MUTABLE: Final = frozenset((COMMUNITY, DISCOVERABLE, INVITES_DISABLED, "RAID_ALERTS_DISABLED"))
FOR_ADMINISTRATORS: Final = frozenset((COMMUNITY, DISCOVERABLE))
# What a community has, and loses when it is none any more.
OF_COMMUNITIES: Final = frozenset((DISCOVERABLE, WELCOME_SCREEN_ENABLED))
CHANNELS_OF_COMMUNITIES: Final = ("rules_channel_id", "public_updates_channel_id")


def with_features(
    guild: Guild, standing: Standing, wanted: Mapping[str, Any], features: Collection[str]
) -> dict[str, Any]:
    """Return ``wanted`` with the features a guild has when a client sent this list.

    A community needs its two channels, and verified members and looked-at media: these levels
    are raised with it.
    """
    values = dict(wanted)
    now = set(guild.features)
    chosen = now - MUTABLE | set(features) & MUTABLE
    if (now ^ chosen) & FOR_ADMINISTRATORS and not (
        standing.is_administrator or standing.is_operator
    ):
        raise MissingPermissions
    if COMMUNITY in chosen - now:
        values |= community_values(guild, values)
    if COMMUNITY not in chosen:
        if DISCOVERABLE in chosen - now:
            message = "Only community guilds can be discovered."
            raise field_error("features", "BASE_TYPE_CHOICES", message)
        chosen -= OF_COMMUNITIES
        if COMMUNITY in now:
            values |= dict.fromkeys(CHANNELS_OF_COMMUNITIES)
    values["features"] = sorted(chosen)
    return values


def community_values(guild: Guild, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a guild becomes with COMMUNITY, or raise what is missing for it."""
    for field in CHANNELS_OF_COMMUNITIES:
        if values.get(field, getattr(guild, field)) is None:
            raise required(field)
    return {
        "verification_level": max(values.get("verification_level", guild.verification_level), 1),
        "explicit_content_filter": 2,
    }


def check_community(guild: Guild, values: Mapping[str, Any]) -> None:
    """Refuse to take from a community what it has to have."""
    if COMMUNITY not in values.get("features", guild.features):
        return
    for field in CHANNELS_OF_COMMUNITIES:
        if field in values and values[field] is None:
            raise required(field)
    level = values.get("verification_level", 1)
    if level < 1:
        message = "Communities need a verification level."
        raise field_error("verification_level", "BASE_TYPE_CHOICES", message)
    if values.get("explicit_content_filter", 2) != 2:
        message = "Communities look at the media of all members."
        raise field_error("explicit_content_filter", "BASE_TYPE_CHOICES", message)
