"""What the instance and the generator use: CPU seconds and memory, by role."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import psutil

APP: Final = "app"
POSTGRES: Final = "PostgreSQL"
REDIS: Final = "Redis"
OTHER: Final = "other roles"
ROLES: Final = (APP, POSTGRES, REDIS, OTHER)
BUSY_GENERATOR: Final = 0.85
MUCH_FOREIGN: Final = 0.25


def role_of(name: str, command: Iterable[str]) -> str:
    """Return the role of a process below the instance's supervisor."""
    line = " ".join(command)
    if name.startswith("postgres") or "/bin/postgres" in line or line.startswith("postgres:"):
        return POSTGRES
    if "redis-server" in name or "redis-server" in line:
        return REDIS
    if any(word in line for word in ("config.serve", "uvicorn", "daphne", "asgi")):
        return APP
    return OTHER


@dataclass(frozen=True)
class Snapshot:
    at: float
    cpu: dict[str, float]
    generator: dict[int, float]
    machine: float


@dataclass(frozen=True)
class Used:
    """What was used between two snapshots."""

    seconds: float
    cpu: dict[str, float] = field(default_factory=dict)
    generator_cores: float = 0.0  # of its busiest process
    foreign_cores: float = 0.0

    def each(self, count: int) -> dict[str, float]:
        """Return CPU microseconds per unit, by role."""
        return {role: seconds * 1e6 / max(1, count) for role, seconds in self.cpu.items()}

    @property
    def warnings(self) -> list[str]:
        found = []
        if self.generator_cores > BUSY_GENERATOR:
            share = f"{self.generator_cores:.0%} of a core"
            found.append(f"the generator used {share}: it may be what was measured")
        if self.foreign_cores > MUCH_FOREIGN:
            found.append(f"other programs used {self.foreign_cores:.2f} cores")
        return found


class Probe:
    """Watches the tree of processes below `root` and the generator's own."""

    def __init__(self, root: int | None, generator: Iterable[int]) -> None:
        self._root = root
        self._generator = [os.getpid(), *generator]

    @property
    def sees_instance(self) -> bool:
        return self._root is not None

    def snapshot(self) -> Snapshot:
        cpu: dict[str, float] = defaultdict(float)
        for role, process in self._processes():
            with suppress(psutil.Error):
                cpu[role] += cpu_of(process)
        generator = {pid: cpu_of(psutil.Process(pid)) for pid in self._generator}
        return Snapshot(time.monotonic(), dict(cpu), generator, machine_cpu())

    def since(self, start: Snapshot) -> Used:
        now = self.snapshot()
        seconds = max(1e-9, now.at - start.at)
        cpu = {role: spent - start.cpu.get(role, 0.0) for role, spent in now.cpu.items()}
        own = {pid: spent - start.generator[pid] for pid, spent in now.generator.items()}
        foreign = now.machine - start.machine - sum(own.values()) - sum(cpu.values())
        return Used(
            seconds,
            cpu if self.sees_instance else {},
            max(own.values()) / seconds,
            max(0.0, foreign) / seconds if self.sees_instance else 0.0,
        )

    def memory(self, role: str) -> int:
        """Return the bytes that the processes of a role have to themselves or their share of.

        PSS where the system tells it (Linux), else RSS.
        """
        return sum(memory_of(process) for found, process in self._processes() if found == role)

    def _processes(self) -> list[tuple[str, psutil.Process]]:
        if self._root is None:
            return []
        found = []
        with suppress(psutil.NoSuchProcess):
            root = psutil.Process(self._root)
            for process in [root, *root.children(recursive=True)]:
                with suppress(psutil.Error):
                    found.append((role_of(process.name(), process.cmdline()), process))
        return found


def cpu_of(process: psutil.Process) -> float:
    """Return CPU seconds, with those of children that have ended: PostgreSQL's come and go."""
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def memory_of(process: psutil.Process) -> int:
    with suppress(psutil.Error, AttributeError):
        full = process.memory_full_info()
        return int(getattr(full, "pss", full.rss))
    return 0


def machine_cpu() -> float:
    times = psutil.cpu_times()
    idle = times.idle + getattr(times, "iowait", 0.0) + getattr(times, "steal", 0.0)
    # Linux counts guest time in user time already.
    guest = getattr(times, "guest", 0.0) + getattr(times, "guest_nice", 0.0)
    return float(sum(times) - idle - guest)
