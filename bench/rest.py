"""A keep-alive HTTP client that is cheap enough not to be what is measured."""

from __future__ import annotations

import asyncio
from typing import Final, NamedTuple, cast
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpResponseParser

from bench.fixture import API

USER_AGENT: Final = "DiscordBot (https://localhost/bench, 1)"


class Reply(NamedTuple):
    status: int
    body: bytes


class Connection(asyncio.Protocol):
    """One connection, one request at a time; opened anew when the server has closed it."""

    def __init__(self, base_url: str) -> None:
        url = urlsplit(base_url)
        self._host = url.hostname or "127.0.0.1"
        self._port = url.port or 80
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Reply] | None = None
        self._chunks: list[bytes] = []

    async def ask(self, request: bytes, seconds: float = 30) -> Reply:
        """Send a whole request and return its answer, or raise OSError or TimeoutError."""
        loop = asyncio.get_running_loop()
        if self._transport is None or self._transport.is_closing():
            await loop.create_connection(lambda: self, self._host, self._port)
        assert self._transport is not None  # noqa: S101
        self._answer = loop.create_future()
        timer = loop.call_later(seconds, self._fail, TimeoutError(f"no answer in {seconds:g} s"))
        self._transport.write(request)
        try:
            return await self._answer
        finally:
            timer.cancel()

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
        self.close()

    # asyncio calls these

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._parser = HttpResponseParser(self)

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except HttpParserError as error:
            self._fail(ConnectionError(f"not HTTP: {error}"))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._fail(exc or ConnectionResetError("the server closed the connection"))

    # httptools calls these

    def on_message_begin(self) -> None:
        self._chunks.clear()

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)

    def on_message_complete(self) -> None:
        if not self._parser.should_keep_alive():
            self.close()
            self._transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(Reply(self._parser.get_status_code(), b"".join(self._chunks)))


def head(method: str, base_url: str, path: str, authorization: str = "") -> bytes:
    """Return the lines of a request that stay the same, without the length of its body."""
    lines = [
        f"{method} {API}{path} HTTP/1.1",
        f"Host: {urlsplit(base_url).netloc}",
        f"User-Agent: {USER_AGENT}",
    ]
    if authorization:
        lines.append(f"Authorization: {authorization}")
    if method == "POST":
        lines.append("Content-Type: application/json")
    return "\r\n".join(lines).encode()


def with_body(request_head: bytes, body: bytes) -> bytes:
    return b"%b\r\nContent-Length: %d\r\n\r\n%b" % (request_head, len(body), body)


def without_body(request_head: bytes) -> bytes:
    return request_head + b"\r\n\r\n"
