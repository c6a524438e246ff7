"""What the gateway itself announces: presence. Ephemeral, as it is true only for a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from accounts.presence import Presence
from config.kernel.events import Audience, Event, announce


def presence_events(
    presence: Presence, *, guild_ids: Iterable[int], friend_ids: Iterable[int]
) -> Iterator[Event]:
    payload = presence.payload()
    for guild_id in guild_ids:
        in_guild = payload | {"guild_id": str(guild_id)}
        yield Event("PRESENCE_UPDATE", in_guild, Audience.guild(guild_id))
    for friend_id in friend_ids:
        yield Event("PRESENCE_UPDATE", payload, Audience.user(friend_id))


def presence_updated(
    presence: Presence, *, guild_ids: Iterable[int], friend_ids: Iterable[int]
) -> None:
    for event in presence_events(presence, guild_ids=guild_ids, friend_ids=friend_ids):
        announce(event.name, event.data, to=event.to)
