"""A gateway client for tests, over a real socket or, without a server, over ASGI in this loop."""

from __future__ import annotations

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator
from typing import Any

import orjson
import zstandard

DEADLINE = 10.0


class GatewayClosed(Exception):
    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class Decoder:
    """What a client library does with the frames of a compressed transport."""

    def __init__(self, compress: str) -> None:
        self._inflate = zlib.decompressobj() if compress == "zlib-stream" else None
        self._zstd = (
            zstandard.ZstdDecompressor().decompressobj() if compress == "zstd-stream" else None
        )

    def decode(self, frame: str | bytes) -> Any:
        if self._inflate is None and self._zstd is None:
            assert isinstance(frame, str), "uncompressed messages are text"
            return orjson.loads(frame)
        assert isinstance(frame, bytes), "compressed messages are binary"
        if self._zstd is not None:
            return orjson.loads(self._zstd.decompress(frame))
        assert self._inflate is not None
        assert frame.endswith(b"\x00\x00\xff\xff")
        return orjson.loads(self._inflate.decompress(frame))


class GatewayClient:
    """One socket. Remembers what it heard in ``heard``, and the last ``s`` in ``seq``."""

    def __init__(self, compress: str = "") -> None:
        self.decoder = Decoder(compress)
        self.heard: list[dict[str, Any]] = []
        self.seq: int | None = None
        self.session_id = ""
        self.token = ""
        self.ready: dict[str, Any] = {}
        self.close_code: int | None = None

    # What the two kinds of sockets do in their own way

    async def send_raw(self, data: str | bytes) -> None:
        raise NotImplementedError

    async def receive_raw(self) -> str | bytes:
        raise NotImplementedError

    async def close(self, code: int = 1000) -> None:
        raise NotImplementedError

    # What both do

    async def send(self, op: int, data: Any = None) -> None:
        await self.send_raw(orjson.dumps({"op": op, "d": data}).decode())

    async def receive(self, deadline: float = DEADLINE) -> dict[str, Any]:
        async with asyncio.timeout(deadline):
            message = self.decoder.decode(await self.receive_raw())
        if message["op"] == 9:
            self.seq = None
        if message["op"] == 0:
            assert message["s"] >= (self.seq or 0), "s never falls"
            self.seq = message["s"]
            self.heard.append(message)
        return message

    async def expect_op(self, op: int) -> Any:
        while True:
            message = await self.receive()
            if message["op"] == op:
                return message["d"]

    async def next(self, *names: str) -> Any:
        """Return the data of the next dispatch with one of these names."""
        while True:
            message = await self.receive()
            if message["op"] == 0 and (not names or message["t"] in names):
                return message["d"]
            assert message["op"] != 9, "the session is invalid"

    async def next_dispatch(self) -> dict[str, Any]:
        while True:
            message = await self.receive()
            if message["op"] == 0:
                return message

    async def expect_close(self) -> int:
        try:
            while True:
                await self.receive()
        except GatewayClosed as closed:
            return closed.code

    async def hello(self) -> Any:
        message = await self.receive()
        assert message["op"] == 10
        return message["d"]

    async def identify(self, token: str | None, **fields: Any) -> dict[str, Any]:
        await self.hello()
        data = {"token": token, "properties": {"os": "linux", "browser": "test", "device": "test"}}
        await self.send(2, data | fields)
        self.ready = await self.next("READY")
        self.session_id = self.ready["session_id"]
        return self.ready

    async def resume(self, token: str | None, session_id: str, seq: int) -> None:
        await self.hello()
        self.seq = None
        await self.send(6, {"token": token, "session_id": session_id, "seq": seq})

    async def ping(self) -> None:
        """Return when everything sent before the answer to a heartbeat has been received."""
        await self.send(1, self.seq)
        await self.expect_op(11)

    def names(self) -> list[str]:
        return [message["t"] for message in self.heard]


class AsgiClient(GatewayClient):
    """Speaks to the application in this loop; no server, no port."""

    def __init__(
        self, application: Any, query: str, compress: str, headers: dict[str, str], path: str
    ) -> None:
        super().__init__(compress)
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": [(k.encode(), v.encode()) for k, v in headers.items()],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
            "scheme": "ws",
            "subprotocols": [],
        }
        self._incoming.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(application(scope, self._incoming.get, self._outgoing.put))

    async def send_raw(self, data: str | bytes) -> None:
        kind = "text" if isinstance(data, str) else "bytes"
        self._incoming.put_nowait({"type": "websocket.receive", kind: data})

    async def receive_raw(self) -> str | bytes:
        while True:
            message = await self._outgoing.get()
            if message["type"] == "websocket.send":
                text = message.get("text")
                return text if text is not None else message["bytes"]
            if message["type"] == "websocket.close":
                self.close_code = message.get("code", 1000)
                self._incoming.put_nowait({"type": "websocket.disconnect", "code": self.close_code})
                raise GatewayClosed(self.close_code, message.get("reason", ""))

    async def close(self, code: int = 1000) -> None:
        self._incoming.put_nowait({"type": "websocket.disconnect", "code": code})
        await asyncio.wait([self.task], timeout=DEADLINE)


class SocketClient(GatewayClient):
    """Speaks to a real server."""

    def __init__(self, connection: Any, compress: str) -> None:
        super().__init__(compress)
        self._connection = connection

    async def send_raw(self, data: str | bytes) -> None:
        await self._connection.send(data)

    async def receive_raw(self) -> str | bytes:
        from websockets.exceptions import ConnectionClosed

        try:
            return await self._connection.recv()
        except ConnectionClosed as closed:
            self.close_code = closed.rcvd.code if closed.rcvd is not None else 1006
            raise GatewayClosed(self.close_code) from None

    async def close(self, code: int = 1000) -> None:
        await self._connection.close(code)

    def drop(self) -> None:
        """Lose the connection without a farewell."""
        self._connection.transport.abort()


async def connect(url: str, *, compress: str = "", headers: Any = None) -> SocketClient:
    from websockets.asyncio.client import connect as open_socket

    query = f"?v=10&encoding=json{f'&compress={compress}' if compress else ''}"
    connection = await open_socket(
        url + query,
        compression=None,
        max_size=None,
        additional_headers=headers,
        proxy=None,
        ping_interval=None,
    )
    return SocketClient(connection, compress)


class Gateway:
    """Opens in-process clients and ends them with the test."""

    def __init__(self) -> None:
        self._clients: list[AsgiClient] = []

    def connect(
        self,
        *,
        compress: str = "",
        query: str = "v=10&encoding=json",
        headers: dict[str, str] | None = None,
        path: str = "/gateway",
    ) -> AsgiClient:
        from realtime.routing import websocket_application

        query += f"&compress={compress}" if compress else ""
        client = AsgiClient(
            websocket_application, query, compress, {"host": "testserver", **(headers or {})}, path
        )
        self._clients.append(client)
        return client

    async def identified(self, user: Any, **fields: Any) -> AsgiClient:
        """Return a client that has identified as a user."""
        from asgiref.sync import sync_to_async

        from tests.builders import token_of

        token = await sync_to_async(token_of)(user)
        client = self.connect(compress=fields.pop("compress", ""))
        await client.identify(token, **fields)
        client.token = token
        return client

    async def close(self) -> None:
        for client in self._clients:
            await client.close()
            client.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await client.task


@contextlib.asynccontextmanager
async def running_gateway() -> AsyncIterator[Gateway]:
    """Run the gateway on this loop, and end it with everything it holds."""
    from django.db import connections

    from config.kernel import aio, log, ratelimits
    from media_sfu.signalling.switchboard import close_switchboard
    from realtime.hub import close_hub

    gateway = Gateway()
    try:
        yield gateway
    finally:
        await gateway.close()
        await close_switchboard()
        await close_hub()
        await log.close()
        await ratelimits.close()
        await aio.in_thread(connections.close_all)()
        await aio.close()
