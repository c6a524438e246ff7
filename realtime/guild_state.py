"""What GUILD_CREATE says about a guild, kept true by the events of the log.

Each piece (a channel, the members, …) is encoded when it is first asked for after a change, so
that the guild can be told to a thousand sessions for little more than the copying of bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final

import orjson

from config.kernel.log import LogEvent
from realtime.placed import (
    LISTS,
    RECORDINGS,
    SCHEDULED_EVENTS,
    STAGE_INSTANCES,
    VOICE_STATES,
    PlacedThings,
)

MEMBERS_KEPT: Final = 1000
SEPARATE: Final = LISTS | {
    "roles", "channels", "threads", "members", "presences", "member_count", "large", "joined_at",
    "unavailable", "thread_members",
}  # fmt: skip


THREAD_STARTER_MESSAGE: Final = 21


def counts(message: Mapping[str, Any], thread_id: int) -> bool:
    """Say whether a thread's count includes a message: that which it starts with is not."""
    return int(message["id"]) != thread_id and message["type"] != THREAD_STARTER_MESSAGE


class GuildState:
    __slots__ = (
        "_encoded", "_fields", "_latest", "channels", "member_count", "members", "placed",
        "presences", "roles", "thread_members", "threads",
    )  # fmt: skip

    def __init__(self, payload: Mapping[str, Any], *, has_all_members: bool) -> None:
        """``payload`` is GUILD_CREATE's guild with everything in it."""
        self._fields = {key: value for key, value in payload.items() if key not in SEPARATE}
        self.roles: dict[int, Any] = {int(role["id"]): role for role in payload["roles"]}
        self.channels: dict[int, Any] = {int(c["id"]): c for c in payload["channels"]}
        self.threads: dict[int, Any] = {int(c["id"]): c for c in payload["threads"]}
        # Who is in a thread, by their ids, as payloads.
        self.thread_members: dict[int, dict[int, Any]] = {
            int(thread_id): {int(member["user_id"]): member for member in members}
            for thread_id, members in payload["thread_members"].items()
        }
        self.member_count: int = payload["member_count"]
        # All members as JSON, or None where they are too many to keep.
        self.members: dict[int, bytes] | None = None
        if has_all_members:
            self.members = {int(m["user"]["id"]): orjson.dumps(m) for m in payload["members"]}
        self.presences: dict[int, bytes] = {}
        self.placed = PlacedThings(payload)
        self._encoded: dict[str | int, bytes] = {}
        self._latest: dict[int, LogEvent] = {}  # the newest message event by channel

    def has(self, channel_id: int) -> bool:
        return channel_id in self.channels or channel_id in self.threads

    def payload_of(self, channel_id: int) -> Any:
        """Return a channel or thread, with its newest message."""
        channel = self.channels.get(channel_id) or self.threads.get(channel_id)
        latest = self._latest.pop(channel_id, None)
        if channel is not None and latest is not None:
            channel["last_message_id"] = latest.parse()["id"]
        return channel

    def encoded(
        self,
        visible: Collection[int],
        *,
        user_id: int,
        joined_at: str,
        members: Iterable[bytes] | None,
        presences: Iterable[bytes],
        is_large: bool,
        hears_voice: bool = True,
    ) -> bytes:
        """Return GUILD_CREATE's guild for who sees these channels; ``members`` None: all."""
        parts = [
            self._part("fields", lambda: orjson.dumps(self._fields)[:-1]),
            b',"joined_at":"%b","large":%b,"unavailable":false,"member_count":%d'
            % (joined_at.encode(), b"true" if is_large else b"false", self.member_count),
            b',"roles":',
            self._part("roles", lambda: orjson.dumps(list(self.roles.values()))),
            b',"channels":[',
            b",".join([self._channel(i) for i in self.channels if i in visible]),
            b'],"threads":[',
            b",".join([self._thread(i, user_id) for i in self.threads if i in visible]),
            b'],"members":[',
            self._part("members", lambda: b",".join((self.members or {}).values()))
            if members is None
            else b",".join(members),
            b'],"presences":[',
            b",".join(presences),
            b'],"voice_states":[',
            self.placed.encoded(VOICE_STATES, visible) if hears_voice else b"",
            b'],"stage_instances":[',
            self.placed.encoded(STAGE_INSTANCES, visible),
            b'],"guild_scheduled_events":[',
            self.placed.encoded(SCHEDULED_EVENTS, visible),
            b'],"voice_recordings":[',
            self.placed.encoded(RECORDINGS, visible) if hears_voice else b"",
            b"]}",
        ]
        return b"".join(parts)

    def _part(self, name: str, encode: Callable[[], bytes]) -> bytes:
        found = self._encoded.get(name)
        if found is None:
            found = self._encoded[name] = encode()
        return found

    def _channel(self, channel_id: int) -> bytes:
        if channel_id in self._latest:
            self._encoded.pop(channel_id, None)
        found = self._encoded.get(channel_id)
        if found is None:
            found = self._encoded[channel_id] = orjson.dumps(self.payload_of(channel_id))
        return found

    def _thread(self, thread_id: int, user_id: int) -> bytes:
        """Return a thread; who is in it also gets what they are there."""
        encoded = self._channel(thread_id)
        own = self.thread_members.get(thread_id, {}).get(user_id)
        if own is None:
            return encoded
        return b'%b,"member":%b}' % (encoded[:-1], orjson.dumps(own))

    # What events change

    def message_created(self, event: LogEvent) -> None:
        if event.channel_id is not None:
            self._latest[event.channel_id] = event
            thread = self.threads.get(event.channel_id)
            if thread is not None and counts(event.parse(), event.channel_id):
                thread["message_count"] += 1
                thread["total_message_sent"] += 1

    def messages_deleted(self, channel_id: int, message_ids: Iterable[int]) -> None:
        thread = self.threads.get(channel_id)
        if thread is not None:
            gone = sum(message_id != channel_id for message_id in message_ids)
            thread["message_count"] = max(0, thread["message_count"] - gone)
            self._encoded.pop(channel_id, None)

    def guild_updated(self, data: Mapping[str, Any]) -> None:
        self._fields |= {key: value for key, value in data.items() if key in self._fields}
        self._encoded.pop("fields", None)

    def field_updated(self, name: str, value: Any) -> None:
        self._fields[name] = value
        self._encoded.pop("fields", None)

    @property
    def soundboard_sounds(self) -> list[Any]:
        found: list[Any] = self._fields.get("soundboard_sounds", [])
        return found

    def sound_put(self, sound: Mapping[str, Any]) -> None:
        known = {one["sound_id"]: one for one in self.soundboard_sounds}
        self.field_updated("soundboard_sounds", [*{**known, sound["sound_id"]: sound}.values()])

    def sound_deleted(self, sound_id: str) -> None:
        kept = [one for one in self.soundboard_sounds if one["sound_id"] != sound_id]
        self.field_updated("soundboard_sounds", kept)

    def role_put(self, role: Mapping[str, Any]) -> None:
        self.roles[int(role["id"])] = role
        self._encoded.pop("roles", None)

    def role_deleted(self, role_id: int) -> None:
        self.roles.pop(role_id, None)
        self._encoded.pop("roles", None)
        for channel_id, channel in self.channels.items():
            overwrites = channel.get("permission_overwrites", [])
            kept = [overwrite for overwrite in overwrites if overwrite["id"] != str(role_id)]
            if len(kept) < len(overwrites):
                channel["permission_overwrites"] = kept
                self._encoded.pop(channel_id, None)
        if self.members is None:
            return
        marker = b'"%d"' % role_id
        for user_id, encoded in self.members.items():
            if marker in encoded:
                member = orjson.loads(encoded)
                member["roles"] = [role for role in member["roles"] if role != str(role_id)]
                self.members[user_id] = orjson.dumps(member)
        self._encoded.pop("members", None)

    def channel_put(self, channel: dict[str, Any], *, is_thread: bool) -> None:
        channel_id = int(channel["id"])
        self._encoded.pop(channel_id, None)
        if is_thread and channel["thread_metadata"]["archived"]:
            # Clients are told of active threads only.
            self.threads.pop(channel_id, None)
        elif is_thread:
            # That it is new is said of it once.
            self.threads[channel_id] = {k: v for k, v in channel.items() if k != "newly_created"}
        else:
            self.channels[channel_id] = channel

    def thread_roster(self, thread_id: int, members: Iterable[Any]) -> None:
        self.thread_members[thread_id] = {int(member["user_id"]): member for member in members}

    def thread_members_updated(self, data: Mapping[str, Any]) -> None:
        thread_id = int(data["id"])
        members = self.thread_members.setdefault(thread_id, {})
        for member in data.get("added_members", ()):
            kept = {key: member[key] for key in ("id", "user_id", "join_timestamp", "flags")}
            members[int(member["user_id"])] = kept
        for user_id in data.get("removed_member_ids", ()):
            members.pop(int(user_id), None)
        thread = self.threads.get(thread_id)
        if thread is not None:
            thread["member_count"] = data["member_count"]
            self._encoded.pop(thread_id, None)

    def channel_deleted(self, channel_id: int) -> None:
        self.channels.pop(channel_id, None)
        self.threads.pop(channel_id, None)
        self.thread_members.pop(channel_id, None)
        self._latest.pop(channel_id, None)
        self._encoded.pop(channel_id, None)

    def status_updated(self, channel_id: int, status: str | None) -> None:
        channel = self.channels.get(channel_id)
        if channel is not None:
            channel["status"] = status
            self._encoded.pop(channel_id, None)

    def pins_updated(self, channel_id: int, timestamp: str | None) -> None:
        channel = self.channels.get(channel_id) or self.threads.get(channel_id)
        if channel is not None:
            channel["last_pin_timestamp"] = timestamp
            self._encoded.pop(channel_id, None)

    def member_put(self, member: Mapping[str, Any], *, joined: bool = False) -> None:
        user_id = int(member["user"]["id"])
        known = self.members is not None and user_id in self.members
        if joined and not known:
            self.member_count += 1
        if self.members is None or (not joined and not known):
            return
        kept = {key: value for key, value in member.items() if key != "guild_id"}
        self.members[user_id] = orjson.dumps(kept)
        if len(self.members) > MEMBERS_KEPT:
            self.members = None
        self._encoded.pop("members", None)

    def member_removed(self, user_id: int) -> None:
        if self.members is None:
            self.member_count -= 1
        elif self.members.pop(user_id, None) is not None:
            self.member_count -= 1
            self._encoded.pop("members", None)
        self.presences.pop(user_id, None)

    def presence_updated(self, presence: Mapping[str, Any]) -> None:
        user_id = int(presence["user"]["id"])
        if presence.get("status") in (None, "offline", "invisible"):
            self.presences.pop(user_id, None)
        else:
            kept = {key: value for key, value in presence.items() if key != "guild_id"}
            self.presences[user_id] = orjson.dumps(kept)
