"""The order and the places of one person's packets, so that voices fit together. Pure.

Within what somebody says the RTP timestamps count, which the network does not disturb. Where they
stand still while time goes on (a sender that paused), the arrival does. Whatever is missing is
silence: a track has no holes, and its n-th sample is at a known time.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import Final

from media_sfu.recorder import opus

# For so long packets are waited for that were overtaken.
WAIT: Final = 0.2
# Further apart than that (in samples), a timestamp says nothing about when a packet was spoken.
APART: Final = opus.RATE


class Timeline:
    def __init__(self) -> None:
        self.begins: int | None = None  # samples since the recording began
        self._next = 0  # the place up to which there is sound or silence
        self._anchor = (0, 0)  # a timestamp, and the place it is at
        self._stamp = 0  # the last one, unwrapped
        self._held: list[tuple[int, int, bytes]] = []  # stamp, place by arrival, packet
        self._released: int | None = None  # the newest stamp that has gone

    def take(self, stamp: int, at: float, packet: bytes) -> Iterator[bytes]:
        """Yield the packets that follow each other without a hole, as far as that is known."""
        if not opus.samples(packet):
            return
        ahead = (stamp - self._stamp) & 0xFFFFFFFF
        if self.begins is None and not self._held:
            self._stamp = stamp
        else:
            self._stamp += ahead - (1 << 32) if ahead >= 1 << 31 else ahead
        arrival = int(at * opus.RATE)
        heapq.heappush(self._held, (self._stamp, arrival, packet))
        while self._held and self._held[0][1] <= arrival - WAIT * opus.RATE:
            yield from self._place(*heapq.heappop(self._held))

    def finish(self) -> Iterator[bytes]:
        """Yield what was held back."""
        while self._held:
            yield from self._place(*heapq.heappop(self._held))

    def _place(self, stamp: int, arrival: int, packet: bytes) -> Iterator[bytes]:
        if self.begins is None:
            self.begins = self._next = arrival
            self._anchor = (stamp, arrival)
        elif self._released is not None and stamp <= self._released:
            return  # twice the same, or too late
        self._released = stamp
        at, place = self._anchor
        expected = place + stamp - at
        if abs(arrival - expected) > APART:
            self._anchor = (stamp, arrival)
            expected = arrival
        while expected - self._next >= opus.FRAME:
            is_long = expected - self._next >= opus.LONGEST
            filler = opus.LONG_SILENCE if is_long else opus.SILENCE
            self._next += opus.LONGEST if is_long else opus.FRAME
            yield filler
        self._next += opus.samples(packet)
        yield packet
