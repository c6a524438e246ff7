"""The data folder of an instance: one supervisor at a time, and a record of what it started."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
from pathlib import Path
from typing import IO

import psutil

from config.embedded.account import SetupError


class Home:
    """Folders and files below the data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run = folder / "run"
        self.metrics = self.run / "metrics"
        self.children = self.run / "children.json"
        self.services = folder / "services.json"
        self._lock: IO[str] | None = None

    def claim(self) -> None:
        """Make the folder ours, or raise SetupError when another supervisor runs on it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # PostgreSQL's account passes through here, and reads nothing.
        self.folder.chmod(0o711)
        self.run.mkdir(mode=0o700, exist_ok=True)
        lock = (self.run / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip() or "?"
            raise SetupError(
                f"Guildhall already runs on {self.folder} (process {owner}). "
                "Stop it first, or start another instance with PORT=…"
            ) from None
        lock.seek(0)
        lock.truncate()
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock
        shutil.rmtree(self.metrics, ignore_errors=True)
        self.metrics.mkdir()
        for name in ("media", "redis"):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)

    def remembered_services(self) -> dict[str, str]:
        with contextlib.suppress(OSError, ValueError):
            return dict(json.loads(self.services.read_text()))
        return {}

    def remember_services(self, urls: dict[str, str]) -> None:
        """Write the addresses of the embedded servers; other commands read them."""
        draft = self.services.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(urls, file)
        draft.replace(self.services)

    def note_child(self, pid: int) -> None:
        """Record a child, so that the next start can end it should we be killed."""
        children = self._recorded()
        with contextlib.suppress(psutil.NoSuchProcess):
            children[str(pid)] = psutil.Process(pid).create_time()
        self._write(children)

    def forget_child(self, pid: int) -> None:
        children = self._recorded()
        if children.pop(str(pid), None) is not None:
            self._write(children)

    def end_leftovers(self) -> int:
        """End what a killed supervisor left behind, exactly that; return how many there were."""
        leftovers = []
        for pid, created in self._recorded().items():
            with contextlib.suppress(psutil.NoSuchProcess):
                process = psutil.Process(int(pid))
                if abs(process.create_time() - created) < 0.02:
                    leftovers += [process, *process.children(recursive=True)]
        for process in leftovers:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        _, alive = psutil.wait_procs(leftovers, timeout=5)
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(alive, timeout=5)
        self._write({})
        return len(leftovers)

    def _recorded(self) -> dict[str, float]:
        with contextlib.suppress(OSError, ValueError):
            return dict(json.loads(self.children.read_text()))
        return {}

    def _write(self, children: dict[str, float]) -> None:
        draft = self.children.with_suffix(".draft")
        draft.write_text(json.dumps(children))
        draft.replace(self.children)
