"""IP discovery of Discord's voice protocol: a client asks how its address looks from outside."""

from __future__ import annotations

import struct
from typing import Final

LENGTH: Final = 74
REQUEST: Final = 1
RESPONSE: Final = 2
_FORM: Final = struct.Struct("!HHI64sH")
_REST: Final = LENGTH - 4


def request(ssrc: int) -> bytes:
    return _FORM.pack(REQUEST, _REST, ssrc, b"", 0)


def asked_for(data: bytes | memoryview) -> int | None:
    """Return the SSRC of a request, None for any other datagram."""
    if len(data) != LENGTH:
        return None
    kind, length, ssrc, _, _ = _FORM.unpack(data)
    return ssrc if (kind, length) == (REQUEST, _REST) else None


def response(ssrc: int, host: str, port: int) -> bytes:
    return _FORM.pack(RESPONSE, _REST, ssrc, host.encode("ascii"), port)


def read_response(data: bytes) -> tuple[int, str, int]:
    """Return SSRC, host and port."""
    _, _, ssrc, host, port = _FORM.unpack(data)
    return ssrc, host.rstrip(b"\0").decode("ascii"), port
