"""What has to be known of Opus without decoding it (RFC 6716, section 3)."""

from __future__ import annotations

from typing import Final

RATE: Final = 48_000
FRAME: Final = 960  # samples of 20 ms
LONGEST: Final = 5760  # samples of a packet: 120 ms

# Samples of a frame by the configuration in the first five bits of a packet.
SILK: Final = (480, 960, 1920, 2880)
HYBRID: Final = (480, 960)
CELT: Final = (120, 240, 480, 960)

# Silence as an encoder writes it: one frame of 20 ms, and six of them in one packet.
SILENCE: Final = b"\xf8\xff\xfe"
LONG_SILENCE: Final = b"\xfb\x06" + b"\xff\xfe" * 6


def samples(packet: bytes) -> int:
    """Return how many samples at 48 kHz a packet has, 0 if it is none."""
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        frame = SILK[config % 4]
    elif config < 16:
        frame = HYBRID[config % 2]
    else:
        frame = CELT[config % 4]
    count = (1, 2, 2, packet[1] & 0x3F if len(packet) > 1 else 0)[code]
    found = frame * count
    return found if found <= LONGEST else 0
