"""A wire between a client and a server that a test can cut."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

CHUNK: Final = 1 << 16


class Wire:
    """Passes connections on to the server at ``url``; itself it is at ``.url``.

    with wire.cut():    # every socket of the gateway is lost, and no new one gets through
        …
    """

    def __init__(self, url: str) -> None:
        self._server = urlsplit(url)
        self._loop = asyncio.new_event_loop()
        self._is_whole = asyncio.Event()
        self._sockets: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._is_whole.set()
        self._listener = self._run(asyncio.start_server(self._pass_on, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.sockets[0].getsockname()[1]}"

    def _run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)

    @contextlib.contextmanager
    def cut(self) -> Iterator[None]:
        self._run(self._cut())
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._is_whole.set)

    async def _cut(self) -> None:
        self._is_whole.clear()
        for writer in self._sockets:
            writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.ExitStack() as stack, contextlib.suppress(asyncio.CancelledError):
            stack.callback(writer.close)
            stack.callback(self._sockets.discard, writer)
            answers, server = await asyncio.open_connection(
                self._server.hostname, self._server.port
            )
            stack.callback(server.close)
            ways = [self._ask(reader, server, writer), self._answer(answers, writer)]
            tasks = [asyncio.ensure_future(way) for way in ways]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)

    async def _ask(
        self,
        reader: asyncio.StreamReader,
        server: asyncio.StreamWriter,
        client: asyncio.StreamWriter,
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while chunk := await reader.read(CHUNK):
                # Clients open sockets on connections that they have asked other things before.
                if chunk.startswith(b"GET /gateway"):
                    await self._is_whole.wait()
                    self._sockets.add(client)
                server.write(chunk)
                await server.drain()

    async def _answer(self, answers: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while chunk := await answers.read(CHUNK):
                writer.write(chunk)
                await writer.drain()

    def close(self) -> None:
        async def end() -> None:
            self._listener.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)
            await asyncio.sleep(0)  # now the sockets close

        self._run(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
