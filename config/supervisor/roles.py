"""What runs in an instance: one `Role` per child process."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from config.embedded import postgres, redis, tether
from config.settings.environment import BASE_DIR

WEB_SOCKET: Final = "web"
DRAIN_SECONDS: Final = 5


@dataclass(frozen=True)
class Role:
    """A child process, how it ends, and whether it is started again when it does."""

    name: str
    command: list[str]
    stop_signal: int = signal.SIGTERM
    stop_seconds: float = 10
    # What it gets when the supervisor itself is killed.
    death_signal: int = signal.SIGKILL
    account: str | None = None
    takes_connections: bool = False
    runs_once: bool = False
    # Lower ones are stopped first.
    priority: int = 0
    env: dict[str, str] = field(default_factory=dict)

    def tethered(self) -> list[str]:
        """Return the command, tied to the life of this process."""
        start = [sys.executable, "-S", "-E", str(tether.__file__)]
        start += [str(int(self.death_signal)), str(os.getpid())]
        return [*start, *([self.account] if self.account else []), "--", *self.command]


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(BASE_DIR / "manage.py"), *arguments]


def database_role(server: postgres.Postgres) -> Role:
    is_other = server.account.uid != os.geteuid()
    return Role(
        "postgres",
        server.command(),
        stop_signal=postgres.STOP_SIGNAL,
        stop_seconds=30,
        death_signal=postgres.STOP_SIGNAL,
        priority=1,
        account=f"{server.account.uid}:{server.account.gid}" if is_other else None,
    )


def redis_role(server: redis.Redis) -> Role:
    return Role(
        "redis",
        server.command(),
        stop_signal=redis.STOP_SIGNAL,
        stop_seconds=30,
        death_signal=redis.STOP_SIGNAL,
        priority=1,
    )


def preparation() -> Role:
    return Role("setup", manage("prepare"), runs_once=True)


def application_roles(run_folder: Path) -> list[Role]:
    """Return the roles that make up the application itself."""
    web_processes = int(os.environ.get("WEB_PROCESSES", "2"))
    worker_processes = os.environ.get("WORKER_PROCESSES", "2")
    sfu_workers = int(os.environ.get("SFU_WORKERS", "1"))
    socket = f"$(circus.sockets.{WEB_SOCKET})"
    serve = [sys.executable, "-m", "config.serve", "--fd", socket, "--drain", str(DRAIN_SECONDS)]
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "config"]
    queues = ["-Q", "chat,media,bulk", "--concurrency", worker_processes]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    worker = [*celery, "worker", *queues, *alone]
    schedule = str(run_folder / "beat-schedule")
    beat = [*celery, "beat", "--schedule", schedule, "--pidfile="]
    return [
        *(
            Role(f"web.{number}", serve, stop_seconds=DRAIN_SECONDS + 3, takes_connections=True)
            for number in range(1, web_processes + 1)
        ),
        Role("worker", worker),
        Role("beat", beat),
        *(
            Role(f"sfu.{number + 1}", manage("sfu", "--number", str(number)))
            for number in range(sfu_workers)
        ),
    ]
