"""The stamp in a message's text: which message it is and when it was due.

A receiver finds it by a search in the bytes of the frame, which costs a fraction of parsing JSON.
The time is CLOCK_MONOTONIC, so sender and receiver must run on one machine.
"""

from __future__ import annotations

from typing import Final

FILLER: Final = b" so this line is about as long as what people write to each other in a chat"
KEY_DIGITS: Final = 8  # two for the sender, six for the number of its message
TIME_DIGITS: Final = 16
STAMP_DIGITS: Final = KEY_DIGITS + TIME_DIGITS
TIME_BITS: Final = TIME_DIGITS * 4
TIME_MASK: Final = (1 << TIME_BITS) - 1
SEQUENCE_BITS: Final = 24
SENDERS_MAX: Final = 256


def mark(step: int) -> bytes:
    """Return what starts the stamps of one step, so that stragglers of the last do not count."""
    return b"bench%06x:" % step


def key_of(sender: int, sequence: int) -> int:
    return sender << SEQUENCE_BITS | sequence


def text(step_mark: bytes, key: int, due_ns: int, length: int = 100) -> bytes:
    """Return the text of a message; it needs no escaping in JSON."""
    stamp = b"%b%08x%016x" % (step_mark, key, due_ns)
    return (stamp + FILLER * (1 + length // len(FILLER)))[: max(length, len(stamp))]


def read(payload: bytes, at: int) -> tuple[int, int]:
    """Return key and due time of the stamp whose digits begin at `at`."""
    value = int(payload[at : at + STAMP_DIGITS], 16)
    return value >> TIME_BITS, value & TIME_MASK
