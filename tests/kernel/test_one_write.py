"""The contract with uvicorn that `config.kernel.one_write` relies on."""

from __future__ import annotations

import asyncio
import socket

import uvicorn

from config.kernel.one_write import OneWriteProtocol


async def hello(scope, receive, send):
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": "hello"})
        await send({"type": "websocket.close", "code": 1000})
        return
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]}
    )
    await send({"type": "http.response.body", "body": b"hel", "more_body": True})
    await send({"type": "http.response.body", "body": b"lo"})


class Serving:
    """Serves ``hello`` in this loop."""

    async def __aenter__(self) -> int:
        self.listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            hello, http=OneWriteProtocol, ws="websockets-sansio", lifespan="off", log_config=None
        )
        self.server = uvicorn.Server(config)
        self.task = asyncio.create_task(self.server._serve([self.listener]))
        return self.listener.getsockname()[1]

    async def __aexit__(self, *error: object) -> None:
        self.server.should_exit = True
        await self.task
        self.listener.close()


async def test_an_answer_leaves_in_one_piece(monkeypatch):
    writes: list[bytes] = []
    made = OneWriteProtocol.connection_made

    def connection_made(self, transport):
        made(self, transport)
        bare = self.transport.bare

        class Recording:
            def write(self, data):
                writes.append(data)
                bare.write(data)

            def __getattr__(self, name):
                return getattr(bare, name)

        self.transport.bare = Recording()

    monkeypatch.setattr(OneWriteProtocol, "connection_made", connection_made)
    async with Serving() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):  # also on a connection that is kept alive
            writer.write(b"GET / HTTP/1.1\r\nHost: hall\r\n\r\n")
            answer = await reader.readuntil(b"hello")
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
        writer.close()

    assert len(writes) == 2
    assert all(one.endswith(b"\r\n\r\nhello") for one in writes)


async def test_websockets_get_the_bare_transport():
    import aiohttp

    async with (
        Serving() as port,
        aiohttp.ClientSession() as session,
        session.ws_connect(f"http://127.0.0.1:{port}/") as socket_,
    ):
        assert (await socket_.receive_str()) == "hello"
        await socket_.receive()
        assert socket_.close_code == 1000
