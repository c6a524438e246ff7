"""What the gateway reads from the database: guilds once, a user's own things per session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accounts import presence
from accounts.models import User, UserSettings
from accounts.payloads import relationship_payload, self_user_payload, settings_payload
from accounts.selectors import relationships_of
from config.kernel import aio
from guilds.models import Member
from guilds.payloads import member_payload
from guilds.selectors.gateway import gateway_guild
from messaging.selectors.direct import private_channels
from messaging.selectors.read_states import read_states_for
from realtime.guild_state import MEMBERS_KEPT

# How a session's user belongs where; ordered, so that guilds come in the order of joining.
MEMBERSHIPS: Final = """
SELECT guild_id, roles, nick, avatar, banner, joined_at, communication_disabled_until, deaf, mute,
  pending, flags
FROM members WHERE user_id = %s ORDER BY joined_at, guild_id
"""
DIRECT_CHANNELS: Final = "SELECT channel_id FROM recipients WHERE user_id = %s"


def load_guild(
    guild_id: int,
) -> tuple[Mapping[str, Any] | None, bool, list[Mapping[str, Any]]]:
    """Return a guild as GUILD_CREATE has it, whether all members are in it, and who is online."""
    payload = gateway_guild(guild_id, max_members=MEMBERS_KEPT)
    if payload is None:
        return None, False, []
    has_all_members = payload["member_count"] <= MEMBERS_KEPT
    user_ids = [int(member["user"]["id"]) for member in payload["members"]]
    return payload, has_all_members, presence.presences_of(user_ids)


@dataclass(slots=True)
class Belongings:
    """Where a user belongs, as of one moment."""

    memberships: dict[int, tuple[Any, ...]]
    direct_channels: list[int]

    def member_payload(self, guild_id: int, user: User) -> Mapping[str, Any]:
        row = self.memberships[guild_id]
        member = Member(
            guild_id=guild_id, user=user, roles=row[1], nick=row[2], avatar=row[3], banner=row[4],
            joined_at=row[5], communication_disabled_until=row[6], deaf=row[7], mute=row[8],
            pending=row[9], flags=row[10],
        )  # fmt: skip
        return member_payload(member)


async def belongings_of(user_id: int) -> Belongings:
    async with (await aio.pool()).connection() as connection:
        rows = await (await connection.execute(MEMBERSHIPS, (user_id,))).fetchall()
        channels = await (await connection.execute(DIRECT_CHANNELS, (user_id,))).fetchall()
    return Belongings({row[0]: row for row in rows}, [row[0] for row in channels])


def own_parts(user_id: int, channel_ids: Iterable[int]) -> dict[str, Any]:
    """Return what READY tells of the user: themselves and, of people, their own affairs.

    Credentials may be some seconds old, so the user is read anew.
    """
    user = User.objects.get(id=user_id)
    parts: dict[str, Any] = {"user": self_user_payload(user)}
    return parts if user.bot else parts | personal_parts(user, channel_ids)


def personal_parts(user: User, channel_ids: Iterable[int]) -> dict[str, Any]:
    settings = UserSettings.objects.filter(user_id=user.id).first() or UserSettings(user=user)
    relationships = [relationship_payload(one) for one in relationships_of(user.id)]
    channels = private_channels(user.id)
    people = {person["id"]: person for channel in channels for person in channel["recipients"]}
    people |= {one["user"]["id"]: one["user"] for one in relationships}
    ids = {*channel_ids, *(int(channel["id"]) for channel in channels)}
    friends = [int(one["id"]) for one in relationships if one["type"] == 1]
    return {
        "private_channels": channels,
        "read_state": {
            "entries": read_states_for(user.id, ids),
            "version": 0,
            "partial": False,
        },
        "user_settings": settings_payload(settings),
        "relationships": relationships,
        "presences": presence.presences_of(friends),
        "users": list(people.values()),
    }
