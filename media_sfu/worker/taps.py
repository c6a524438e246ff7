"""What of a room is recorded: copies of voice packets for a process that writes them down.

A ``Tap`` hangs on each voice whose owner has agreed; voices without one cost a comparison. Packets
are collected and handed on ten times a second, without ever waiting for who takes them.
"""

from __future__ import annotations

import logging
import struct
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, Protocol

from media_sfu.worker import commands, fanout
from media_sfu.worker.errors import CommandRefused

if TYPE_CHECKING:
    from media_sfu.worker.seats import Source
    from media_sfu.worker.table import Table

logger = logging.getLogger(__name__)

# Kind, user, RTP timestamp, seconds since the recording began, bytes of Opus that follow.
FRAME: Final = struct.Struct("!BQIdH")
PACKET: Final = 1
END: Final = 2  # all is said; without it the worker has died
MOST_WAITING: Final = 4 * 1024 * 1024  # bytes that a recorder may be behind
# A recording of which no command has told for so long is over: nobody looks after it.
FORGOTTEN_SECONDS: Final = 180.0
ENDED_KEPT: Final = 256


class Sink(Protocol):
    """Where a recording goes: a process that has begun to read, or has ended."""

    def write(self, data: memoryview) -> int:
        """Take as much as there is room for, without waiting; raise OSError when it has ended."""

    def close(self) -> None:
        """Let the reader find the end of what was written."""


class Tap:
    """Where the packet path leaves the packets of one voice."""

    __slots__ = ("recording", "user")

    def __init__(self, recording: RoomRecording, user: int) -> None:
        self.recording = recording
        self.user = user

    def take(self, payload: memoryview, stamp: int, now: float) -> None:
        recording = self.recording
        waiting = recording.waiting
        if len(waiting) > MOST_WAITING:
            recording.lost += 1
            return
        waiting += FRAME.pack(PACKET, self.user, stamp, now - recording.begun, len(payload))
        waiting += payload


class RoomRecording:
    def __init__(self, recording_id: str, sink: Sink, now: float) -> None:
        self.id = recording_id
        self.sink = sink
        self.begun = self.told_at = now
        self.users: frozenset[str] = frozenset()
        self.waiting = bytearray()
        self.lost = 0  # packets for which the recorder was too slow

    def tap(self, user_id: str, source: Source) -> Tap | None:
        """Return where a voice goes; None: it is not recorded."""
        if source != "microphone" or user_id not in self.users:
            return None
        return Tap(self, int(user_id))

    def flush(self) -> None:
        """Hand on what waits; raise OSError when there is nobody any more."""
        if self.waiting:
            with memoryview(self.waiting) as view:
                taken = self.sink.write(view)
            del self.waiting[:taken]


class Recordings:
    """The recordings of a worker, by room. ``open_sink`` begins one; without it there are none."""

    def __init__(
        self,
        table: Table,
        open_sink: Callable[[str], Sink] | None,
        clock: Callable[[], float],
    ) -> None:
        self.table = table
        self.open_sink = open_sink
        self.clock = clock
        # Which have ended here: a command that comes late does not begin them anew.
        self.ended: OrderedDict[str, None] = OrderedDict()

    def apply(self, body: commands.Record) -> None:
        """Begin a recording, change whom it concerns, or end it. Safe to repeat."""
        current = self.table.recordings.get(body.room)
        if body.users is None:
            if current is not None and current.id == body.recording:
                self.end(body.room)
            self.note_end(body.recording)
            return
        if current is None or current.id != body.recording:
            if body.recording in self.ended:
                raise CommandRefused("ended", "The recording is over")
            if self.open_sink is None:
                raise CommandRefused("unsupported", "This worker does not record")
            if current is not None:
                self.end(body.room)
            sink = self.open_sink(body.recording)
            current = RoomRecording(body.recording, sink, self.clock())
            self.table.recordings[body.room] = current
        current.told_at = self.clock()
        current.users = body.users
        self.renew(body.room)

    def end(self, room_id: str) -> None:
        """Let a recorder know that all is said."""
        recording = self.table.recordings.pop(room_id)
        self.renew(room_id)
        recording.waiting += FRAME.pack(END, 0, 0, self.clock() - recording.begun, 0)
        try:
            recording.flush()
        except OSError as error:
            logger.warning("recorder of %s has ended: %s", recording.id, error)
        recording.sink.close()
        if recording.lost:
            logger.warning(
                "recorder of %s was too slow for %d packets", recording.id, recording.lost
            )
        self.note_end(recording.id)

    def note_end(self, recording_id: str) -> None:
        self.ended[recording_id] = None
        if len(self.ended) > ENDED_KEPT:
            self.ended.popitem(last=False)

    def renew(self, room_id: str) -> None:
        room = self.table.rooms.get(room_id)
        if room is not None:
            room.recording = self.table.recordings.get(room_id)
            fanout.renew(room)

    def flush(self) -> None:
        """Hand on what was recorded; end what nobody takes or looks after any more."""
        now = self.clock()
        for room_id, recording in list(self.table.recordings.items()):
            try:
                recording.flush()
            except OSError as error:
                logger.warning("recorder of %s has ended: %s", recording.id, error)
                self.end(room_id)
                continue
            if now - recording.told_at > FORGOTTEN_SECONDS:
                self.end(room_id)

    def close(self) -> None:
        """Leave the recorders without a word: they finish with what they have."""
        for recording in self.table.recordings.values():
            recording.sink.close()
        self.table.recordings.clear()
