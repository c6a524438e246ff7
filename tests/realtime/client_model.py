"""What a client knows: the state that READY began with, kept true by the dispatches it hears.

It does what the caches of client libraries do and nothing cleverer, so that what it has to guess
is the server's fault.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

# Lists of a guild that one event replaces as a whole.
REPLACED: Final = {
    "GUILD_EMOJIS_UPDATE": "emojis",
    "GUILD_STICKERS_UPDATE": "stickers",
    "GUILD_SOUNDBOARD_SOUNDS_UPDATE": "soundboard_sounds",
}
# Lists whose items come, change and go one by one.
ITEMS: Final = {
    "GUILD_ROLE": ("roles", "role"),
    "CHANNEL": ("channels", None),
    "THREAD": ("threads", None),
    "GUILD_SCHEDULED_EVENT": ("guild_scheduled_events", None),
    "STAGE_INSTANCE": ("stage_instances", None),
    "VOICE_RECORDING": ("voice_recordings", None),
    "GUILD_SOUNDBOARD_SOUND": ("soundboard_sounds", None),
}
# What differs between sessions, or is told on other terms (presence comes seconds later).
OF_A_SESSION: Final = {
    "_trace", "session_id", "sessions", "resume_gateway_url", "presences", "guilds", "users",
}  # fmt: skip
COUNTED: Final = (0, 19, 20, 23)  # kinds of messages by people; notices count as well


@dataclass
class ReadState:
    upto: int
    mentions: int
    called: list[int] = field(default_factory=list)  # by which messages, of those heard

    def acknowledge(self, message_id: int, mentions: int) -> None:
        # What called after it still counts: the news of what was read may come late.
        self.called = [one for one in self.called if one > message_id]
        self.upto, self.mentions = message_id, max(mentions, len(self.called))

    def count(self, message_id: int) -> None:
        if message_id > self.upto:
            self.called.append(message_id)
            self.mentions += 1

    def discount(self, message_id: int) -> None:
        if message_id in self.called:
            self.called.remove(message_id)
            self.mentions -= 1


class ClientModel:
    def __init__(self, user_id: int) -> None:
        self.user_id = str(user_id)
        self.own: dict[str, Any] = {}
        self.guilds: dict[str, dict[str, Any]] = {}
        self.read: dict[str, ReadState] = {}

    def hear(self, name: str, data: Any) -> None:
        """Apply a dispatch."""
        data = copy.deepcopy(data)
        guild = self.guilds.get((data or {}).get("guild_id") or "")
        self._reading(name, data or {}, guild)
        if name == "READY":
            self.own = {key: value for key, value in data.items() if key not in OF_A_SESSION}
            for one in data["guilds"]:
                if not one["unavailable"]:
                    self.guilds[one["id"]] = one
        elif name == "GUILD_CREATE":
            self.guilds[data["id"]] = data
        elif name == "GUILD_UPDATE":
            known = self.guilds[data["id"]]
            known.update({key: value for key, value in data.items() if key in known})
        elif name == "GUILD_DELETE":
            self.guilds.pop(data["id"])
            put_settings(self.own, {"guild_id": data["id"]}, is_gone=True)
        elif name.startswith("GUILD_JOIN_REQUEST_"):
            self._own_request(data)
        elif name == "USER_GUILD_SETTINGS_UPDATE":
            put_settings(self.own, data)
        elif name.startswith("CHANNEL_") and guild is None:
            self._direct(name, data)
        elif name in REPLACED and guild is not None:
            guild[REPLACED[name]] = data[REPLACED[name]]
        elif guild is not None:
            self._in_guild(name, data, guild)
        else:
            self._personal(name, data)

    # What was read

    def _reading(self, name: str, data: dict[str, Any], guild: dict[str, Any] | None) -> None:
        """Follow how far was read, and how often the user was called since, where that is known."""
        if name == "READY":
            entries = data.get("read_state", {"entries": []})["entries"]
            self.read = {
                one["id"]: ReadState(int(one["last_message_id"]), one["mention_count"])
                for one in entries
            }
        elif name == "MESSAGE_ACK":
            state = self.read.setdefault(data["channel_id"], ReadState(0, 0))
            state.acknowledge(int(data["message_id"]), data["mention_count"])
        elif name == "MESSAGE_CREATE" and data["channel_id"] in self.read:
            is_called = guild is None or find(data["mentions"], self.user_id) is not None
            if is_called and data["author"]["id"] != self.user_id:
                self.read[data["channel_id"]].count(int(data["id"]))
        elif name in ("MESSAGE_DELETE", "MESSAGE_DELETE_BULK") and data["channel_id"] in self.read:
            for message_id in data.get("ids") or [data["id"]]:
                self.read[data["channel_id"]].discount(int(message_id))
        elif name in ("CHANNEL_DELETE", "THREAD_DELETE", "GUILD_DELETE"):
            # What happens where one does not look on is not heard of.
            threads = guild["threads"] if guild else []
            gone = {data["id"]} | {t["id"] for t in threads if t["parent_id"] == data["id"]}
            if name == "GUILD_DELETE":
                lost = self.guilds[data["id"]]
                gone = {one["id"] for one in (*lost["channels"], *lost["threads"])}
            self.read = {key: state for key, state in self.read.items() if key not in gone}

    # In a guild

    def _in_guild(self, name: str, data: dict[str, Any], guild: dict[str, Any]) -> None:
        subject, _, verb = name.rpartition("_")
        if subject in ITEMS and verb in ("CREATE", "UPDATE", "DELETE"):
            self._item(subject, verb, data, guild)
        elif name == "GUILD_ROLE_DELETE":
            drop(guild["roles"], data["role_id"])
        elif name == "THREAD_LIST_SYNC":
            parents = data.get("channel_ids")
            guild["threads"] = [
                thread
                for thread in guild["threads"]
                if parents is not None and thread["parent_id"] not in parents
            ]
            own = {member["id"]: member for member in data.get("members", [])}
            for thread in data["threads"]:
                if thread["id"] in own:
                    thread["member"] = own[thread["id"]]
                put(guild["threads"], thread)
        elif name == "THREAD_MEMBER_UPDATE":
            if thread := find(guild["threads"], data["id"]):
                # That somebody muted nothing is said only where it has changed.
                hidden = {"guild_id"} if data.get("muted") else {"guild_id", "muted", "mute_config"}
                thread["member"] = {k: v for k, v in data.items() if k not in hidden}
        elif name == "THREAD_MEMBERS_UPDATE":
            if thread := find(guild["threads"], data["id"]):
                thread["member_count"] = data["member_count"]
                if self.user_id in data.get("removed_member_ids", []):
                    thread.pop("member", None)
        elif name in ("GUILD_MEMBER_ADD", "GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"):
            self._member(verb, data, guild)
        elif name == "VOICE_STATE_UPDATE":
            states = guild["voice_states"]
            states[:] = [one for one in states if one["user_id"] != data["user_id"]]
            if data["channel_id"] is not None:
                states.append({k: v for k, v in data.items() if k not in ("member", "guild_id")})
        elif name == "VOICE_CHANNEL_STATUS_UPDATE":
            if channel := find(guild["channels"], data["id"]):
                channel["status"] = data["status"]
        elif name == "CHANNEL_PINS_UPDATE":
            for channel in self._channels(data["channel_id"], guild):
                channel["last_pin_timestamp"] = data["last_pin_timestamp"]
        elif name == "MESSAGE_CREATE":
            for channel in self._channels(data["channel_id"], guild):
                channel["last_message_id"] = data["id"]
                if "message_count" in channel and data["type"] != 21:
                    channel["message_count"] += data["id"] != channel["id"]
                    channel["total_message_sent"] += data["id"] != channel["id"]
        elif name in ("MESSAGE_DELETE", "MESSAGE_DELETE_BULK"):
            ids = data.get("ids") or [data["id"]]
            if thread := find(guild["threads"], data["channel_id"]):
                gone = len([one for one in ids if one != thread["id"]])
                thread["message_count"] = max(0, thread["message_count"] - gone)

    def _item(self, subject: str, verb: str, data: Any, guild: dict[str, Any]) -> None:
        name, inner = ITEMS[subject]
        item = data[inner] if inner and verb != "DELETE" else data
        item.pop("guild_id", None) if subject == "GUILD_ROLE" else None
        things = guild[name]
        if verb == "DELETE":
            drop(things, data.get("role_id") or data.get("sound_id") or data["id"])
            if subject == "GUILD_ROLE":
                self._role_deleted(data["role_id"], guild)
            if subject == "CHANNEL":
                guild["threads"] = [t for t in guild["threads"] if t["parent_id"] != data["id"]]
            return
        if subject == "THREAD":
            known = find(things, item["id"]) or {}
            item.pop("newly_created", None)
            if "member" in known:
                item.setdefault("member", known["member"])
            if item["thread_metadata"]["archived"]:
                drop(things, item["id"])
                return
        if subject == "GUILD_SCHEDULED_EVENT" and item["status"] in (3, 4):
            drop(things, item["id"])
            return
        put(things, item)

    def _role_deleted(self, role_id: str, guild: dict[str, Any]) -> None:
        """Know without being told that nobody has the role any more."""
        for member in guild["members"]:
            member["roles"] = [one for one in member["roles"] if one != role_id]
        for channel in guild["channels"]:
            channel["permission_overwrites"] = [
                one for one in channel["permission_overwrites"] if one["id"] != role_id
            ]

    def _member(self, verb: str, data: dict[str, Any], guild: dict[str, Any]) -> None:
        data.pop("guild_id")
        user_id = data["user"]["id"]
        members = guild["members"]
        known = next((one for one in members if one["user"]["id"] == user_id), None)
        if verb == "REMOVE":
            guild["member_count"] -= 1
            members[:] = [one for one in members if one is not known]
        elif verb == "ADD":
            guild["member_count"] += 1
            members.append(data)
        elif known is not None:
            known.update(data)
        if verb != "REMOVE":
            self._user(data["user"])

    def _channels(self, channel_id: str, guild: dict[str, Any]) -> list[dict[str, Any]]:
        found = (find(guild["channels"], channel_id), find(guild["threads"], channel_id))
        return [one for one in found if one is not None]

    # One's own affairs

    def _direct(self, name: str, data: dict[str, Any]) -> None:
        channels = self.own.setdefault("private_channels", [])
        if name == "CHANNEL_DELETE":
            drop(channels, data["id"])
        elif name == "CHANNEL_PINS_UPDATE":
            if channel := find(channels, data["channel_id"]):
                channel["last_pin_timestamp"] = data["last_pin_timestamp"]
        elif name in ("CHANNEL_CREATE", "CHANNEL_UPDATE"):
            put(channels, data)

    def _user(self, user: dict[str, Any]) -> None:
        """Know somebody as they look now, wherever they are named: caches keep each user once."""
        for entry in users_in([self.own, self.guilds]):
            if entry["id"] == user["id"]:
                entry.update({key: value for key, value in user.items() if key in entry})

    def _personal(self, name: str, data: dict[str, Any]) -> None:
        if name == "USER_UPDATE" and data["id"] == self.user_id:
            self.own["user"].update(data)
        elif name in ("USER_UPDATE", "PRESENCE_UPDATE"):
            self._user(data.get("user", data))
        elif name == "USER_SETTINGS_UPDATE":
            self.own["user_settings"].update(data)
        elif name == "RELATIONSHIP_ADD":
            data.pop("should_notify", None)
            put(self.own["relationships"], data)
        elif name == "RELATIONSHIP_REMOVE":
            drop(self.own["relationships"], data["id"])
        elif name == "MESSAGE_CREATE":
            for channel in self.own["private_channels"]:
                if channel["id"] == data["channel_id"]:
                    channel["last_message_id"] = data["id"]

    def _own_request(self, data: dict[str, Any]) -> None:
        request = data.get("request") or data
        if request["user_id"] != self.user_id:
            return
        mine = self.own["guild_join_requests"]
        drop(mine, request["id"])
        if data.get("status") in ("STARTED", "SUBMITTED") and "user" not in request:
            mine.append(request)

    # To compare

    def known(self) -> dict[str, Any]:
        """Return everything in an order of its own."""
        own = {k: ordered(v) for k, v in self.own.items() if k != "read_state"}
        own["user_guild_settings"] = {
            entry["guild_id"]: {**entry, "channel_overrides": self._overrides(entry)}
            for entry in self.own.get("user_guild_settings", {"entries": []})["entries"]
        }
        guilds = {
            guild_id: {
                name: ordered(value)
                for name, value in guild.items()
                if name not in ("presences", "large")
            }
            for guild_id, guild in self.guilds.items()
        }
        read = {key: (state.upto, state.mentions) for key, state in self.read.items()}
        return {"own": own, "guilds": guilds, "read": read}

    def _overrides(self, entry: dict[str, Any]) -> list[Any]:
        """Return the overrides of channels that there are: they go with their channel."""
        guild = self.guilds.get(entry["guild_id"] or "", {"channels": self.own["private_channels"]})
        return [
            one for one in entry["channel_overrides"] if find(guild["channels"], one["channel_id"])
        ]


def put_settings(own: dict[str, Any], settings: dict[str, Any], *, is_gone: bool = False) -> None:
    entries = own.get("user_guild_settings", {"entries": []})["entries"]
    kept = [one for one in entries if one["guild_id"] != settings["guild_id"]]
    entries[:] = kept if is_gone else [*kept, settings]


def users_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "username" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from users_in(item)


def find(things: list[Any], thing_id: str) -> Any:
    return next((one for one in things if key_of(one) == thing_id), None)


def put(things: list[Any], thing: Any) -> None:
    """Put a thing where the one with its id was."""
    for number, one in enumerate(things):
        if key_of(one) == key_of(thing):
            things[number] = thing
            return
    things.append(thing)


def drop(things: list[Any], thing_id: str) -> None:
    things[:] = [one for one in things if key_of(one) != thing_id]


def key_of(thing: Any) -> str:
    for name in ("sound_id", "id", "user_id"):
        if name in thing:
            return str(thing[name])
    return str(thing["user"]["id"])


def ordered(value: Any) -> Any:
    """Return lists of things by their ids, and lists of ids sorted: their order says nothing."""
    if isinstance(value, dict):
        return {name: ordered(item) for name, item in value.items()}
    if isinstance(value, list):
        items = [ordered(item) for item in value]
        if items and isinstance(items[0], dict):
            if any({"id", "user_id", "user", "sound_id"} & item.keys() for item in items):
                return {key_of(item): item for item in items}
            return items
        return sorted(items, key=str)
    return value
