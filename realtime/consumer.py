"""A gateway socket: from HELLO to its end. What it speaks of is its session's."""

from __future__ import annotations

import contextlib
import time
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import parse_qs

import orjson
import redis

from config.kernel.websocket import ClosedWith, OpcodeConsumer
from config.settings import limits
from realtime import records
from realtime.close_codes import CloseCode
from realtime.compression import BY_NAME, Encoding, ZstdStream, first_frame, shared_frame
from realtime.dispatches import Dispatch
from realtime.hub import Hub, current_hub
from realtime.metrics import SOCKETS_CLOSED, WEBSOCKETS
from realtime.opcodes import Opcode

if TYPE_CHECKING:
    from realtime.sessions import GatewaySession

VERSIONS: Final = frozenset(("", "9", "10"))
# How long a silent client is waited for: two beats, and one for a slow network.
SILENCE_SECONDS: Final = 2.5 * limits.GATEWAY_HEARTBEAT_MS / 1000
ENDING_CODES: Final = frozenset((1000, 1001))


def message(opcode: Opcode, data: Any) -> bytes:
    return orjson.dumps({"t": None, "s": None, "op": int(opcode), "d": data})


HELLO: Final = message(
    Opcode.HELLO, {"heartbeat_interval": limits.GATEWAY_HEARTBEAT_MS, "_trace": []}
)
HELLO_FRAMES: Final = {encoding: first_frame(HELLO, encoding) for encoding in Encoding}
ACK: Final = message(Opcode.HEARTBEAT_ACK, None)
ACK_FRAMES: Final = {encoding: shared_frame(ACK, encoding) for encoding in Encoding}


class GatewayConsumer(OpcodeConsumer):
    __slots__ = (
        "__weakref__",
        "_host",
        "_last_beat",
        "_opened",
        "_snapshot_bytes",
        "cookie",
        "encoding",
        "hub",
        "is_admitting",
        "is_secure",
        "origin",
        "query",
        "session",
        "zstd",
    )  # fmt: skip

    handlers: ClassVar[dict[int, Any]] = {}
    max_frame = limits.GATEWAY_FRAME_BYTES
    rate = limits.GATEWAY_OPS

    def __init__(self, scope: dict[str, Any]) -> None:
        super().__init__()
        headers = dict(scope["headers"])
        self.query: bytes = scope["query_string"]
        self.cookie: bytes = headers.get(b"cookie", b"")
        self.origin: str = headers.get(b"origin", b"").decode("latin-1")
        self._host: str = headers.get(b"host", b"").decode("latin-1")
        self.is_secure = scope.get("scheme") == "wss"
        self.encoding = Encoding.TEXT
        self.zstd: ZstdStream | None = None
        self.session: GatewaySession | None = None
        self.is_admitting = False
        self._opened = self._last_beat = time.monotonic()
        self._snapshot_bytes = 0
        self.hub: Hub = current_hub()

    @property
    def host(self) -> str:
        return self._host

    def cookies(self) -> dict[str, str]:
        parsed: SimpleCookie = SimpleCookie()
        try:
            parsed.load(self.cookie.decode("latin-1"))
        except Exception:  # noqa: BLE001  whatever a client calls a cookie
            return {}
        return {name: morsel.value for name, morsel in parsed.items()}

    # The socket

    async def opened(self) -> None:
        self.hub.connections.add(self)
        WEBSOCKETS.inc()
        query = {key: values[-1] for key, values in parse_qs(self.query.decode("latin-1")).items()}
        encoding = BY_NAME.get(query.get("compress", ""))
        if encoding is not None:
            self.encoding = encoding
        if encoding is Encoding.ZSTD:
            self.zstd = ZstdStream()
        self.write([self._own(HELLO, HELLO_FRAMES[self.encoding])])
        if query.get("v", "") not in VERSIONS:
            raise ClosedWith(CloseCode.INVALID_API_VERSION, "Invalid API version")
        if encoding is None or query.get("encoding", "json") != "json":
            raise ClosedWith(CloseCode.DECODE_ERROR, "Only encoding=json")

    async def closed(self, code: int) -> None:
        self.hub.connections.discard(self)
        WEBSOCKETS.dec()
        SOCKETS_CLOSED.labels(str(self.close_code or code)).inc()
        session, self.session = self.session, None
        if session is None:
            return
        guild_ids = list(session.groups)
        self.hub.remove(session)
        # A session outlives its socket, unless the client says that it is over.
        if self.close_code is None and code in ENDING_CODES:
            self.hub.spawn(self._forget(session, guild_ids))
        else:
            self.hub.records.leave(session.id)

    async def _forget_record(self, session: GatewaySession) -> None:
        self.hub.voice.add(session.id)
        with contextlib.suppress(redis.RedisError, OSError):
            await records.forget(session.id)

    async def _forget(self, session: GatewaySession, guild_ids: list[int]) -> None:
        self.hub.voice.add(session.id)
        with contextlib.suppress(redis.RedisError, OSError):
            await records.forget(session.id)
            await self.hub.presence.leave(session, guild_ids)

    def write_within_limit(self, frames: list[bytes]) -> None:
        """Write, and cut a client that takes in too little; it may resume."""
        transport = self.transport
        transport.write(frames)
        unsent = transport.unsent()
        if unsent > limits.GATEWAY_UNSENT_BYTES + self._snapshot_bytes:
            self.close(CloseCode.UNKNOWN_ERROR, "Too much unsent")
        elif self._snapshot_bytes and not unsent:
            self._snapshot_bytes = 0

    def _own(self, text: bytes, shared: bytes) -> bytes:
        return shared if self.zstd is None else self.zstd.frame(text)

    def send(self, opcode: Opcode, data: Any) -> None:
        text = message(opcode, data)
        self._send_frame(self._own(text, shared_frame(text, self.encoding)))

    def send_ack(self) -> None:
        self._send_frame(self._own(ACK, ACK_FRAMES[self.encoding]))

    def send_dispatch(self, dispatch: Dispatch) -> None:
        """Send a dispatch of this session alone, before anything that is held back."""
        if self.zstd is None:
            framed = dispatch.frame(self.encoding)
        else:
            framed = self.zstd.frame(dispatch.message())
        self._snapshot_bytes += len(framed)
        self._send_frame(framed)

    def _send_frame(self, framed: bytes) -> None:
        if self.session is not None and self.session.pending:
            self.session.pending.append(framed)
        else:
            self.write([framed])

    # The session

    def beat(self) -> None:
        self._last_beat = time.monotonic()

    def end_if_silent(self, now: float) -> None:
        """Close when the client did not identify in time, or is not heard any more."""
        if self.session is None:
            if now - self._opened > limits.GATEWAY_IDENTIFY_SECONDS and not self.is_admitting:
                self.close(CloseCode.NOT_AUTHENTICATED, "Not authenticated")
        elif now - self._last_beat > SILENCE_SECONDS:
            self.close(CloseCode.SESSION_TIMED_OUT, "Session timed out")

    def invalidate(self) -> None:
        """Tell the client that its session is over; the socket may identify anew."""
        session, self.session = self.session, None
        if session is not None:
            if session.pending:
                session.connection.write(session.pending)
                session.pending = []
            self.hub.remove(session)
            self.hub.spawn(self._forget_record(session))
        self._opened = time.monotonic()
        self.send(Opcode.INVALID_SESSION, False)

    def end(self, code: CloseCode, reason: str) -> None:
        """Close, and let the session not be resumed. Nothing more is delivered from now on."""
        session, self.session = self.session, None
        self.close(code, reason)
        if session is not None:
            session.pending = []
            guild_ids = list(session.groups)
            self.hub.remove(session)
            self.hub.spawn(self._forget(session, guild_ids))

    def cut(self) -> None:
        """Make way for another socket that has resumed the session."""
        session, self.session = self.session, None
        if session is not None:
            self.hub.remove(session)
        self.close(CloseCode.UNKNOWN_ERROR, "Resumed elsewhere")
