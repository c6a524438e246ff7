"""Telling sessions which channels appeared and vanished when permissions changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Final

import orjson

from realtime.dispatches import Dispatch
from realtime.intents import Intents, needed
from realtime.placed import VOICE_STATES, appearance, disappearance

if TYPE_CHECKING:
    from realtime.guild_state import GuildState
    from realtime.placed import Kind, Placed
    from realtime.sessions import GatewaySession

THREAD_TYPES: Final = frozenset((10, 11, 12))
# Who may not see a channel any more is not told what has become of it.
SHOWN_OF_VANISHED: Final = ("id", "type", "guild_id", "parent_id")
GUILDS: Final = int(Intents.GUILDS)


class Differences:
    """The news of one change; what several sessions are told is made once."""

    def __init__(self, state: GuildState, position: int, told: int | None) -> None:
        self._state = state
        self._position = position
        self._told = told
        self._made: dict[tuple[str, int], Dispatch] = {}

    def tell(
        self,
        sessions: Iterable[GatewaySession],
        intents: int,
        old: frozenset[int],
        new: frozenset[int],
    ) -> None:
        if old == new:
            return
        # A channel that no longer exists is told about by its own event.
        gone = {i: None for i in sorted(old - new) if self._state.has(i) and i != self._told}
        came = {i: None for i in sorted(new - old) if self._state.has(i) and i != self._told}
        self._tell_of_placed(disappearance, sessions, intents, gone)
        if intents & GUILDS:
            self._tell_of_channels(sessions, gone, came)
        self._tell_of_placed(appearance, sessions, intents, came)

    def _tell_of_placed(
        self,
        make: Callable[[GuildState, Kind, Placed, int], Dispatch],
        sessions: Iterable[GatewaySession],
        intents: int,
        channel_ids: Collection[int],
    ) -> None:
        """Tell of what is in channels that vanish or have appeared."""
        for kind, key, placed in self._state.placed.within(channel_ids):
            name = f"{make.__name__} {kind.list}"
            dispatch = self._made.get((name, key))
            if dispatch is None:
                dispatch = make(self._state, kind, placed, self._position)
                self._made[name, key] = dispatch
            wanted = needed(dispatch.name, in_guild=True)
            if wanted and not intents & wanted:
                continue
            for session in sessions:
                # Where one is oneself is told of by its own events.
                if kind is not VOICE_STATES or session.user_id != key:
                    session.push(dispatch)

    def _tell_of_channels(
        self,
        sessions: Iterable[GatewaySession],
        gone: Collection[int],
        came: Collection[int],
    ) -> None:
        # A channel takes its threads along: they are told of together with it.
        vanished = [self._news("DELETE", i) for i in gone if self._parent_of(i) not in gone]
        listed = [i for i in came if self._parent_of(i) in came]
        appeared = [i for i in came if self._parent_of(i) not in came]
        for session in sessions:
            for dispatch in vanished:
                session.push(dispatch)
            for channel_id in appeared:
                session.push(self._appearance(channel_id, session.user_id))
            if listed:
                session.push(self._thread_list(listed, session.user_id))

    def _parent_of(self, channel_id: int) -> int | None:
        """Return the channel that a thread is in; None for channels."""
        thread = self._state.threads.get(channel_id)
        return None if thread is None else int(thread["parent_id"])

    def _appearance(self, channel_id: int, user_id: int) -> Dispatch:
        own = self._state.thread_members.get(channel_id, {}).get(user_id)
        if own is None:
            return self._news("CREATE", channel_id)
        payload = {**self._state.payload_of(channel_id), "member": own}
        return Dispatch("THREAD_CREATE", self._position, orjson.dumps(payload))

    def _thread_list(self, thread_ids: list[int], user_id: int) -> Dispatch:
        """Return the threads of channels that somebody has come to see."""
        threads = [self._state.payload_of(thread_id) for thread_id in thread_ids]
        members = [self._state.thread_members.get(i, {}).get(user_id) for i in thread_ids]
        data = {
            "guild_id": threads[0]["guild_id"],
            "channel_ids": sorted({thread["parent_id"] for thread in threads}, key=int),
            "threads": threads,
            "members": [member for member in members if member is not None],
        }
        return Dispatch("THREAD_LIST_SYNC", self._position, orjson.dumps(data))

    def _news(self, verb: str, channel_id: int) -> Dispatch:
        found = self._made.get((verb, channel_id))
        if found is None:
            payload = self._state.payload_of(channel_id)
            kind = "THREAD" if payload["type"] in THREAD_TYPES else "CHANNEL"
            if verb == "DELETE":
                payload = {key: payload[key] for key in SHOWN_OF_VANISHED if key in payload}
                if kind == "CHANNEL":
                    # Client libraries build a channel from it before they drop it.
                    payload |= {"name": "", "position": 0, "permission_overwrites": []}
                    payload |= {"topic": None, "bitrate": 64000, "user_limit": 0}
            found = Dispatch(f"{kind}_{verb}", self._position, orjson.dumps(payload))
            self._made[verb, channel_id] = found
        return found
