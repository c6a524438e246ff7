"""Header extensions of RTP packets in the form with one byte each (RFC 8285)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

ONE_BYTE: Final = 0xBEDE
_HEAD: Final = struct.Struct("!HH")


def elements(view: memoryview, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Yield identifier, start and length of each element of the packet ``view[start:end]``."""
    if not view[start] & 0x10:
        return
    at = start + 12 + 4 * (view[start] & 0x0F)
    if at + 4 > end:
        return
    profile, words = _HEAD.unpack_from(view, at)
    at += 4
    stop = min(at + 4 * words, end)
    if profile != ONE_BYTE:
        return
    while at < stop:
        head = view[at]
        at += 1
        if not head:
            continue
        length = (head & 0x0F) + 1
        if head >> 4 == 15 or at + length > stop:
            return
        yield head >> 4, at, length
        at += length


def find(view: memoryview, start: int, end: int, identifier: int) -> int:
    """Return where the value of an element begins, 0 if the packet has none of it."""
    for found, at, _ in elements(view, start, end):
        if found == identifier:
            return at
    return 0


def text(view: memoryview, start: int, end: int, identifier: int) -> str:
    """Return the value of an element as text, empty if there is none."""
    for found, at, length in elements(view, start, end):
        if found == identifier:
            return bytes(view[at : at + length]).decode("ascii", "replace")
    return ""


def header_size(view: memoryview, start: int, size: int) -> int:
    """Return how long the header is with all it has; 0 if the packet is too short for it."""
    first = view[start]
    length = 12 + 4 * (first & 0x0F)
    if first & 0x10:
        if length + 4 > size:
            return 0
        length += 4 + 4 * _HEAD.unpack_from(view, start + length)[1]
    return length if length <= size else 0
