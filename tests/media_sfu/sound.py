"""What is to be heard in a file: which of some pitches, second by second."""

from __future__ import annotations

import array
import math
from collections.abc import Collection
from pathlib import Path

import av

RATE = 8000
BLOCK = RATE // 10


def samples_of(path: Path) -> list[float]:
    """Return a file as one channel of 8 kHz, silence where it has none."""
    found: list[float] = []
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    with av.open(str(path)) as file:
        frames = [made for frame in file.decode(audio=0) for made in resampler.resample(frame)]
    for frame in [*frames, *resampler.resample(None)]:
        found.extend(array.array("f", bytes(frame.planes[0])[: frame.samples * 4]))
    return found


def strength(block: list[float], pitch: int) -> float:
    """Return how strong one pitch is: the amplitude of its sine."""
    turn = 2 * math.pi * pitch / RATE
    real = sum(value * math.cos(turn * i) for i, value in enumerate(block))
    imaginary = sum(value * math.sin(turn * i) for i, value in enumerate(block))
    return 2 * math.hypot(real, imaginary) / len(block)


def heard(path: Path, pitches: Collection[int]) -> dict[int, list[float]]:
    """Return the times (seconds, in steps of a tenth) at which each pitch is heard."""
    samples = samples_of(path)
    found: dict[int, list[float]] = {pitch: [] for pitch in pitches}
    for start in range(0, len(samples) - BLOCK + 1, BLOCK):
        block = samples[start : start + BLOCK]
        for pitch in pitches:
            if strength(block, pitch) > 0.1:
                found[pitch].append(start / RATE)
    return found
