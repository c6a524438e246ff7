"""An HTTP protocol for uvicorn that sends the head and the body of an answer together.

uvicorn writes them one after the other, and uvloop hands each write to the kernel at once: two
system calls and two segments for every answer. Here what is written in one turn of the loop
leaves in one piece.
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class GatheringTransport:
    """A transport that keeps what is written until the loop's next turn."""

    __slots__ = ("_loop", "_parts", "bare")

    def __init__(self, bare: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.bare = bare
        self._loop = loop
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._parts:
            self._loop.call_soon(self.flush)
        self._parts.append(data)

    def flush(self) -> None:
        """Send what waits now."""
        parts, self._parts = self._parts, []
        if parts and not self.bare.is_closing():
            self.bare.write(parts[0] if len(parts) == 1 else b"".join(parts))

    def close(self) -> None:
        self.flush()
        self.bare.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare, name)


class OneWriteProtocol(HttpToolsProtocol):  # type: ignore[misc,unused-ignore]
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override,unused-ignore]
        self.gathering = GatheringTransport(transport, self.loop)
        super().connection_made(cast("asyncio.Transport", self.gathering))

    def handle_websocket_upgrade(self) -> None:
        """Hand the bare transport on: the gateway gathers what it writes by itself."""
        self.gathering.flush()
        self.transport = self.gathering.bare
        super().handle_websocket_upgrade()
