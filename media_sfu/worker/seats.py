"""Seats of a room: the SSRCs under which everybody in it is forwarded.

A seat's numbers are the same for all who listen, and remain when somebody else takes the seat. So
viewers can be told of all seats before anybody sits there, and need no new description when
people come and go.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

Source = Literal["microphone", "camera", "screen", "screen_audio"]
Kind = Literal["audio", "video"]

KINDS: Final[dict[Source, Kind]] = {
    "microphone": "audio",
    "camera": "video",
    "screen": "video",
    "screen_audio": "audio",
}


@dataclass(slots=True, eq=False)
class Line:
    """One stream of a seat as viewers know it. In a viewer's SDP it is one media section."""

    seat: int
    source: Source
    ssrc: int
    rtx_ssrc: int
    mid: str = ""  # of the section; empty while no viewer was told of it
    # Where the stream was left, for whoever sits here next: a receiver follows numbers that go on.
    sequence: int = field(default_factory=lambda: secrets.randbelow(1 << 15))
    timestamp: int = field(default_factory=lambda: secrets.randbelow(1 << 32))
    sent_at: float = 0.0

    @property
    def kind(self) -> Kind:
        return KINDS[self.source]


@dataclass(slots=True, eq=False)
class Seat:
    index: int
    lines: dict[Source, Line]
    taken: bool = False

    @property
    def voice(self) -> Line:
        return self.lines["microphone"]


class Seats:
    """All seats of one room, in the order in which they were needed."""

    def __init__(self, new_ssrc: Callable[[], int]) -> None:
        self._new_ssrc = new_ssrc
        self._seats: list[Seat] = []

    def take(self) -> Seat:
        """Return the first free seat, a new one if there is none."""
        seat = next((seat for seat in self._seats if not seat.taken), None) or self.add()
        seat.taken = True
        return seat

    def add(self) -> Seat:
        lines = {
            source: Line(len(self._seats), source, self._new_ssrc(), self._rtx(kind))
            for source, kind in KINDS.items()
        }
        seat = Seat(len(self._seats), lines)
        self._seats.append(seat)
        return seat

    def _rtx(self, kind: Kind) -> int:
        return self._new_ssrc() if kind == "video" else 0

    def ssrcs(self) -> Iterator[int]:
        for seat in self._seats:
            for line in seat.lines.values():
                yield from filter(None, (line.ssrc, line.rtx_ssrc))

    def __len__(self) -> int:
        return len(self._seats)

    def __getitem__(self, index: int) -> Seat:
        return self._seats[index]
