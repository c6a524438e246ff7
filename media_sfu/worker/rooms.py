"""Rooms and who is in them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from media_sfu.worker.pictures import Picture
from media_sfu.worker.seats import Line, Seat, Seats, Source
from media_sfu.worker.voices import Voice

if TYPE_CHECKING:
    from media_sfu.worker.bots import BotLink
    from media_sfu.worker.browsers import BrowserLink
    from media_sfu.worker.taps import RoomRecording

SPEAKING: Final = 1
PRIORITY: Final = 4


class Peer:
    """A voice session in a room, with what it may do and over which links it is reached."""

    def __init__(self, peer_id: str, user_id: str, room: Room, generation: int) -> None:
        self.id = peer_id
        self.user_id = user_id
        self.room = room
        self.generation = generation
        self.seat: Seat = room.seats.take()
        self.bits: frozenset[str] = frozenset()
        self.expires = 0.0
        self.muted = False
        self.deafened = False
        self.is_connected = False
        self.has_published = False
        self.flags = 0  # as others were told
        self.voices: dict[Source, Voice] = {}
        self.pictures: dict[Source, Picture] = {}
        self.wishes: dict[str, tuple[str, int | None]] = {}  # by track: quality and size
        self.bot: BotLink | None = None
        self.publish: BrowserLink | None = None
        self.subscribe: BrowserLink | None = None

    @property
    def ssrc(self) -> int:
        return self.seat.voice.ssrc

    def may_speak(self) -> bool:
        return not self.muted and "SPEAK" in self.bits

    def may_stream(self) -> bool:
        return "STREAM" in self.bits

    def is_priority(self) -> bool:
        return bool(self.flags & PRIORITY) and "PRIORITY_SPEAKER" in self.bits

    def voice(self, source: Source, ssrc_in: int = 0) -> Voice:
        """Return the voice of a source, made if this is its first packet."""
        found = self.voices.get(source)
        if found is None:
            found = self.voices[source] = Voice(self, self.seat.lines[source], ssrc_in)
        return found


class Room:
    def __init__(self, room_id: str, taken_ssrcs: set[int]) -> None:
        self.id = room_id
        self.peers: dict[str, Peer] = {}
        self._taken_ssrcs = taken_ssrcs
        self.recording: RoomRecording | None = None
        self.seats = Seats(self._new_ssrc)
        self.lines: list[Line] = []  # of which viewers are told; only ever grows

    def _new_ssrc(self) -> int:
        while (ssrc := secrets.randbelow(0xFFFFFFFE) + 1) in self._taken_ssrcs:
            pass
        self._taken_ssrcs.add(ssrc)
        return ssrc

    def pictures(self) -> Iterator[Picture]:
        for peer in self.peers.values():
            yield from peer.pictures.values()

    def microphones(self) -> Iterator[Voice]:
        for peer in self.peers.values():
            if (voice := peer.voices.get("microphone")) is not None:
                yield voice

    def give_back(self) -> None:
        """Release the numbers of an empty room."""
        self._taken_ssrcs.difference_update(self.seats.ssrcs())
