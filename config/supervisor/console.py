"""One readable log of all roles on standard output: each line says who wrote it."""

from __future__ import annotations

import sys
from typing import Any, Final

WIDTH: Final = 8
COLOURS: Final = (36, 33, 32, 35, 34, 96, 93, 92)
_seen: list[str] = []


def say(message: str, role: str = "up") -> None:
    """Write a line under the name of a role."""
    sys.stdout.write(f"{prefix(role)}{message}\n")
    sys.stdout.flush()


def prefix(role: str) -> str:
    if role not in _seen:
        _seen.append(role)
    label = f"{role:<{WIDTH}} │ "
    if not sys.stdout.isatty():
        return label
    return f"\033[{COLOURS[_seen.index(role) % len(COLOURS)]}m{label}\033[0m"


class RoleStream:
    """Where Circus sends what a child writes; whole lines, never two mixed."""

    def __init__(self, role: str) -> None:
        self.role = role
        self._rest = b""

    def __call__(self, output: dict[str, Any]) -> None:
        *lines, self._rest = (self._rest + output["data"]).split(b"\n")
        for line in lines:
            if line.strip():
                say(line.decode(errors="replace").rstrip(), self.role)

    def close(self) -> None:
        if self._rest.strip():
            say(self._rest.decode(errors="replace"), self.role)
        self._rest = b""
