"""A pytest plugin that gives a test run its servers before Django's settings are read.

Loaded by `-p tests.services`. DATABASE_URL names the PostgreSQL to test against; without it one
is started for this run and thrown away. Redis is always a throw-away server of each xdist worker:
publications cross the numbered databases of one server, so workers would hear each other, and
tests that restart Redis would disturb their neighbours.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import psutil

from config.embedded import postgres, redis
from config.embedded.ports import free_port

TETHER: Final = Path(postgres.__file__).with_name("tether.py")
PASSWORD: Final = "test"
PREFIX: Final = "guildhall-tests-"


class Throwaway:
    """The servers that this process started, and the folder they live in."""

    def __init__(self) -> None:
        remove_abandoned_folders()
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self.folder.chmod(0o755)  # PostgreSQL's account must get in when we are root
        self.processes: list[tuple[subprocess.Popen[bytes], int]] = []
        self.redis: redis.Redis | None = None
        self._redis_process: subprocess.Popen[bytes] | None = None
        atexit.register(self.end)

    def start_postgres(self) -> str:
        options = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
        server = postgres.locate(self.folder, password=PASSWORD, port=free_port(), options=options)
        server.prepare()
        account = f"{server.account.uid}:{server.account.gid}" if os.geteuid() == 0 else None
        self.spawn(server.command(), postgres.STOP_SIGNAL, account)
        postgres.wait_until_it_answers(server)
        postgres.create_database(server)
        return server.url

    def start_redis(self) -> str:
        """Start the Redis of this process, or start it again after `stop_redis`."""
        if self.redis is None:
            self.redis = redis.Redis(self.folder / "redis", PASSWORD, free_port())
        self.redis.prepare()
        self._redis_process = self.spawn(self.redis.command(), redis.STOP_SIGNAL)
        redis.wait_until_it_answers(self.redis)
        return self.redis.url

    def stop_redis(self, *, keep_data: bool) -> None:
        """Kill this process's Redis without a farewell, as a crash would."""
        assert self._redis_process is not None
        assert self.redis is not None
        self._redis_process.kill()
        self._redis_process.wait()
        if not keep_data:
            shutil.rmtree(self.redis.folder)

    def spawn(
        self, command: list[str], death_signal: int, account: str | None = None
    ) -> subprocess.Popen[bytes]:
        tether = [sys.executable, "-S", "-E", str(TETHER), str(int(death_signal)), str(os.getpid())]
        options = [account] if account else []
        with (self.folder / "services.log").open("ab") as log:
            process = subprocess.Popen(
                [*tether, *options, "--", *command],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        self.processes.append((process, death_signal))
        return process

    def end(self) -> None:
        for process, death_signal in self.processes:
            if process.poll() is None:
                process.send_signal(death_signal)
        for process, _ in self.processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()
        shutil.rmtree(self.folder, ignore_errors=True)


def remove_abandoned_folders() -> None:
    """Remove what runs that were killed left behind; their servers ended with them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).partition("-")[0]
        if pid.isdigit() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


throwaway = Throwaway()


def is_controller(config: Any) -> bool:
    """Return whether this process only hands tests out to xdist's workers."""
    return bool(getattr(config.option, "numprocesses", None))


def prepare_environment() -> None:
    """Point the settings at servers and at a data folder that belong to this process alone."""
    if "DATABASE_URL" not in os.environ:  # workers inherit what the first process sets
        os.environ["DATABASE_URL"] = throwaway.start_postgres()
    os.environ["REDIS_URL"] = throwaway.start_redis()
    os.environ["DATA_DIR"] = str(throwaway.folder / "data")
    for name in ("DEBUG", "PORT", "PUBLIC_URL", "S3_BUCKET", "EMAIL_URL", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)


prepare_environment()
