"""One file with all voices of a recording: decoded, added, and encoded again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import av
from av.audio.stream import AudioStream
from av.filter import Graph

from media_sfu.recorder import opus
from media_sfu.recorder.tracks import TICK

BITRATE: Final = 48_000
STEP: Final = opus.RATE  # samples of each voice that are decoded in turn


class Source(NamedTuple):
    path: Path
    offset_ms: int


class Input:
    """A voice on its way into the mix."""

    def __init__(self, source: Source, graph: Graph, mixer: Any, number: int) -> None:
        self.position = source.offset_ms * opus.RATE // 1000
        self._pts = 0
        self._file = av.open(str(source.path))
        self._frames = self._file.decode(audio=0)
        self._door = graph.add_abuffer(
            sample_rate=opus.RATE, format="fltp", layout="stereo", time_base=TICK
        )
        mono = graph.add("pan", "mono|c0=0.5*c0+0.5*c1")
        delay = graph.add("adelay", f"delays={self.position}S")
        self._door.link_to(mono)
        mono.link_to(delay)
        delay.link_to(mixer, 0, number)

    def feed(self, until: int) -> bool:
        """Decode up to a place; returns whether there is more."""
        while self.position < until:
            frame = next(self._frames, None)
            if frame is None:
                self._door.push(None)
                self._file.close()
                return False
            frame.pts, frame.time_base = self._pts, TICK
            self._pts += frame.samples
            self.position += frame.samples
            self._door.push(frame)
        return True


def mix(sources: list[Source], target: Path) -> int:
    """Write all voices at their places into one file of one channel; returns its milliseconds."""
    graph = Graph()
    mixer = graph.add(
        "amix", f"inputs={len(sources)}:normalize=0:dropout_transition=0:duration=longest"
    )
    inputs = [Input(source, graph, mixer, number) for number, source in enumerate(sources)]
    limiter = graph.add("alimiter", "limit=0.9:level=false")
    sink = graph.add("abuffersink")
    mixer.link_to(limiter)
    limiter.link_to(sink)
    graph.configure()
    resampler = av.AudioResampler(
        format="s16", layout="mono", rate=opus.RATE, frame_size=opus.FRAME
    )
    samples = 0
    with av.open(str(target), "w", format="webm") as file:
        stream: AudioStream = file.add_stream("libopus", rate=opus.RATE, layout="mono")
        stream.bit_rate = BITRATE

        def write(frames: list[av.AudioFrame]) -> None:
            nonlocal samples
            for frame in frames:
                frame.pts, frame.time_base = samples, TICK
                samples += frame.samples
                file.mux(stream.encode(frame))

        until = 0
        while inputs:
            until += STEP
            inputs = [one for one in inputs if one.feed(until)]
            for mixed in pulled(sink):
                write(resampler.resample(mixed))
        write(resampler.resample(None))
        file.mux(stream.encode(None))
    return samples * 1000 // opus.RATE


def pulled(sink: Any) -> Iterator[av.AudioFrame]:
    with contextlib.suppress(BlockingIOError, av.EOFError):
        while True:
            yield sink.pull()
