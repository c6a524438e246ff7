"""What is in the channels of a guild besides messages: who talks there, stages, events to come.

GUILD_CREATE lists them for the whole guild. Here each is seen by those alone who see the channel
that it is in; who comes to see the channel is told of what is there, and that it is gone when
they do not see it any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from config.kernel.log import LogEvent
from realtime.dispatches import Dispatch, dispatch_of
from realtime.intents import needed

if TYPE_CHECKING:
    from realtime.guild_state import GuildState
    from realtime.guild_view import GuildView


class Kind(NamedTuple):
    """One of the lists in GUILD_CREATE, and the events that tell of what is in it."""

    list: str
    key: str  # what names one of them
    came: str
    gone: str
    left_out: frozenset[str] = frozenset()  # of its payload, in GUILD_CREATE


VOICE_STATES: Final = Kind(
    "voice_states", "user_id", "VOICE_STATE_UPDATE", "VOICE_STATE_UPDATE", frozenset(("guild_id",))
)
STAGE_INSTANCES: Final = Kind(
    "stage_instances", "id", "STAGE_INSTANCE_CREATE", "STAGE_INSTANCE_DELETE"
)
SCHEDULED_EVENTS: Final = Kind(
    "guild_scheduled_events", "id", "GUILD_SCHEDULED_EVENT_CREATE", "GUILD_SCHEDULED_EVENT_DELETE"
)
RECORDINGS: Final = Kind(
    "voice_recordings", "id", "VOICE_RECORDING_CREATE", "VOICE_RECORDING_DELETE"
)
KINDS: Final = (VOICE_STATES, STAGE_INSTANCES, SCHEDULED_EVENTS, RECORDINGS)
LISTS: Final = frozenset(kind.list for kind in KINDS)
KIND_OF: Final[Mapping[str, Kind]] = {
    "VOICE_STATE_UPDATE": VOICE_STATES,
    "STAGE_INSTANCE_CREATE": STAGE_INSTANCES,
    "STAGE_INSTANCE_UPDATE": STAGE_INSTANCES,
    "STAGE_INSTANCE_DELETE": STAGE_INSTANCES,
    "GUILD_SCHEDULED_EVENT_CREATE": SCHEDULED_EVENTS,
    "GUILD_SCHEDULED_EVENT_UPDATE": SCHEDULED_EVENTS,
    "GUILD_SCHEDULED_EVENT_DELETE": SCHEDULED_EVENTS,
    "VOICE_RECORDING_CREATE": RECORDINGS,
    "VOICE_RECORDING_UPDATE": RECORDINGS,
    "VOICE_RECORDING_DELETE": RECORDINGS,
}
COMPLETED: Final = 3
EVERYWHERE: Final = 0  # instead of a channel: seen by the whole guild


class Placed:
    """One thing in a channel (None: seen by the whole guild)."""

    __slots__ = ("channel_id", "encoded", "payload")

    def __init__(self, kind: Kind, payload: Mapping[str, Any]) -> None:
        channel_id = payload.get("channel_id")
        self.channel_id = int(channel_id) if channel_id is not None else None
        # Members change; what is known of them is elsewhere.
        self.payload = {name: value for name, value in payload.items() if name != "member"}
        self.encoded = orjson.dumps(
            {name: value for name, value in self.payload.items() if name not in kind.left_out}
        )


class PlacedThings:
    """All that is in the channels of one guild."""

    __slots__ = ("_by_list",)

    def __init__(self, payload: Mapping[str, Any]) -> None:
        """``payload`` is GUILD_CREATE's guild."""
        self._by_list: dict[str, dict[int, Placed]] = {
            kind.list: {int(one[kind.key]): Placed(kind, one) for one in payload.get(kind.list, ())}
            for kind in KINDS
        }

    def encoded(self, kind: Kind, visible: Collection[int]) -> bytes:
        return b",".join(
            [
                placed.encoded
                for placed in self._by_list[kind.list].values()
                if placed.channel_id is None or placed.channel_id in visible
            ]
        )

    def within(self, channel_ids: Collection[int]) -> Iterable[tuple[Kind, int, Placed]]:
        """Return what is in these channels."""
        for kind in KINDS:
            for key, placed in self._by_list[kind.list].items():
                if placed.channel_id in channel_ids:
                    yield kind, key, placed

    def people_in(self, channel_id: int) -> set[int]:
        """Return who is in a voice channel."""
        voice_states = self._by_list[VOICE_STATES.list]
        return {key for key, placed in voice_states.items() if placed.channel_id == channel_id}

    def take_in(self, kind: Kind, name: str, data: Mapping[str, Any]) -> Placed | None:
        """Follow an event; returns what was known before of what it is about."""
        things = self._by_list[kind.list]
        key = int(data[kind.key])
        known = things.get(key)
        if is_over(kind, name, data):
            things.pop(key, None)
        else:
            things[key] = Placed(kind, data)
        return known


def is_over(kind: Kind, name: str, data: Mapping[str, Any]) -> bool:
    """Say whether an event means that something is not in GUILD_CREATE any more."""
    if kind is VOICE_STATES:
        return data.get("channel_id") is None
    return name == kind.gone or (kind is SCHEDULED_EVENTS and data["status"] >= COMPLETED)


def appearance(state: GuildState, kind: Kind, placed: Placed, position: int) -> Dispatch:
    """Return what tells somebody of a thing that they could not see until now."""
    return Dispatch(kind.came, position, orjson.dumps(with_member(state, kind, placed.payload)))


def disappearance(state: GuildState, kind: Kind, placed: Placed, position: int) -> Dispatch:
    """Return what tells somebody that a thing is out of their sight."""
    payload: Mapping[str, Any] = placed.payload
    if kind is VOICE_STATES:
        payload = with_member(state, kind, {**payload, "channel_id": None})
    return Dispatch(kind.gone, position, orjson.dumps(payload))


def with_member(state: GuildState, kind: Kind, payload: Mapping[str, Any]) -> Mapping[str, Any]:
    if kind is not VOICE_STATES or state.members is None:
        return payload
    member = state.members.get(int(payload["user_id"]))
    return payload if member is None else {**payload, "member": orjson.loads(member)}


def placed_changed(view: GuildView, event: LogEvent, before: int) -> None:
    """Take in what an event says of something in a channel, and tell who sees it."""
    kind = KIND_OF[event.name]
    data = event.parse()
    known = view.state.placed.take_in(kind, event.name, data)
    user_id = int(data["user_id"]) if kind is VOICE_STATES else None
    told = dispatch_of(event)
    came = told if kind is VOICE_STATES else None
    gone: Dispatch | None = None
    wanted = needed(event.name, in_guild=True)
    for group in view.groups.values():
        if wanted and not group.intents & wanted:
            continue
        sees = is_seen(event.channel_id or EVERYWHERE, group.visible)
        saw = sees if event.moved_from is None else is_seen(event.moved_from, group.visible)
        if sees and saw:
            group.push(told)
        elif sees:
            came = came or Dispatch(kind.came, event.position, event.data)
            group.push(came)
        else:
            if saw and known is not None:
                gone = gone or disappearance(view.state, kind, known, event.position)
                group.push_except(gone, user_id, None)
            for session in group.sessions:
                # Where one is oneself is told in any case.
                if session.user_id == user_id:
                    session.push(told)


def is_seen(channel_id: int, visible: Collection[int]) -> bool:
    return channel_id == EVERYWHERE or channel_id in visible


def changes_sight(event: LogEvent, visible: Collection[int]) -> bool:
    """Say whether a thing moved into or out of somebody's sight: that cannot be replayed."""
    return event.moved_from is not None and (
        is_seen(event.channel_id or EVERYWHERE, visible) != is_seen(event.moved_from, visible)
    )


def tell_those_within(view: GuildView, dispatch: Dispatch, channel_id: int) -> None:
    """Tell what concerns only those who are in a voice channel themselves."""
    people = view.state.placed.people_in(channel_id)
    wanted = needed(dispatch.name, in_guild=True)
    for group in view.groups.values():
        if wanted and not group.intents & wanted:
            continue
        for session in group.sessions:
            if session.user_id in people:
                session.push(dispatch)
