"""What is written down: the places of packets, files that a death leaves, and one of all voices."""

from __future__ import annotations

import io
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_sfu.recorder import opus, spool, tracks
from media_sfu.recorder.mixing import Source, mix
from media_sfu.recorder.timeline import Timeline
from media_sfu.worker import commands
from media_sfu.worker.errors import CommandRefused
from media_sfu.worker.table import Table
from media_sfu.worker.taps import (
    END,
    FORGOTTEN_SECONDS,
    FRAME,
    MOST_WAITING,
    PACKET,
    Recordings,
)
from tests.media_sfu.sound import heard
from tests.media_sfu.worker.test_webrtc import opus_frames

FIRST = 2**32 - 3 * 960  # the timestamp wraps soon


def places(sent: list[tuple[int, float]]) -> dict[int, float]:
    """Return where packets come to lie that are sent with these stamps, at these times."""
    timeline = Timeline()
    made = []
    for number, (stamp, at) in enumerate(sent):
        packet = b"\xf8" + number.to_bytes(2, "big")
        made += list(timeline.take((FIRST + stamp) & 0xFFFFFFFF, at, packet))
    made += list(timeline.finish())
    found, position = {}, timeline.begins or 0
    for packet in made:
        if packet not in (opus.SILENCE, opus.LONG_SILENCE):
            found[int.from_bytes(packet[1:], "big")] = position / opus.RATE
        position += opus.samples(packet)
    return found


def test_packets_lie_where_they_were_spoken_whatever_the_network_did():
    late = {2: 0.15, 5: 0.09}
    sent = [(i * 960, 3 + i * 0.02 + late.get(i, 0)) for i in range(20) if i not in (10, 11)]
    sent.sort(key=lambda one: one[1])
    sent.insert(4, sent[3])  # twice the same
    found = places(sent)
    assert sorted(found.values()) == [
        round(3 + i * 0.02, 2) for i in range(20) if i not in (10, 11)
    ]


def test_who_pauses_without_counting_on_goes_on_when_they_speak_again():
    found = places([(0, 1.0), (960, 1.02), (1920, 9.0), (2880, 9.02)])
    assert [round(place, 1) for place in found.values()] == [1.0, 1.0, 9.0, 9.0]


@given(st.binary(max_size=40))
def test_no_packet_takes_more_time_than_opus_knows(packet):
    assert 0 <= opus.samples(packet) <= opus.LONGEST


async def test_voices_are_in_time_in_one_file_also_after_a_death(tmp_path):
    low, high = await opus_frames(400, 50), await opus_frames(900, 50)
    stream = io.BytesIO()
    for i in range(50):
        for user, frames, begins in ((1, low, 1.0), (2, high, 2.5)):
            head = FRAME.pack(PACKET, user, i * 960, begins + i * 0.02, len(frames[i]))
            stream.write(head + frames[i])
    whole = stream.getvalue() + FRAME.pack(END, 0, 0, 4.0, 0)
    alive, dead = tmp_path / "1", tmp_path / "2"
    with spool.held(alive) as is_free, spool.held(alive) as is_free_too:
        assert (is_free, is_free_too) == (True, False)
        assert spool.left_behind(tmp_path) == []
    assert spool.left_behind(tmp_path) == [1]
    assert spool.write_down(io.BytesIO(whole), alive, most_bytes=1000) is None
    assert spool.write_down(io.BytesIO(whole[:-30]), alive, most_bytes=10**6) is False
    assert spool.write_down(io.BytesIO(whole), alive, most_bytes=10**6) is True
    check(tmp_path, tracks.finish(alive))

    # As a process leaves them that was killed: no end, no index, no length.
    shutil.copytree(alive, dead, ignore=shutil.ignore_patterns("?.webm"))
    for part in dead.glob("*.part.webm"):
        part.write_bytes(part.read_bytes()[:-700])
    check(tmp_path, tracks.finish(dead), lost=0.3)


def check(folder, voices, lost: float = 0.0) -> None:
    assert [voice.user_id for voice in voices] == [1, 2]
    assert [voice.offset_ms for voice in voices] == [1000, 2500]
    assert all(1000 - lost * 1000 <= voice.duration_ms <= 1040 for voice in voices)
    mixed = folder / "mixed.webm"
    length = mix([Source(voice.path, voice.offset_ms) for voice in voices], mixed)
    assert 3480 - lost * 1000 <= length <= 3600
    times = heard(mixed, (400, 900, 1500))
    assert times[1500] == []
    assert times[400][0] in (1.0, 1.1)
    assert 1.9 - lost <= times[400][-1] <= 2.1
    assert times[900][0] in (2.5, 2.6)
    assert 3.3 - lost <= times[900][-1] <= 3.6


class Pipe:
    """A recorder that takes so many bytes at a time, or (None) has died."""

    def __init__(self, room: int | None) -> None:
        self.room = room
        self.taken = b""
        self.is_closed = False

    def write(self, data: memoryview) -> int:
        if self.room is None:
            raise BrokenPipeError
        self.taken += data[: self.room]
        return min(self.room, len(data))

    def close(self) -> None:
        self.is_closed = True


def recordings_of(*pipes: Pipe, now: list[float]) -> Recordings:
    left = list(pipes)
    return Recordings(Table(), lambda _: left.pop(0), lambda: now[0])


def record(recordings: Recordings, recording: str, users: frozenset[str] | None) -> None:
    recordings.apply(commands.Record(room="r", recording=recording, users=users))


def test_a_worker_waits_for_no_recorder_and_forgets_one_that_nobody_looks_after():
    slow, dead, last = Pipe(10), Pipe(None), Pipe(10**9)
    now = [0.0]
    recordings = recordings_of(slow, dead, last, now=now)
    record(recordings, "1", frozenset("7"))
    recording = recordings.table.recordings["r"]
    assert recording.tap("8", "microphone") is None
    assert recording.tap("7", "screen_audio") is None
    tap = recording.tap("7", "microphone")
    assert tap is not None
    for _ in range(6000):
        tap.take(memoryview(bytes(1000)), 0, 1.0)
    recordings.flush()
    assert len(recording.waiting) < MOST_WAITING + 2000
    assert recording.lost > 1000
    record(recordings, "2", frozenset("7"))  # another one: the first is over
    assert slow.is_closed
    tap = recordings.table.recordings["r"].tap("7", "microphone")
    assert tap is not None
    tap.take(memoryview(b"word"), 0, 1.0)
    recordings.flush()
    assert dead.is_closed
    for over in ("1", "2"):
        with pytest.raises(CommandRefused):
            record(recordings, over, frozenset("7"))
    record(recordings, "3", frozenset("7"))
    now[0] = FORGOTTEN_SECONDS - 1
    recordings.flush()
    assert not last.is_closed
    now[0] += 2
    recordings.flush()
    assert last.is_closed
    assert FRAME.unpack(last.taken)[0] == END
