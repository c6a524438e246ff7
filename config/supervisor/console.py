"""One log of all roles on standard output: lines for people, or JSON with LOG_FORMAT=json."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from typing import Any, Final

WIDTH: Final = 8
COLOURS: Final = (36, 33, 32, 35, 34, 96, 93, 92)
_seen: list[str] = []


def say(message: str, role: str = "up") -> None:
    """Write a line under the name of a role."""
    line = as_json(message, role) if wants_json() else f"{prefix(role)}{message}"
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def wants_json() -> bool:
    return os.environ.get("LOG_FORMAT", "text") == "json"


def as_json(message: str, role: str) -> str:
    """Return what a role wrote as an object; our own processes write objects already."""
    if message.startswith("{"):
        return message
    entry = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "level": "INFO",
        "logger": role,
        "message": message,
        "role": role,
    }
    return json.dumps(entry, ensure_ascii=False)


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
