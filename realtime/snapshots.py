"""What the gateway reads from the database: guilds once, a user's own things per session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

import orjson
from django.db import connection as database_connection

from accounts import presence
from accounts.models import RelationshipType, UserSettings
from accounts.payloads import (
    own_user_payload,
    relationship_payload,
    settings_payload,
    user_payload,
)
from config.kernel import aio, log
from config.kernel.gathering import Gathered
from guilds.payloads import member_payload
from guilds.payloads.join_requests import own_join_request_payload
from guilds.payloads.notifications import user_guild_settings_payload
from guilds.selectors.gateway import gateway_guilds
from media_sfu.selectors import (
    active_recordings,
    calls_in,
    stage_instances,
    voice_states_by_user,
    with_voice,
)
from messaging.payloads import direct_channel_payload
from messaging.selectors.read_states import READ_STATES
from realtime.guild_state import MEMBERS_KEPT

if TYPE_CHECKING:
    from accounts.models import Relationship, User
    from guilds.models import ChannelOverride, JoinRequest, Member, UserGuildSettings
    from media_sfu.payloads import CallPayload

FRIEND: Final = int(RelationshipType.FRIEND)
OTHERS: Final = (
    "id", "username", "discriminator", "global_name", "avatar", "banner", "accent_color", "flags",
    "bot", "system",
)  # fmt: skip
MEMBER: Final = (
    "guild_id", "roles", "nick", "avatar", "banner", "joined_at", "communication_disabled_until",
    "deaf", "mute", "pending", "flags",
)  # fmt: skip
HEARING: Final = (
    "guild_id", "message_notifications", "suppress_everyone", "suppress_roles",
    "hide_muted_channels", "mobile_push", "mute_scheduled_events", "notify_highlights", "flags",
    "version", "muted", "muted_until", "mute_window",
)  # fmt: skip
OVERRIDE: Final = (
    "channel_id", "message_notifications", "collapsed", "flags", "muted", "muted_until",
    "mute_window",
)  # fmt: skip
REQUEST: Final = (
    "id", "guild_id", "user_id", "created_at", "status", "rejection_reason", "reviewed_at",
    "last_seen",
)  # fmt: skip
REQUEST_COLUMNS: Final = ", ".join(f"jr.{name}" for name in REQUEST)
HEARING_COLUMNS: Final = ", ".join(f"gs.{name}" for name in HEARING)
OVERRIDE_COLUMNS: Final = ", ".join(f"co.{name}" for name in OVERRIDE)
OTHER_COLUMNS: Final = ", ".join(f"o.{name}" for name in OTHERS)
MEMBER_COLUMNS: Final = ", ".join(f"m.{name}" for name in MEMBER)
# All that a session begins with, but for its guilds, in one statement. Where much is read for
# many at once, each statement and each model instance counts.
BEGINNING: Final = f"""
SELECT u.id, u.username, u.discriminator, u.global_name, u.avatar, u.banner, u.accent_color,
  u.flags, u.bot, u.system, u.email, u.locale, u.bio, u.pronouns, u.is_active, u.auth_version,
  EXISTS (SELECT 1 FROM account_emailaddress e
    WHERE e.user_id = u.id AND e.email = u.email AND e.verified),
  EXISTS (SELECT 1 FROM mfa_authenticator a
    WHERE a.user_id = u.id AND a.type IN ('totp', 'webauthn')),
  (SELECT json_build_array(s.status, s.custom_status, s.theme, s.locale, s.guild_positions,
    s.client)::text FROM user_settings s WHERE s.user_id = u.id),
  (SELECT json_agg(json_build_array({MEMBER_COLUMNS}) ORDER BY m.joined_at, m.guild_id)::text
    FROM members m WHERE m.user_id = u.id),
  (SELECT json_agg(json_build_array(c.id, c.type, c.flags, c.last_message_id,
      c.last_pin_timestamp, me.closed, c.name, c.icon, c.owner_id,
      (SELECT json_agg(json_build_array(n.user_id, n.nick) ORDER BY n.id)
        FROM recipients n WHERE n.channel_id = c.id AND n.nick IS NOT NULL),
      (SELECT json_agg(json_build_array({OTHER_COLUMNS}) ORDER BY r.id)
        FROM recipients r JOIN users o ON o.id = r.user_id
        WHERE r.channel_id = c.id AND r.user_id <> u.id),
      EXISTS (SELECT 1 FROM calls k WHERE k.channel_id = c.id)))::text
    FROM recipients me JOIN channels c ON c.id = me.channel_id WHERE me.user_id = u.id),
  (SELECT json_agg(json_build_array(r.type, r.since, r.notify_online, {OTHER_COLUMNS}) ORDER BY r.since, r.id)::text
    FROM relationships r JOIN users o ON o.id = r.other_id WHERE r.user_id = u.id),
  (SELECT json_agg(json_build_array({HEARING_COLUMNS}, (
      SELECT json_agg(json_build_array({OVERRIDE_COLUMNS}) ORDER BY co.channel_id)
        FROM channel_overrides co WHERE co.settings_id = gs.id)) ORDER BY gs.id)::text
    FROM user_guild_settings gs WHERE gs.user_id = u.id),
  (SELECT json_agg(json_build_array({REQUEST_COLUMNS}) ORDER BY jr.id)::text
    FROM join_requests jr WHERE jr.user_id = u.id AND jr.status IN ('STARTED', 'SUBMITTED')),
  EXISTS (SELECT 1 FROM relationships w WHERE w.other_id = u.id AND w.notify_online)
FROM users u WHERE u.id = ANY(%s)
"""  # noqa: S608  names of ours only
OWN: Final = (*OTHERS, "email", "locale", "bio", "pronouns", "is_active", "auth_version")


@dataclass(frozen=True, slots=True)
class LoadedGuild:
    """A guild as GUILD_CREATE has it, whether all members are in it, and who is online."""

    payload: Mapping[str, Any]
    has_all_members: bool
    presences: list[Mapping[str, Any]]


def load_guilds(guild_ids: Sequence[int]) -> list[LoadedGuild | None]:
    """Read guilds together: many are needed at once when somebody comes who is in many."""
    payloads = gateway_guilds(guild_ids, max_members=MEMBERS_KEPT)
    loud = with_voice(guild_ids)
    found: dict[int, LoadedGuild] = {}
    for guild_id, payload in payloads.items():
        states = voice_states_by_user(guild_id).values() if guild_id in loud else ()
        payload["voice_states"] = list(states)
        payload["stage_instances"] = stage_instances(guild_id) if guild_id in loud else []
        payload["voice_recordings"] = active_recordings(guild_id) if guild_id in loud else []
        user_ids = [int(member["user"]["id"]) for member in payload["members"]]
        found[guild_id] = LoadedGuild(
            payload,
            payload["member_count"] <= MEMBERS_KEPT,
            presence.presences_of(user_ids),
        )
    return [found.get(guild_id) for guild_id in guild_ids]


def read_calls(channel_ids: Sequence[int]) -> list[CallPayload]:
    """Return the calls in direct channels; the connection goes back to the pool."""
    try:
        return calls_in(channel_ids)
    finally:
        database_connection.close()


class Beginning:
    """What a session's user is and where they belong, as of one moment."""

    __slots__ = (
        "_channels", "_factor", "_hearing", "_relationships", "_requests", "_settings", "_verified",
        "is_awaited", "memberships", "user",
    )  # fmt: skip

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.user: Any = SimpleNamespace(**dict(zip(OWN, row[: len(OWN)], strict=True)))
        # ``is_awaited``: somebody asked to be told when they come online.
        self._verified, self._factor, *parts, self.is_awaited = row[len(OWN) :]
        (
            self._settings,
            members,
            self._channels,
            self._relationships,
            self._hearing,
            self._requests,
        ) = (orjson.loads(part) if part else None for part in parts)
        self.memberships: dict[int, list[Any]] = {member[0]: member for member in members or ()}

    @property
    def direct_channels(self) -> list[int]:
        """The ids of all direct channels, also of closed ones."""
        return [channel[0] for channel in self._channels or ()]

    @property
    def friends(self) -> tuple[int, ...]:
        return tuple(other for kind, _, _, other, *_ in self._relationships or () if kind == FRIEND)

    def member_payload(self, guild_id: int) -> Mapping[str, Any]:
        member = SimpleNamespace(**dict(zip(MEMBER, self.memberships[guild_id], strict=True)))
        member.user = self.user
        member.joined_at = datetime.fromisoformat(member.joined_at)
        until = member.communication_disabled_until
        member.communication_disabled_until = datetime.fromisoformat(until) if until else None
        return member_payload(cast("Member", member))

    def user_payload(self) -> Mapping[str, Any]:
        return own_user_payload(
            self.user,
            verified=self.user.bot or self._verified,
            mfa_enabled=not self.user.bot and self._factor,
        )

    async def personal(self, visible: Iterable[int]) -> dict[str, Any]:
        """Return what READY tells people of their own affairs; bots have none.

        ``visible`` are the channels of guilds that they see.
        """
        channels = self._private_channels()
        relationships = self._relationship_payloads()
        people = {person["id"]: person for channel in channels for person in channel["recipients"]}
        people |= {one["user"]["id"]: one["user"] for one in relationships}
        ids = [*visible, *(int(channel["id"]) for channel in channels)]
        ids_of_calls = [channel[0] for channel in self._channels or () if channel[-1]]
        return {
            "private_channels": channels,
            "calls": await aio.in_thread(read_calls)(ids_of_calls) if ids_of_calls else [],
            "read_state": {
                "entries": await READ_STATES.ask((self.user.id, ids)),
                "version": 0,
                "partial": False,
            },
            "user_settings": self._settings_payload(),
            "user_guild_settings": {
                "entries": [hearing_payload(row) for row in self._hearing or ()],
                "version": 0,
                "partial": False,
            },
            "guild_join_requests": [request_payload(row) for row in self._requests or ()],
            "relationships": relationships,
            "presences": await presence.fetch(log.client(), self.friends),
            "users": list(people.values()),
        }

    def _private_channels(self) -> list[Any]:
        found = [
            direct_channel_payload(
                channel_id,
                kind,
                last_message_id=last_message_id,
                last_pin_timestamp=pinned,
                recipients=[other_payload(other) for other in others or ()],
                flags=flags,
                name=name,
                icon=icon,
                owner_id=owner_id,
                nicks=dict(nicks or ()),
            )
            for channel_id, kind, flags, last_message_id, pinned, closed, name, icon, owner_id, nicks, others, _ in (
                self._channels or ()
            )
            if not closed
        ]
        found.sort(key=lambda one: int(one["last_message_id"] or one["id"]), reverse=True)
        return found

    def _relationship_payloads(self) -> list[Any]:
        return [
            relationship_payload(
                cast(
                    "Relationship",
                    SimpleNamespace(
                        other_id=other[0],
                        type=kind,
                        since=datetime.fromisoformat(since),
                        notify_online=notify_online,
                        other=SimpleNamespace(**dict(zip(OTHERS, other, strict=True))),
                    ),
                )
            )
            for kind, since, notify_online, *other in self._relationships or ()
        ]

    def _settings_payload(self) -> Mapping[str, Any]:
        if self._settings is None:
            return settings_payload(UserSettings(user_id=self.user.id))
        status, custom_status, theme, locale, guild_positions, client = self._settings
        return settings_payload(
            UserSettings(
                user_id=self.user.id,
                status=status,
                custom_status=custom_status,
                theme=theme,
                locale=locale,
                guild_positions=guild_positions,
                client=client,
            )
        )


def other_payload(row: list[Any]) -> Any:
    return user_payload(cast("User", SimpleNamespace(**dict(zip(OTHERS, row, strict=True)))))


def hearing_payload(row: list[Any]) -> Any:
    *values, overrides = row
    return user_guild_settings_payload(
        cast("UserGuildSettings", muting(HEARING, values)),
        [cast("ChannelOverride", muting(OVERRIDE, override)) for override in overrides or ()],
    )


def request_payload(row: list[Any]) -> Any:
    request = SimpleNamespace(**dict(zip(REQUEST, row, strict=True)))
    request.created_at = datetime.fromisoformat(request.created_at)
    if request.last_seen is not None:
        request.last_seen = datetime.fromisoformat(request.last_seen)
    return own_join_request_payload(cast("JoinRequest", request))


def muting(names: Sequence[str], values: Sequence[Any]) -> SimpleNamespace:
    found = SimpleNamespace(**dict(zip(names, values, strict=True)))
    if found.muted_until is not None:
        found.muted_until = datetime.fromisoformat(found.muted_until)
    return found


async def _beginnings_of_all(user_ids: Sequence[int]) -> list[Beginning | None]:
    async with (await aio.pool()).connection() as connection:
        rows = await (await connection.execute(BEGINNING, (list(user_ids),))).fetchall()
    # Not one for all who ask: sessions of the same user keep what they read apart.
    found = {row[0]: row for row in rows}
    return [Beginning(found[one]) if one in found else None for one in user_ids]


# What a session of the user begins with; None if there is no such user.
BEGINNINGS: Final = Gathered(_beginnings_of_all)
