"""What lies between one browser and the servers, so that a test can cut it.

TCP goes through a SOCKS proxy, UDP through a forwarder that stands where a media worker is said to
be. While it is cut nothing comes through and nothing is told, as with a cable that was pulled.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from contextlib import suppress
from typing import Any, Final

Address = tuple[str, int]

HOST: Final = "127.0.0.1"
IPV4: Final = 1
RECEIVED_BYTES: Final = 1 << 20


class Cable:
    """`socks` for a browser's proxy, `port` in the place of the UDP port of the worker."""

    def __init__(self, worker: Address) -> None:
        self._worker = worker
        self.worker_port = worker[1]
        self._loop = asyncio.new_event_loop()
        self._whole = asyncio.Event()
        self._whole.set()
        self._flows: dict[Address, socket.socket] = {}
        self._pipes: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.socks, self.port = self._run(self._open())

    def cut(self) -> None:
        self._loop.call_soon_threadsafe(self._whole.clear)

    def mend(self) -> None:
        self._loop.call_soon_threadsafe(self._whole.set)

    def close(self) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _open(self) -> tuple[str, int]:
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self._front, _ = await self._loop.create_datagram_endpoint(
            lambda: Ear(self._to_worker), (HOST, 0)
        )
        socks = self._server.sockets[0].getsockname()[1]
        return f"socks5://{HOST}:{socks}", self._front.get_extra_info("sockname")[1]

    async def _end(self) -> None:
        self._server.close()
        for pipe in self._pipes:
            pipe.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)
        self._front.close()
        for flow in self._flows.values():
            self._loop.remove_reader(flow)
            flow.close()

    # UDP

    def _to_worker(self, data: bytes, browser: Address) -> None:
        if not self._whole.is_set():
            return
        flow = self._flows.get(browser)
        if flow is None:
            flow = self._flows[browser] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            flow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVED_BYTES)
            flow.setblocking(False)
            flow.connect(self._worker)
            self._loop.add_reader(flow, self._to_browser, flow, browser)
        with suppress(OSError):
            flow.send(data)

    def _to_browser(self, flow: socket.socket, browser: Address) -> None:
        with suppress(OSError):
            while True:
                data = flow.recv(2048)
                if self._whole.is_set():
                    self._front.sendto(data, browser)

    # TCP

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._pipes.add(task)
        try:
            with suppress(OSError, EOFError, asyncio.CancelledError):
                await self._join(reader, writer)
        finally:
            self._pipes.discard(task)
            writer.close()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(b"\x05\x00")
        _, _, _, kind = await reader.readexactly(4)
        length = 4 if kind == IPV4 else (await reader.readexactly(1))[0]
        host = await reader.readexactly(length)
        (port,) = struct.unpack("!H", await reader.readexactly(2))
        await self._whole.wait()
        name = ".".join(map(str, host)) if kind == IPV4 else host.decode()
        far_reader, far_writer = await asyncio.open_connection(name, port)
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        try:
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        finally:
            far_writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            await self._whole.wait()
            writer.write(data)
            await writer.drain()
        await self._whole.wait()
        writer.write_eof()


class Ear(asyncio.DatagramProtocol):
    def __init__(self, hear: Any) -> None:
        self._hear = hear

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._hear(data, addr)
