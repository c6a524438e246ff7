"""How bytes get to a WebSocket client without a function call chain per message.

A frame is made once and written to thousands of sockets, so it is framed here (RFC 6455) and
handed to the connection's transport. That is a private detail of uvicorn's websockets-sansio
protocol, known to this module only; a contract test holds it. With any other server messages
go through ASGI's ``send``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Protocol

TEXT: Final = 0x81
BINARY: Final = 0x82
ABORT_SECONDS: Final = 5.0


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """Return a whole, unmasked WebSocket message."""
    size = len(payload)
    if size < 126:
        head = bytes((opcode, size))
    elif size < 65536:
        head = bytes((opcode, 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((opcode, 127)) + size.to_bytes(8, "big")
    return head + payload


def unframe(framed: bytes) -> tuple[int, bytes]:
    """Return the opcode and payload of what ``frame`` made."""
    size = framed[1]
    return framed[0], framed[2 if size < 126 else 4 if size == 126 else 10 :]


class SocketTransport(Protocol):
    """Takes framed messages; never blocks."""

    def write(self, frames: Sequence[bytes]) -> None: ...
    def unsent(self) -> int: ...
    def close(self, code: int, reason: str = "") -> None: ...


def socket_transport(send: Any) -> SocketTransport:
    """Return the fastest transport for an accepted connection."""
    protocol = getattr(send, "__self__", None)
    if type(protocol).__name__ == "WebSocketsSansIOProtocol" and _is_as_known(protocol):
        return SansIOTransport(protocol, send)
    return ASGITransport(send)


def _is_as_known(protocol: Any) -> bool:
    names = ("transport", "conn", "close_sent", "disconnected", "writable", "handshake_complete")
    return all(hasattr(protocol, name) for name in names) and protocol.handshake_complete is True


_closing: set[asyncio.Future[None]] = set()


def _close_soon(send: Callable[[Any], Awaitable[None]], code: int, reason: str) -> None:
    async def close() -> None:
        with contextlib.suppress(Exception):  # the client was faster
            await send({"type": "websocket.close", "code": code, "reason": reason})

    task = asyncio.ensure_future(close())
    _closing.add(task)
    task.add_done_callback(_closing.discard)


class SansIOTransport:
    """Writes to the transport of uvicorn's websockets-sansio protocol."""

    __slots__ = ("_protocol", "_send", "_transport")

    def __init__(self, protocol: Any, send: Any) -> None:
        self._protocol = protocol
        self._transport = protocol.transport
        self._send = send

    def write(self, frames: Sequence[bytes]) -> None:
        protocol = self._protocol
        if not protocol.close_sent and not protocol.disconnected:
            self._transport.write(frames[0] if len(frames) == 1 else b"".join(frames))

    def unsent(self) -> int:
        return int(self._transport.get_write_buffer_size())

    def close(self, code: int, reason: str = "") -> None:
        protocol = self._protocol
        if protocol.close_sent or protocol.disconnected:
            return
        if protocol.writable.is_set():
            _close_soon(self._send, code, reason)
            return
        # The client does not read: ASGI's close would wait for it. Give it a moment, no more.
        protocol.conn.send_close(code, reason)
        self._transport.write(b"".join(protocol.conn.data_to_send()))
        protocol.close_sent = True
        asyncio.get_running_loop().call_later(ABORT_SECONDS, self._transport.abort)


class ASGITransport:
    """Sends through ASGI: any server, one task per connection while there is something to send."""

    __slots__ = ("_closed", "_queue", "_send", "_size", "_task")

    def __init__(self, send: Any) -> None:
        self._send = send
        self._queue: deque[bytes] = deque()
        self._size = 0
        self._closed = False
        self._task: asyncio.Task[None] | None = None

    def write(self, frames: Sequence[bytes]) -> None:
        if self._closed:
            return
        self._queue.extend(frames)
        self._size += sum(map(len, frames))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._queue:
                framed = self._queue.popleft()
                self._size -= len(framed)
                opcode, payload = unframe(framed)
                if opcode == TEXT:
                    await self._send({"type": "websocket.send", "text": payload.decode()})
                else:
                    await self._send({"type": "websocket.send", "bytes": payload})
        except Exception:  # noqa: BLE001  the client is gone; the consumer hears of it
            self._closed = True
            self._queue.clear()
        finally:
            self._task = None

    def unsent(self) -> int:
        return self._size

    def close(self, code: int, reason: str = "") -> None:
        if self._closed:
            return
        self._closed = True
        sending = self._task

        async def close(message: Any) -> None:
            if sending is not None:
                await asyncio.wait([sending], timeout=ABORT_SECONDS)
            await self._send(message)

        _close_soon(close, code, reason)
