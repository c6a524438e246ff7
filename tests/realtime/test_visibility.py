"""Whatever happens in a guild: what a session has heard is what a fresh one would be told.

Random histories of a guild run through the same code as the log's events; beside it stands a
slow model that asks the permission arithmetic for each member and channel anew.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from config.kernel.log import LogEvent
from guilds.permissions import Overwrite, Permissions, channel_permissions
from realtime import interpretation
from realtime.compression import Encoding
from realtime.guild_view import GuildView
from realtime.ready import guild_create
from realtime.sessions import GatewaySession, Identity

GUILD = 1
OWNER = 100
MEMBERS = (100, 101, 102, 103)
ROLES = (10, 11, 12)
CHANNELS = (20, 21, 22, 23)
BITS = (
    int(Permissions.VIEW_CHANNEL),
    int(Permissions.SEND_MESSAGES),
    int(Permissions.ADMINISTRATOR),
    int(Permissions.VIEW_CHANNEL | Permissions.SEND_MESSAGES),
    0,
)

bits = st.sampled_from(BITS)
overwrites = st.dictionaries(
    st.sampled_from((GUILD, *ROLES, *MEMBERS)), st.tuples(bits, bits), max_size=4
)
actions = st.one_of(
    st.tuples(st.just("role"), st.sampled_from((GUILD, *ROLES)), bits),
    st.tuples(st.just("role deleted"), st.sampled_from(ROLES)),
    st.tuples(st.just("channel"), st.sampled_from(CHANNELS), overwrites),
    st.tuples(st.just("channel deleted"), st.sampled_from(CHANNELS)),
    st.tuples(st.just("member"), st.sampled_from(MEMBERS), st.sets(st.sampled_from(ROLES))),
    st.tuples(st.just("removed"), st.sampled_from(MEMBERS[1:])),
    st.tuples(st.just("owner"), st.sampled_from(MEMBERS)),
    st.tuples(st.just("message"), st.sampled_from(CHANNELS)),
    st.tuples(
        st.just("voice"), st.sampled_from(MEMBERS), st.one_of(st.none(), st.sampled_from(CHANNELS))
    ),
)


class World:
    """The guild as it is, kept without any cleverness."""

    def __init__(self) -> None:
        self.owner = OWNER
        self.roles: dict[int, int] = {GUILD: int(Permissions.VIEW_CHANNEL), 10: 0, 11: 0}
        self.channels: dict[int, dict[int, tuple[int, int]]] = {20: {}, 21: {}}
        self.members: dict[int, set[int]] = {member: set() for member in MEMBERS}
        self.voice: dict[int, int] = {}

    def sees(self, user_id: int, channel_id: int) -> bool:
        held = self.members[user_id] & self.roles.keys()
        written = {k: Overwrite(*v) for k, v in self.channels[channel_id].items()}
        granted = channel_permissions(
            is_owner=user_id == self.owner,
            roles=[self.roles[GUILD], *(self.roles[role] for role in held)],
            everyone=written.get(GUILD, Overwrite()),
            role_overwrites=[written[role] for role in held if role in written],
            member=written.get(user_id, Overwrite()),
        )
        return Permissions.VIEW_CHANNEL in granted

    def visible_to(self, user_id: int) -> set[int]:
        if user_id not in self.members:
            return set()
        return {channel_id for channel_id in self.channels if self.sees(user_id, channel_id)}

    def heard_by(self, user_id: int) -> dict[int, int]:
        """Return who is in which channel as far as somebody may know; of oneself one does."""
        visible = self.visible_to(user_id)
        return {u: c for u, c in self.voice.items() if c in visible or u == user_id}

    # As payloads

    def voice_state(self, user_id: int) -> dict[str, Any]:
        channel_id = self.voice.get(user_id)
        return {
            "guild_id": str(GUILD),
            "channel_id": None if channel_id is None else str(channel_id),
            "user_id": str(user_id),
        }

    def role(self, role_id: int) -> dict[str, Any]:
        return {"id": str(role_id), "permissions": str(self.roles[role_id]), "name": "role"}

    def channel(self, channel_id: int) -> dict[str, Any]:
        return {
            "id": str(channel_id),
            "type": 0,
            "guild_id": str(GUILD),
            "name": "channel",
            "permission_overwrites": [
                {
                    "id": str(target),
                    "type": int(target in MEMBERS),
                    "allow": str(allow),
                    "deny": str(deny),
                }
                for target, (allow, deny) in self.channels[channel_id].items()
            ],
        }

    def member(self, user_id: int) -> dict[str, Any]:
        return {
            "user": {"id": str(user_id)},
            "roles": [str(role) for role in self.members[user_id]],
            "joined_at": "2026-01-01T00:00:00+00:00",
        }

    def payload(self) -> dict[str, Any]:
        return {
            "id": str(GUILD),
            "owner_id": str(self.owner),
            "roles": [self.role(role_id) for role_id in self.roles],
            "channels": [self.channel(channel_id) for channel_id in self.channels],
            "threads": [],
            "thread_members": {},
            "members": [self.member(user_id) for user_id in self.members],
            "member_count": len(self.members),
            "voice_states": [self.voice_state(user_id) for user_id in self.voice],
        }


class Client:
    """What a client library makes of what it hears."""

    def __init__(self, view: GuildView, user_id: int) -> None:
        connection: Any = SimpleNamespace(encoding=Encoding.TEXT, zstd=None)
        identity = Identity(user_id, "person", None, None)
        self.session = GatewaySession("x", identity, connection, intents=None, dirty=[])
        membership = view.expect(user_id)
        membership.learn(orjson.loads(view.state.members[user_id]))  # type: ignore[index]
        group = view.attach(self.session)
        assert group is not None
        self.session.release()
        self.user_id = user_id
        self.channels = set(group.visible)
        self.messages: list[str] = []
        self.voice: dict[int, int] = {}
        self.seq = 0

    def listen(self) -> None:
        frames, self.session.pending = self.session.pending, []
        for frame in frames:
            message = orjson.loads(frame[2:] if frame[1] < 126 else frame[4:])
            assert message["s"] >= self.seq
            self.seq = message["s"]
            name, data = message["t"], message["d"]
            if name == "CHANNEL_CREATE":
                assert int(data["id"]) not in self.channels, "it appeared before"
                self.channels.add(int(data["id"]))
            elif name == "CHANNEL_DELETE":
                self.channels.remove(int(data["id"]))
            elif name == "VOICE_STATE_UPDATE":
                self.voice.pop(int(data["user_id"]), None)
                if data["channel_id"] is not None:
                    self.voice[int(data["user_id"])] = int(data["channel_id"])
            elif name in ("CHANNEL_UPDATE", "MESSAGE_CREATE"):
                place = data["id"] if name == "CHANNEL_UPDATE" else data["channel_id"]
                assert int(place) in self.channels, f"{name} of a channel it cannot know"
                if name == "MESSAGE_CREATE":
                    self.messages.append(data["id"])


class History:
    """Runs actions through the world and, as the log's events, through the view."""

    def __init__(self) -> None:
        self.world = World()
        self.view = GuildView(self.world.payload(), has_all_members=True)
        self.position = 0

    def emit(
        self,
        name: str,
        data: dict[str, Any],
        channel_id: int | None = None,
        moved_from: int | None = None,
    ) -> None:
        self.position += 1
        event = LogEvent(
            position=self.position,
            before=self.position - 1,
            topic=f"guild:{GUILD}",
            id=self.position,
            name=name,
            channel_id=channel_id,
            but_not=None,
            application_id=None,
            keeps_access=False,
            data=orjson.dumps(data),
            moved_from=moved_from,
        )
        interpretation.process(self.view, event, self.position - 1)

    def speak(self, user_id: int, channel_id: int | None) -> None:
        """Let somebody join a voice channel, change to another, or leave."""
        before = self.world.voice.pop(user_id, None)
        if channel_id is not None:
            self.world.voice[user_id] = channel_id
        data = self.world.voice_state(user_id)
        if channel_id is not None:
            moved_from = before if before != channel_id else None
            self.emit("VOICE_STATE_UPDATE", data, channel_id, moved_from)
        elif before is not None:
            self.emit("VOICE_STATE_UPDATE", data, before)

    def run(self, action: tuple[Any, ...]) -> None:
        world = self.world
        match action:
            case ("role", role_id, permissions):
                name = "UPDATE" if role_id in world.roles else "CREATE"
                world.roles[role_id] = permissions
                data = {"guild_id": str(GUILD), "role": world.role(role_id)}
                self.emit(f"GUILD_ROLE_{name}", data)
            case ("role deleted", role_id) if role_id in world.roles:
                del world.roles[role_id]
                for written in world.channels.values():
                    written.pop(role_id, None)
                for held in world.members.values():
                    held.discard(role_id)
                data = {"guild_id": str(GUILD), "role_id": str(role_id)}
                self.emit("GUILD_ROLE_DELETE", data)
            case ("channel", channel_id, written):
                name = "UPDATE" if channel_id in world.channels else "CREATE"
                world.channels[channel_id] = {
                    k: v for k, v in written.items() if k in world.roles or k in MEMBERS
                }
                self.emit(f"CHANNEL_{name}", world.channel(channel_id), channel_id)
            case ("channel deleted", channel_id) if channel_id in world.channels:
                for user_id in [u for u, c in world.voice.items() if c == channel_id]:
                    self.speak(user_id, None)
                data = world.channel(channel_id)
                del world.channels[channel_id]
                self.emit("CHANNEL_DELETE", data, channel_id)
            case ("member", user_id, roles):
                name = "UPDATE" if user_id in world.members else "ADD"
                world.members[user_id] = roles & world.roles.keys()
                data = world.member(user_id) | {"guild_id": str(GUILD)}
                self.emit(f"GUILD_MEMBER_{name}", data)
            case ("removed", user_id) if user_id in world.members and user_id != world.owner:
                del world.members[user_id]
                data = {"guild_id": str(GUILD), "user": {"id": str(user_id)}}
                self.emit("GUILD_MEMBER_REMOVE", data)
                self.speak(user_id, None)
            case ("voice", user_id, channel_id) if user_id in world.members:
                self.speak(user_id, channel_id if channel_id in world.channels else None)
            case ("owner", user_id) if user_id in world.members:
                world.owner = user_id
                self.emit("GUILD_UPDATE", {"id": str(GUILD), "owner_id": str(user_id)})
            case ("message", channel_id) if channel_id in world.channels:
                data = {"id": str(self.position + 1), "channel_id": str(channel_id)}
                self.emit("MESSAGE_CREATE", data | {"type": 0}, channel_id)


@settings(max_examples=400, deadline=None)
@given(st.lists(actions, max_size=25))
def test_what_was_heard_is_what_a_fresh_session_would_be_told(history):
    past = History()
    clients = [Client(past.view, user_id) for user_id in MEMBERS]
    removed: set[int] = set()
    for action in history:
        expected = {
            client.user_id: [*client.messages]
            + (
                [str(past.position + 1)]
                if action[0] == "message"
                and action[1] in past.world.visible_to(client.user_id)
                and client.user_id not in removed
                else []
            )
            for client in clients
        }
        past.run(action)
        if action[0] == "removed" and action[1] not in past.world.members:
            removed.add(action[1])
        for client in clients:
            client.listen()
            if client.user_id in removed:
                continue
            assert client.channels == past.world.visible_to(client.user_id), action
            assert client.messages == expected[client.user_id], action
            assert client.voice == past.world.heard_by(client.user_id), action


@settings(max_examples=150, deadline=None)
@given(st.lists(actions, max_size=25))
def test_who_was_removed_hears_nothing_more(history):
    past = History()
    clients = {user_id: Client(past.view, user_id) for user_id in MEMBERS}
    for action in history:
        past.run(action)
        if action[0] == "removed" and action[1] not in past.world.members:
            clients[action[1]].session.pending.clear()
            past.run(("member", action[1], set()))
            for channel_id in CHANNELS:
                past.run(("message", channel_id))
            assert clients[action[1]].session.pending == []


@settings(max_examples=150, deadline=None)
@given(st.lists(actions, max_size=25))
def test_a_guild_that_was_followed_is_told_as_one_that_was_just_read(history):
    past = History()
    for user_id in MEMBERS:
        Client(past.view, user_id)
    for action in history:
        past.run(action)
    fresh = GuildView(past.world.payload(), has_all_members=True)
    for user_id in past.world.members:
        told = [told_to(view, user_id) for view in (past.view, fresh)]
        assert told[0] == told[1]


def told_to(view: GuildView, user_id: int) -> dict[str, Any]:
    session = Client(view, user_id).session
    guild: dict[str, Any] = orjson.loads(guild_create(session, session.groups[GUILD]))
    for channel in guild["channels"]:
        channel.pop("last_message_id", None)
        channel["permission_overwrites"].sort(key=lambda overwrite: overwrite["id"])
    for key in ("roles", "channels"):
        guild[key].sort(key=lambda one: int(one["id"]))
    for member in guild["members"]:
        member["roles"].sort()
    guild["members"].sort(key=lambda one: int(one["user"]["id"]))
    guild["voice_states"].sort(key=lambda one: int(one["user_id"]))
    return guild
