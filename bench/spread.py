"""How measured times are spread."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Spread:
    """Percentiles in milliseconds."""

    count: int = 0
    p50: float = 0.0
    p95: float = 0.0
    p99: float = 0.0
    worst: float = 0.0

    @classmethod
    def of(cls, microseconds: Iterable[int]) -> Spread:
        ordered = sorted(microseconds)
        if not ordered:
            return cls()

        def at(percent: int) -> float:
            return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] / 1000

        return cls(len(ordered), at(50), at(95), at(99), ordered[-1] / 1000)

    def __str__(self) -> str:
        if not self.count:
            return "nothing measured"
        return f"p50 {self.p50:.1f}, p95 {self.p95:.1f}, p99 {self.p99:.1f} ms"


def microseconds() -> array[int]:
    """Return an empty, compact list of durations."""
    return array("I")
