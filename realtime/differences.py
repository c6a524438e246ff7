"""Telling sessions which channels appeared and vanished when permissions changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import orjson

from realtime.dispatches import Dispatch
from realtime.intents import Intents

if TYPE_CHECKING:
    from realtime.guild_state import GuildState
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
        if old == new or not intents & GUILDS:
            return
        # A channel that no longer exists is told about by its own event.
        vanished = [self._news("DELETE", i) for i in sorted(old - new) if self._state.has(i)]
        appeared = [self._news("CREATE", i) for i in sorted(new - old) if i != self._told]
        for session in sessions:
            for dispatch in (*vanished, *appeared):
                session.push(dispatch)

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
