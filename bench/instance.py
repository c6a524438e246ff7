"""A complete instance for the time of a run: on free ports, with its data in a temporary folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
import psycopg

from bench.fixture import Fixture
from config.embedded.ports import LOOPBACK, free_port

ROOT: Final = Path(__file__).resolve().parents[1]
START_SECONDS: Final = 120
STOP_SECONDS: Final = 30
FILL_SECONDS: Final = 600


class InstanceFailed(Exception):
    """It did not start or could not be filled; the message says where its log is."""


@dataclass(frozen=True)
class Instance:
    base_url: str
    pid: int
    folder: Path
    environment: dict[str, str]

    @property
    def log(self) -> Path:
        return self.folder / "instance.log"

    def fill(self, users: int) -> Fixture:
        """Make a guild of `users` members with the project's own demo command."""
        command = [sys.executable, "manage.py", "demo", "--json", "--users", str(users)]
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=self.environment, check=False, capture_output=True,
            timeout=FILL_SECONDS,
        )  # fmt: skip
        if done.returncode != 0:
            raise InstanceFailed(f"`manage.py demo` failed:\n{done.stderr.decode()[-2000:]}")
        self._gather_statistics()
        return Fixture.parse(done.stdout, self.base_url)

    def _gather_statistics(self) -> None:
        """Do at once what PostgreSQL does by itself a minute after a database was filled."""
        with psycopg.connect(self.database_url, autocommit=True) as database:
            database.execute("VACUUM ANALYZE")

    @property
    def database_url(self) -> str:
        services = json.loads((self.folder / "data" / "services.json").read_text())
        return str(services["DATABASE_URL"])


@contextmanager
def running_instance(processes: int = 2) -> Iterator[Instance]:
    """Start an instance and, whatever happens, leave neither a process nor a file of it behind."""
    folder = Path(tempfile.mkdtemp(prefix="guildhall-bench-"))
    folder.chmod(0o755)  # as root, PostgreSQL runs under another account and must get in
    port = free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "HOST": LOOPBACK,
        "DATA_DIR": str(folder / "data"),
        # Empty means embedded: the servers of a real instance must not be filled with this.
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "WEB_PROCESSES": str(processes),
        "PUBLIC_URL": f"http://{LOOPBACK}:{port}",
    }
    base_url = environment["PUBLIC_URL"]
    log = (folder / "instance.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    try:
        instance = Instance(base_url, process.pid, folder, environment)
        wait_until_ready(instance, process)
        yield instance
    finally:
        stop(process)
        log.close()
        remove(folder)


def wait_until_ready(instance: Instance, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    url = f"{instance.base_url}/health/ready"
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(url, timeout=5):  # noqa: S310
            return
        time.sleep(0.25)
    tail = instance.log.read_text(errors="replace")[-3000:]
    raise InstanceFailed(f"The instance did not become ready. The end of its log:\n{tail}")


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the supervisor to end everything; kill what is left of its tree."""
    tree: list[psutil.Process] = []
    with suppress(psutil.NoSuchProcess):
        tree = psutil.Process(process.pid).children(recursive=True)
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    _, alive = psutil.wait_procs(tree, timeout=3)
    for left in alive:
        with suppress(psutil.NoSuchProcess):
            left.kill()
    if process.poll() is None:
        process.kill()
        process.wait()


def remove(folder: Path) -> None:
    database = folder / "data" / "postgres"
    if database.is_symlink():  # it lies elsewhere when its account cannot enter our folder
        shutil.rmtree(database.readlink().parent, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
