"""A socket of the voice gateway. What it is about is its session's, which may outlive it.

https://discord.com/developers/docs/topics/voice-connections
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import parse_qs

import orjson
import redis

from config.kernel.transports import frame
from config.kernel.websocket import ClosedWith, OpcodeConsumer
from config.settings import limits
from media_sfu.signalling.codes import VoiceCloseCode, VoiceOpcode
from media_sfu.signalling.metrics import VOICE_SOCKETS_CLOSED
from media_sfu.signalling.switchboard import Switchboard, current_switchboard

if TYPE_CHECKING:
    from media_sfu.signalling.sessions import VoiceSession

VERSIONS: Final = frozenset(("4", "5", "6", "7", "8"))
SILENCE_SECONDS: Final = 2.5 * limits.VOICE_HEARTBEAT_MS / 1000
# With these a client says that it is over; after any other end it may resume.
ENDING_CODES: Final = frozenset((1000, 1001))


class VoiceConsumer(OpcodeConsumer):
    __slots__ = ("__weakref__", "_last_beat", "_opened", "_query", "board", "session", "version")

    handlers: ClassVar[dict[int, Any]] = {}
    max_frame = limits.VOICE_FRAME_BYTES
    rate = limits.VOICE_OPS
    rate_limited_code = VoiceCloseCode.RATE_LIMITED
    unknown_error_code = VoiceCloseCode.SERVER_CRASHED

    def __init__(self, scope: dict[str, Any]) -> None:
        super().__init__()
        query = parse_qs(scope["query_string"].decode("latin-1"))
        self.version = query.get("v", [""])[-1]
        self.board: Switchboard = current_switchboard()
        self.session: VoiceSession | None = None
        self._opened = self._last_beat = time.monotonic()

    async def opened(self) -> None:
        if self.version not in VERSIONS:
            raise ClosedWith(VoiceCloseCode.UNKNOWN_PROTOCOL, "Unknown version")
        try:
            await self.board.open()
        except (redis.RedisError, OSError) as error:
            raise ClosedWith(VoiceCloseCode.SERVER_NOT_FOUND, "Try again later") from error
        self.board.consumers.add(self)
        interval = limits.VOICE_HEARTBEAT_MS
        self.send(VoiceOpcode.HELLO, {"v": int(self.version), "heartbeat_interval": interval})

    async def closed(self, code: int) -> None:
        self.board.consumers.discard(self)
        VOICE_SOCKETS_CLOSED.labels(str(self.close_code or code)).inc()
        session, self.session = self.session, None
        if session is None or session.is_over:
            return
        if self.close_code is None and code in ENDING_CODES:
            session.consumer = None
            self.board.end(session, VoiceCloseCode.DISCONNECTED)
        elif session.consumer is self:
            self.board.lost(session)

    def send(self, opcode: VoiceOpcode, data: Any) -> None:
        """Send a message that belongs to this socket alone."""
        self.write([frame(orjson.dumps({"op": int(opcode), "d": data}))])

    def beat(self) -> None:
        self._last_beat = time.monotonic()

    def end_if_silent(self, now: float) -> None:
        """Close when the client did not identify in time, or is not heard any more."""
        if self.session is None and now - self._opened > limits.VOICE_IDENTIFY_SECONDS:
            self.close(VoiceCloseCode.NOT_AUTHENTICATED, "Not authenticated")
        elif now - self._last_beat > SILENCE_SECONDS:
            self.close(VoiceCloseCode.SESSION_TIMED_OUT, "Session timed out")

    def identified(self) -> VoiceSession:
        """Return the session, or raise what ends a socket that has none."""
        if self.session is None:
            raise ClosedWith(VoiceCloseCode.NOT_AUTHENTICATED, "Not authenticated")
        return self.session
