"""Transport compression: ``compress=zlib-stream`` and ``zstd-stream``.

To a client, zlib-stream is one zlib stream per connection. Here each message is deflated once
for all connections: a fresh raw deflate block, ended by a full flush, refers to nothing before
it, so the same bytes fit into every stream. Only the two bytes of the zlib header are a
connection's own; they precede its first message.
"""

from __future__ import annotations

import zlib
from enum import IntEnum
from typing import Any, Final

import zstandard

from config.kernel.transports import BINARY, TEXT, frame

ZLIB_HEADER: Final = b"\x78\x01"
LEVEL: Final = 1
WINDOW_BITS: Final = -12
ZSTD_WINDOW_LOG: Final = 13


class Encoding(IntEnum):
    """How messages are put on the wire; what is shared is shared per encoding."""

    TEXT = 0
    ZLIB = 1
    ZSTD = 2


BY_NAME: Final = {"": Encoding.TEXT, "zlib-stream": Encoding.ZLIB, "zstd-stream": Encoding.ZSTD}


def deflate(message: bytes) -> bytes:
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, WINDOW_BITS)
    return compressor.compress(message) + compressor.flush(zlib.Z_FULL_FLUSH)


def shared_frame(message: bytes, encoding: Encoding) -> bytes:
    """Return the WebSocket frame that all connections of an encoding get.

    zstd streams are a connection's own, so for them it is the bare message.
    """
    if encoding is Encoding.TEXT:
        return frame(message, TEXT)
    if encoding is Encoding.ZLIB:
        return frame(deflate(message), BINARY)
    return message


def first_frame(message: bytes, encoding: Encoding) -> bytes:
    """``shared_frame`` for the first message of a connection."""
    if encoding is Encoding.ZLIB:
        return frame(ZLIB_HEADER + deflate(message), BINARY)
    return shared_frame(message, encoding)


class ZstdStream:
    """One connection's zstd stream."""

    __slots__ = ("_stream",)

    def __init__(self) -> None:
        parameters = zstandard.ZstdCompressionParameters.from_level(
            LEVEL, window_log=ZSTD_WINDOW_LOG
        )
        compressor = zstandard.ZstdCompressor(compression_params=parameters)
        self._stream: Any = compressor.compressobj()

    def frame(self, message: bytes) -> bytes:
        block = self._stream.compress(message)
        block += self._stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
        return frame(block, BINARY)
