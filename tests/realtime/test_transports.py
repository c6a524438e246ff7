"""The one place that knows uvicorn's inside: what it relies on, against the real server."""

from __future__ import annotations

import asyncio
import socket

import pytest

from config.kernel.transports import (
    BINARY,
    TEXT,
    ASGITransport,
    SansIOTransport,
    frame,
    socket_transport,
    unframe,
)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 100_000])
@pytest.mark.parametrize("opcode", [TEXT, BINARY])
def test_a_frame_is_what_a_client_reads(size, opcode):
    from websockets.protocol import Protocol, Side, State

    payload = b"x" * size
    framed = frame(payload, opcode)
    client = Protocol(Side.CLIENT, state=State.OPEN, max_size=None)
    client.receive_data(framed)
    [event] = client.events_received()
    assert (bytes(event.data), event.opcode.value) == (payload, opcode & 0x0F)
    assert unframe(framed) == (opcode, payload)


async def test_the_transport_of_uvicorn_is_found_and_writes_what_was_framed():
    """If this fails after an upgrade of uvicorn: `SansIOTransport` relies on its private names."""
    import uvicorn
    from websockets.asyncio.client import connect as open_socket

    found: list[object] = []

    async def application(scope, receive, send):
        if scope["type"] != "websocket":
            return
        await receive()
        await send({"type": "websocket.accept"})
        transport = socket_transport(send)
        found.append(transport)
        transport.write([frame(b"one"), frame(b"two", BINARY)])
        assert transport.unsent() >= 0
        while (message := await receive())["type"] != "websocket.disconnect":
            transport.write([frame(message["text"].encode())])
            transport.close(4242, "enough")
        found.append(message["code"])

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(application, ws="websockets-sansio", log_level="error")
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None
        task = asyncio.create_task(server.serve(sockets=[listener]))
        async with asyncio.timeout(10):
            while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
                await asyncio.sleep(0.01)
            url = f"ws://127.0.0.1:{listener.getsockname()[1]}/"
            async with open_socket(url, proxy=None) as client:
                assert [await client.recv(), await client.recv()] == ["one", b"two"]
                await client.send("hello")
                assert await client.recv() == "hello"
                await client.wait_closed()
                assert (client.close_code, client.close_reason) == (4242, "enough")
        server.should_exit = True
        await task
    assert isinstance(found[0], SansIOTransport)


async def test_any_other_server_is_written_to_by_asgi():
    sent = []
    ended = asyncio.Event()

    async def send(message):
        sent.append(message)
        if message["type"] == "websocket.close":
            ended.set()

    transport = socket_transport(send)
    assert isinstance(transport, ASGITransport)
    transport.write([frame(b"one"), frame(b"\x00", BINARY)])
    assert transport.unsent() > 0
    transport.close(4000, "over")
    transport.write([frame(b"late")])
    async with asyncio.timeout(5):
        await ended.wait()
    assert sent == [
        {"type": "websocket.send", "text": "one"},
        {"type": "websocket.send", "bytes": b"\x00"},
        {"type": "websocket.close", "code": 4000, "reason": "over"},
    ]
