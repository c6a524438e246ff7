"""The figures of the table: what is promised, what was measured, and the table itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Final

from bench.probe import ROLES, Used


@dataclass(frozen=True)
class Promise:
    title: str
    unit: str
    must: float
    aim: float
    more_is_better: bool
    size: int = 0  # connections it is promised with

    def is_kept_by(self, value: float, limit: float) -> bool:
        return value >= limit if self.more_is_better else value <= limit

    def limit(self, value: float) -> str:
        return f"{'≥' if self.more_is_better else '≤'} {plain(value)} {self.unit}"


SENT: Final = Promise("messages persisted and announced, 1 receiver", "msg/s", 1000, 2500, True)
SEND_CPU: Final = Promise("app CPU per message sent", "µs", 700, 300, False)
FANOUT: Final = Promise(
    "{n} receivers, highest rate with p99 < 250 ms", "msg/s", 60, 130, True, 1000
)
FANOUT_CPU: Final = Promise("app CPU per delivery to {n}, saturated", "µs", 8, 2, False, 1000)
ZLIB_CPU: Final = Promise("app CPU per delivery to {n} with zlib-stream", "µs", 12, 4, False, 1000)
CONNECTS: Final = Promise("connect → READY, guild of {n} members", "/s", 300, 1000, True, 1000)
CONNECT_CPU: Final = Promise("app CPU per connect → READY", "ms", 2, 2, False)
IDLE_MEMORY: Final = Promise("memory per idle connection, {n} of them", "KB", 60, 35, False, 10_000)
HISTORY: Final = Promise("last 50 messages with relations", "/s", 1000, 4000, True)
SEARCH: Final = Promise("search among {n} messages, p95", "ms", 300, 100, False, 1_000_000)
READY: Final = Promise("READY of an account in 100 guilds of 100 channels", "ms", 1000, 300, False)
PROMISES: Final = (
    SENT,
    SEND_CPU,
    FANOUT,
    FANOUT_CPU,
    ZLIB_CPU,
    CONNECTS,
    CONNECT_CPU,
    IDLE_MEMORY,
    HISTORY,
    SEARCH,
    READY,
    READY,
)


@dataclass
class Figure:
    """One line of the table. `value` is None when it could not be measured."""

    promise: Promise
    value: float | None
    note: str = ""
    cpu: Mapping[str, float] = field(default_factory=dict)  # µs per unit, by role
    generator_cores: float = 0.0
    foreign_cores: float = 0.0
    warnings: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def title(self) -> str:
        return self.promise.title.format(n=f"{self.size:,}".replace(",", " "))

    @property
    def grade(self) -> str:
        if self.value is None:
            return "not measured"
        if self.size < self.promise.size:
            return "smaller than promised"
        if self.promise.is_kept_by(self.value, self.promise.aim):
            return "aim"
        return "must" if self.promise.is_kept_by(self.value, self.promise.must) else "**missed**"

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "title": self.title, "grade": self.grade}


def figure(
    promise: Promise,
    value: float | None,
    used: Used,
    count: int,
    note: str = "",
    *,
    size: int = 0,
    warnings: Iterable[str] = (),
) -> Figure:
    return Figure(
        promise,
        value,
        note,
        used.each(count),
        used.generator_cores,
        used.foreign_cores,
        [*warnings, *used.warnings],
        size,
    )


COLUMNS: Final = (
    "figure",
    "must",
    "aim",
    "measured",
    "reached",
    "CPU µs each: app / PostgreSQL / Redis",
    "cores: generator, others",
    "notes",
)


def table(figures: Iterable[Figure]) -> str:
    lines = ["| " + " | ".join(COLUMNS) + " |", "| " + " | ".join("---" for _ in COLUMNS) + " |"]
    for one in sorted(figures, key=lambda found: PROMISES.index(found.promise)):
        promise = one.promise
        measured = "–" if one.value is None else f"**{plain(one.value)}** {promise.unit}"
        cpu = " / ".join(plain(one.cpu[role]) if role in one.cpu else "–" for role in ROLES[:3])
        cores = f"{one.generator_cores:.2f}, {one.foreign_cores:.2f}"
        notes = "; ".join([one.note, *(f"⚠ {text}" for text in one.warnings)]).strip("; ")
        cells = [
            one.title,
            promise.limit(promise.must),
            promise.limit(promise.aim),
            measured,
            one.grade,
            cpu,
            cores,
            notes,
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def plain(value: float) -> str:
    """Return a number with about three significant digits."""
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.{1 if value >= 10 else 2}f}".rstrip("0").rstrip(".")
