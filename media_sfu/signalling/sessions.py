"""A voice session: one stay of somebody in one room, as the voice gateway sees it.

It outlives its socket for a minute, on the process that holds it; a resume on another process
has it handed over. Media goes on meanwhile.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from config.kernel.transports import frame
from config.settings import limits
from media_sfu.signalling.codes import VoiceOpcode
from media_sfu.tokens import Grant

if TYPE_CHECKING:
    from media_sfu.signalling.consumer import VoiceConsumer


class Key(NamedTuple):
    """What names a session to its client: the gateway session and the guild (or call)."""

    session_id: str
    server_id: str


# What a client has no need to be told again.
UNNUMBERED = frozenset((VoiceOpcode.HELLO, VoiceOpcode.HEARTBEAT_ACK, VoiceOpcode.RESUMED))


class VoiceSession:
    def __init__(self, grant: Grant, consumer: VoiceConsumer | None) -> None:
        self.grant = grant
        self.consumer = consumer
        self.key = Key(grant.session_id, grant.server_id)
        self.room = grant.room
        self.user_id = grant.user_id
        self.media_session_id = secrets.token_hex(16)
        self.peer = ""
        self.generation = 0
        self.worker = ""
        self.hearing: dict[str, Any] = {}
        self.ssrcs: dict[str, int] = {}
        # Who else is there, by user, with what they send.
        self.others: dict[str, dict[str, Any]] = {}
        self.protocol = ""  # empty until it has been described
        self.renewed_at = 0.0
        # It is over: nothing more is done for it.
        self.is_over = False
        self.seq = 0
        self._buffer: deque[tuple[int, bytes]] = deque(maxlen=limits.VOICE_BUFFERED_MESSAGES)
        self.ending: asyncio.TimerHandle | None = None

    @property
    def address(self) -> dict[str, Any]:
        """What every command about them carries."""
        return {"room": self.room, "peer": self.peer, "generation": self.generation}

    def send(self, opcode: VoiceOpcode, data: Any) -> None:
        """Send a message, or keep it for when the client comes back."""
        message: dict[str, Any] = {"op": int(opcode), "d": data}
        if opcode not in UNNUMBERED:
            self.seq += 1
            message["seq"] = self.seq
        text = orjson.dumps(message)
        if opcode not in UNNUMBERED:
            self._buffer.append((self.seq, text))
        if self.consumer is not None:
            self.consumer.write([frame(text)])

    def acknowledge(self, seq: int) -> None:
        while self._buffer and self._buffer[0][0] <= seq:
            self._buffer.popleft()

    def missed_since(self, seq: int) -> list[bytes] | None:
        """Return what was sent after ``seq`` (-1: nothing was heard); None: it is not all here."""
        first = self._buffer[0][0] if self._buffer else self.seq + 1
        if seq > self.seq or first > max(seq, 0) + 1:
            return None
        return [text for number, text in self._buffer if number > seq]

    def handed_over(self) -> dict[str, Any]:
        """Return what another process needs to go on with it."""
        return {
            "peer": self.peer,
            "generation": self.generation,
            "worker": self.worker,
            "hearing": self.hearing,
            "ssrcs": self.ssrcs,
            "others": self.others,
            "protocol": self.protocol,
            "media_session_id": self.media_session_id,
            "seq": self.seq,
            "buffer": [[number, text] for number, text in self._buffer],
        }

    @classmethod
    def taken_over(cls, grant: Grant, state: Mapping[str, Any]) -> VoiceSession:
        session = cls(grant, None)
        session.peer = state["peer"]
        session.generation = state["generation"]
        session.worker = state["worker"]
        session.hearing = state["hearing"]
        session.ssrcs = state["ssrcs"]
        session.others = state["others"]
        session.protocol = state["protocol"]
        session.media_session_id = state["media_session_id"]
        session.seq = state["seq"]
        session._buffer.extend((number, text) for number, text in state["buffer"])
        return session
