"""Presences that ran out because a process or a client died."""

from __future__ import annotations

from accounts import presence as store
from accounts.models import Relationship, RelationshipType
from config.kernel import ephemeral, log
from config.kernel.aio import in_thread
from guilds.models import Member
from realtime.events import presence_events


async def end_stale_presences() -> int:
    """Announce who went offline unnoticed; returns how many they are."""
    ended = await store.ended(log.client())
    for presence in ended:
        guild_ids, friend_ids = await in_thread(who_cares)(presence.user_id)
        await store.leave_guilds(log.client(), presence.user_id, guild_ids)
        for event in presence_events(presence, guild_ids=guild_ids, friend_ids=friend_ids):
            await ephemeral.deliver(event)
    return len(ended)


def who_cares(user_id: int) -> tuple[list[int], list[int]]:
    """Return the guilds and friends of a user."""
    guild_ids = Member.objects.filter(user_id=user_id).values_list("guild_id", flat=True)
    friends = Relationship.objects.filter(user_id=user_id, type=RelationshipType.FRIEND)
    return list(guild_ids), list(friends.values_list("other_id", flat=True))
