"""`manage.py up` as a real process: start, crashes of every part, and an end without leftovers."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from config.embedded.ports import free_port
from config.settings.environment import BASE_DIR

PATIENCE = 90
# Set by the test run; an instance of its own must not see them.
FOREIGN = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PROMETHEUS_MULTIPROC_DIR")


def eventually(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


class Up:
    """One run of `manage.py up`."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder, self.port = folder, int(env.pop("PORT", free_port()))
        self.log_file = folder.with_name(f"{folder.name}-{time.time_ns()}.log")
        inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        options = {"DATA_DIR": str(folder), "PORT": str(self.port), "WORKER_PROCESSES": "1"}
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(BASE_DIR / "manage.py"), "up"],
                env={**inherited, **options, **env},
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def children(self) -> dict[str, psutil.Process]:
        """Return the running children by their role."""
        found = {}
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):
                command = " ".join(child.cmdline())
                for role in ("postgres", "redis-server", "config.serve", "worker", "beat"):
                    if role in command:
                        name = f"{role}.{child.pid}" if role == "config.serve" else role
                        found[name] = child
                        break
        return found

    def all_processes(self) -> list[psutil.Process]:
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def wait_until_ready(self) -> float:
        started = time.monotonic()
        eventually(lambda: "Guildhall is ready" in self.log or self.process.poll() is not None)
        assert self.process.poll() is None, self.log
        return time.monotonic() - started

    def services(self) -> dict[str, str]:
        urls: dict[str, str] = json.loads((self.folder / "services.json").read_text())
        return urls

    def stop(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    # PostgreSQL's account has to pass when the tests run as root.
    for parent in (tmp_path, *tmp_path.parents[:2]):
        parent.chmod(0o755)
    return tmp_path / "data"


@pytest.fixture
def started() -> Iterator[list[Up]]:
    """Every instance that is put in here is gone after the test, whatever happened."""
    instances: list[Up] = []
    yield instances
    for instance in instances:
        with contextlib.suppress(psutil.NoSuchProcess):
            processes = instance.all_processes()
            instance.stop()
            for process in processes:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()


def gone(processes: list[psutil.Process]) -> bool:
    return not any(
        process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        for process in processes
        if psutil.pid_exists(process.pid)
    )


@pytest.mark.instance
def test_what_was_written_outlives_the_death_of_every_part(folder: Path, started: list[Up]):
    first = Up(folder)
    started.append(first)
    first.wait_until_ready()
    urls = first.services()
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (value text); INSERT INTO kept VALUES ('row')")
    with redis.Redis.from_url(urls["REDIS_URL"]) as client:
        client.set("kept", "key")
    time.sleep(1.1)  # Redis writes its file every second

    for role in ("config.serve", "redis-server", "postgres", "worker", "beat"):
        before = first.children()
        victim = next(child for name, child in before.items() if name.startswith(role))
        victim.kill()
        assert_replaced(first, victim, len(before))
    eventually(first.answers)

    # The supervisor itself dies: its children do too, and the next start finds everything.
    processes = first.all_processes()
    first.process.kill()
    first.process.wait()
    eventually(lambda: gone(processes), 20)
    second = Up(folder, PORT=str(first.port))
    started.append(second)
    assert second.wait_until_ready() < 30
    urls = second.services()
    with psycopg.connect(urls["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT value FROM kept").fetchall() == [("row",)]
    with redis.Redis.from_url(urls["REDIS_URL"]) as client:
        assert client.get("kept") == b"key"

    processes = second.all_processes()
    assert second.stop(signal.SIGINT) == 0
    assert gone(processes)
    assert "Traceback" not in second.log


def assert_replaced(instance: Up, victim: psutil.Process, count: int) -> None:
    def is_replaced() -> bool:
        pids = [child.pid for child in instance.children().values()]
        return victim.pid not in pids and len(pids) == count

    eventually(is_replaced)


@pytest.mark.instance
def test_an_instance_leaves_its_port_and_its_folder_to_nobody_else(folder: Path, started: list[Up]):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = Up(folder, PORT=str(other.getsockname()[1]))
        assert taken.process.wait(timeout=30) == 1
    assert taken.log.count("\n") == 1
    assert "is taken by another program" in taken.log
    assert not folder.exists()

    running = Up(folder)
    started.append(running)
    running.wait_until_ready()
    twin = Up(folder)
    assert twin.process.wait(timeout=30) == 1
    assert twin.log.count("\n") == 1
    assert f"already runs on {folder} (process {running.process.pid})" in twin.log
    assert running.answers()

    processes = running.all_processes()
    assert running.stop() == 0
    assert gone(processes)


@pytest.mark.instance
def test_servers_of_the_operators_own_are_used_when_they_are_named(
    folder: Path, started: list[Up], transactional_db: None
):
    from tests.helpers.instance import Instance

    unused = Instance(processes=1)
    own = unused.environment()
    unused.stop()
    running = Up(folder, DATABASE_URL=own["DATABASE_URL"], REDIS_URL=own["REDIS_URL"])
    started.append(running)
    running.wait_until_ready()

    assert not {"postgres", "redis-server"} & running.children().keys()
    assert running.services() == {}
    assert not (folder / "postgres").exists()
    processes = running.all_processes()
    assert running.stop() == 0
    assert gone(processes)


def test_secrets_are_made_once_and_only_their_owner_reads_them(folder: Path):
    code = (
        "from config.settings.environment import secret, generate_rsa_key;"
        "print(secret('secret_key')); print(secret('jwt_private_key', generate_rsa_key))"
    )
    env = {**os.environ, "DATA_DIR": str(folder)}
    env.pop("SECRET_KEY", None)
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", code], env=env, cwd=BASE_DIR, stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    results = {run.communicate()[0] for run in runs}

    assert len(results) == 1
    assert b"PRIVATE KEY" in results.pop()
    for file in (folder / "secrets").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
    assert sorted(file.name for file in (folder / "secrets").iterdir()) == [
        "jwt_private_key",
        "secret_key",
    ]


def test_a_demo_without_an_instance_says_so_in_one_line(tmp_path) -> None:
    inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    answer = subprocess.run(
        [sys.executable, str(BASE_DIR / "manage.py"), "demo"],
        env={**inherited, "DATA_DIR": str(tmp_path), "PORT": str(free_port())},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert answer.returncode != 0
    [line] = answer.stderr.splitlines()
    assert "make run" in line
