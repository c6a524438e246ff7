"""Files of one person's voice: Opus in WebM, as it came, never decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final, NamedTuple

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer

from media_sfu.recorder import opus
from media_sfu.recorder.timeline import Timeline

TICK: Final = Fraction(1, opus.RATE)
# On disk after a second, so that little is lost with the process.
OPTIONS: Final = {"cluster_time_limit": "1000", "flush_packets": "1"}
PART: Final = re.compile(r"^(\d+)-(\d+)\.part\.webm$")


class Voice(NamedTuple):
    """A finished file, where it begins in the recording, and how long it is."""

    user_id: int
    path: Path
    offset_ms: int
    duration_ms: int


class Writer:
    """An Opus file that is written packet by packet."""

    def __init__(self, path: Path, options: dict[str, str] | None = None) -> None:
        self._file: OutputContainer = av.open(str(path), "w", format="webm", options=options or {})
        # Its encoder writes the header that players need; it is given nothing to encode.
        self._stream: AudioStream = self._file.add_stream(
            "libopus", rate=opus.RATE, layout="stereo"
        )
        self._file.start_encoding()
        self.samples = 0

    def write(self, payload: bytes) -> None:
        packet = av.Packet(payload)
        packet.stream = self._stream
        packet.time_base = TICK
        packet.pts = packet.dts = self.samples
        packet.duration = opus.samples(payload)
        self.samples += packet.duration
        self._file.mux(packet)

    def close(self) -> None:
        self._file.close()


class Track:
    """What one person says, while it is recorded."""

    def __init__(self, folder: Path, user_id: int) -> None:
        self._folder = folder
        self._user_id = user_id
        self._timeline = Timeline()
        self._writer: Writer | None = None
        self.bytes = 0

    def take(self, stamp: int, at: float, packet: bytes) -> None:
        """Write a packet that came ``at`` seconds after the recording began."""
        self._write(self._timeline.take(stamp, at, packet))

    def close(self) -> None:
        self._write(self._timeline.finish())
        if self._writer is not None:
            self._writer.close()

    def _write(self, packets: Iterator[bytes]) -> None:
        for packet in packets:
            if self._writer is None:
                name = f"{self._user_id}-{self._timeline.begins}.part.webm"
                self._writer = Writer(self._folder / name, OPTIONS)
            self._writer.write(packet)
            self.bytes += len(packet)


def finish(folder: Path) -> list[Voice]:
    """Make whole files of what was written in a folder, also if its writer has died."""
    found = []
    for part in sorted(folder.glob("*.part.webm")):
        name = PART.match(part.name)
        if name is None:
            continue
        user_id, begins = int(name[1]), int(name[2])
        target = folder / f"{user_id}.webm"
        samples = copy(part, target)
        if samples:
            found.append(
                Voice(user_id, target, begins * 1000 // opus.RATE, samples * 1000 // opus.RATE)
            )
    return found


def copy(source: Path, target: Path) -> int:
    """Write a file anew with its length and an index, for seeking; returns its samples."""
    try:
        opened = av.open(str(source))
    except av.FFmpegError:
        return 0  # its writer died before anything was on disk
    writer = Writer(target)
    try:
        with opened:
            for packet in opened.demux(audio=0):
                payload = bytes(packet)
                if opus.samples(payload):
                    writer.write(payload)
    except av.FFmpegError:
        pass  # the last packet was not written whole
    finally:
        writer.close()
    return writer.samples
