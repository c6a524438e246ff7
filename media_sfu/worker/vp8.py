"""The payload descriptor of VP8 over RTP (RFC 7741), as far as forwarding needs it."""

from __future__ import annotations

from typing import NamedTuple


class Descriptor(NamedTuple):
    """Positions are from the payload's begin; 0 says that a field is not there."""

    is_key: bool  # this packet begins a key frame
    picture_at: int
    is_long: bool  # the picture id has fifteen bits instead of seven
    picture: int
    level_at: int  # of TL0PICIDX
    level: int


NONE = Descriptor(is_key=False, picture_at=0, is_long=False, picture=0, level_at=0, level=0)


def read(payload: bytes) -> Descriptor:
    """Return what a payload begins with; ``NONE`` for one that is cut off."""
    try:
        return _read(payload)
    except IndexError:
        return NONE


def _read(payload: bytes) -> Descriptor:
    first = payload[0]
    at = 1
    picture_at = picture = level_at = level = 0
    is_long = False
    if first & 0x80:
        has = payload[1]
        at = 2
        if has & 0x80:
            picture_at = at
            picture = payload[at] & 0x7F
            at += 1
            if payload[picture_at] & 0x80:
                is_long = True
                picture = picture << 8 | payload[at]
                at += 1
        if has & 0x40:
            level_at = at
            level = payload[at]
            at += 1
        if has & 0x30:
            at += 1
    is_key = first & 0x17 == 0x10 and not payload[at] & 1
    return Descriptor(is_key, picture_at, is_long, picture, level_at, level)
