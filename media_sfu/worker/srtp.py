"""SRTP contexts of libsrtp, through the binding that pylibsrtp ships.

Packets are protected in place; a call per packet is all there is between us and the library.
"""

from __future__ import annotations

from typing import Any, Final

from pylibsrtp import Policy
from pylibsrtp._binding import ffi, lib

REPLAY_WINDOW: Final = 128  # packets
# What protecting adds at most: authentication tag, and for RTCP the index.
RTP_TRAILER: Final = 16
RTCP_TRAILER: Final = 16 + 4
MTU: Final = 1500

protect: Final = lib.srtp_protect
unprotect: Final = lib.srtp_unprotect
unprotect_rtcp: Final = lib.srtp_unprotect_rtcp
memmove: Final = ffi.memmove


def new_length() -> Any:
    """Return where libsrtp reads the length of a packet and leaves the new one."""
    return ffi.new("int *")


class Context:
    """One direction of a connection, for all its SSRCs."""

    def __init__(self, key: bytes, profile: int, *, inbound: bool) -> None:
        policy = Policy(
            key=key,
            ssrc_type=Policy.SSRC_ANY_INBOUND if inbound else Policy.SSRC_ANY_OUTBOUND,
            srtp_profile=profile,
        )
        policy.window_size = REPLAY_WINDOW
        # What a NACK asks for is sent again under its number, encrypted as before.
        policy.allow_repeat_tx = not inbound
        made = ffi.new("srtp_t *")
        status = lib.srtp_create(made, policy._policy)  # noqa: SLF001
        if status:
            raise ValueError(f"libsrtp made no context: {status}")
        self._owner = made
        self.session = made[0]

    def protect_rtcp(self, packet: bytes) -> bytes | None:
        buffer = ffi.new("unsigned char[]", len(packet) + RTCP_TRAILER + 4)
        buffer[0 : len(packet)] = packet
        length = ffi.new("int *", len(packet))
        if lib.srtp_protect_rtcp(self.session, buffer, length):
            return None
        return bytes(ffi.buffer(buffer, length[0]))

    def close(self) -> None:
        """Free the context. Nothing may use ``session`` afterwards."""
        if self.session is not None:
            lib.srtp_dealloc(self.session)
            self.session = None
