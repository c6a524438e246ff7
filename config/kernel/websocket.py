"""What the gateway and the voice gateway share: frames in, opcodes out, close codes on nonsense."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

import orjson

from config.kernel.transports import BINARY, TEXT, SocketTransport, frame, socket_transport

__all__ = ["BINARY", "TEXT", "ClosedWith", "Handler", "OpcodeConsumer", "frame"]

logger = logging.getLogger("guildhall.websocket")

UNKNOWN_ERROR: Final = 4000
UNKNOWN_OPCODE: Final = 4001
DECODE_ERROR: Final = 4002
RATE_LIMITED: Final = 4008


class ClosedWith(Exception):
    """Raised by handlers to close the socket with a code that the protocol documents."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


Handler = Callable[[Any, Any], Awaitable[None]]


class OpcodeConsumer:
    """One connection: decodes frames and hands each to the handler of its opcode.

    An ASGI application per connection, without a task or queue of its own. Subclasses set
    ``handlers``, and override ``opened`` and ``closed``.
    """

    __slots__ = ("_window", "_window_frames", "close_code", "transport")

    handlers: ClassVar[Mapping[int, Handler]] = {}
    max_frame: ClassVar[int] = 4096
    rate: ClassVar[tuple[int, int]] = (120, 60)
    # With which protocols end a connection that sends too much, and one that we failed.
    rate_limited_code: ClassVar[int] = RATE_LIMITED
    unknown_error_code: ClassVar[int] = UNKNOWN_ERROR

    def __init__(self) -> None:
        self.transport: SocketTransport
        self.close_code: int | None = None  # with which this side closed
        self._window = 0.0
        self._window_frames = 0

    async def opened(self) -> None:
        """Greet the client."""

    async def closed(self, code: int) -> None:
        """Clean up; ``code`` is the client's (1005, 1006: none)."""

    def write(self, frames: Sequence[bytes]) -> None:
        """Send framed messages, in order with everything sent before."""
        self.transport.write(frames)

    def close(self, code: int, reason: str = "") -> None:
        if self.close_code is None:
            self.close_code = code
            self.transport.close(code, reason)

    async def __call__(self, receive: Any, send: Any) -> None:
        """Serve the connection until it ends."""
        message = await receive()
        if message["type"] != "websocket.connect":
            return
        await send({"type": "websocket.accept"})
        self.transport = socket_transport(send)
        code = 1006
        try:
            await self._guarded(self.opened())
            while True:
                message = await receive()
                if message["type"] == "websocket.disconnect":
                    code = message.get("code") or 1005
                    return
                if self.close_code is None:
                    await self._guarded(self._receive(message))
        finally:
            await self.closed(code)

    async def _guarded(self, step: Awaitable[None]) -> None:
        try:
            await step
        except ClosedWith as closed:
            self.close(closed.code, closed.reason)
        except Exception:
            logger.exception("A frame could not be handled.")
            self.close(self.unknown_error_code, "Unknown error")

    async def _receive(self, message: Mapping[str, Any]) -> None:
        data: str | bytes | None = message.get("bytes")
        if data is None:
            data = message.get("text") or ""
        opcode, payload = self._decode(data)
        self._count()
        handler = self.handlers.get(opcode)
        if handler is None:
            raise ClosedWith(UNKNOWN_OPCODE, "Unknown opcode")
        await handler(self, payload)

    def _decode(self, data: str | bytes) -> tuple[int, Any]:
        if isinstance(data, str):
            try:
                data = data.encode()
            except UnicodeEncodeError:
                raise ClosedWith(DECODE_ERROR, "Decode error") from None
        if len(data) > self.max_frame:
            raise ClosedWith(DECODE_ERROR, "Payload too large")
        try:
            decoded = orjson.loads(data)
        except orjson.JSONDecodeError:
            raise ClosedWith(DECODE_ERROR, "Decode error") from None
        opcode = decoded.get("op") if isinstance(decoded, dict) else None
        if type(opcode) is not int:
            raise ClosedWith(DECODE_ERROR, "Decode error")
        return opcode, decoded.get("d")

    def _count(self) -> None:
        frames, seconds = self.rate
        now = time.monotonic()
        if now - self._window >= seconds:
            self._window, self._window_frames = now, 0
        self._window_frames += 1
        if self._window_frames > frames:
            raise ClosedWith(self.rate_limited_code, "Rate limited")
