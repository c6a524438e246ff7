"""Real servers for a test: processes of the application over the test's database and Redis."""

from __future__ import annotations

import contextlib
import os
import socket
import time
import urllib.error
import urllib.request
from typing import Final
from urllib.parse import quote

import psutil
from django.conf import settings
from django.db import connection

from tests.helpers.zygote import Zygote
from tests.services import throwaway

START_SECONDS: Final = 40

# Bound for the whole run: the settings that zygotes have read name the first one's port.
_listeners: list[socket.socket] = []
_zygotes: dict[frozenset[tuple[str, str]], Zygote] = {}


class Instance:
    """ASGI processes, each on a port of its own so that a test chooses which one it talks to."""

    def __init__(self, processes: int = 2, env: dict[str, str] | None = None) -> None:
        self._extra_env = env or {}
        while len(_listeners) < processes:
            _listeners.append(_bind(0))
        self._listeners = _listeners[:processes]
        self._processes: list[psutil.Process | None] = [None] * processes
        self.log_file = throwaway.folder / f"instance-{time.time_ns()}.log"

    @property
    def urls(self) -> list[str]:
        """The address of each process."""
        return [f"http://127.0.0.1:{listener.getsockname()[1]}" for listener in self._listeners]

    @property
    def base_url(self) -> str:
        """The address of the first process; `/api/v10` and the pages are below it."""
        return self.urls[0]

    @property
    def gateway_urls(self) -> list[str]:
        return [url.replace("http://", "ws://") + "/gateway" for url in self.urls]

    @property
    def gateway_url(self) -> str:
        return self.gateway_urls[0]

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes if process is not None]

    @property
    def log(self) -> str:
        """What the processes wrote, for failing tests."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def environment(self) -> dict[str, str]:
        database = connection.settings_dict
        user, password = quote(database["USER"]), quote(database["PASSWORD"] or "")
        address = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.serving_tests",
            "DATABASE_URL": f"postgres://{user}:{password}@{address}",
            "REDIS_URL": settings.REDIS_URL,
            "PUBLIC_URL": self.base_url,
            **self._extra_env,
        }

    def start(self) -> None:
        for number in range(len(self._processes)):
            self._spawn(number)
        for number in range(len(self._processes)):
            self._wait(number)

    def kill(self, number: int = 0) -> None:
        """End a process as `kill -9` does; its port refuses connections until `restart`."""
        process = self._processes[number]
        assert process is not None
        process.kill()
        process.wait()
        self._processes[number] = None
        self._refuse(number)

    def restart(self, number: int = 0) -> None:
        """Start a process again, on the same port."""
        if self._processes[number] is not None:
            self.kill(number)
        self._spawn(number)
        self._wait(number)

    def stop(self) -> None:
        running = [process for process in self._processes if process is not None]
        for process in running:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()
        _, hanging = psutil.wait_procs(running, timeout=10)
        for process in hanging:
            process.kill()
            process.wait()
        for number in range(len(self._listeners)):
            self._refuse(number)

    def start_worker(self, port: int) -> psutil.Process:
        """Start a media worker beside the servers; whoever asks for it ends it."""
        return self._zygote().forward(port, self.log_file)

    def _refuse(self, number: int) -> None:
        port = self._listeners[number].getsockname()[1]
        self._listeners[number].close()
        self._listeners[number] = _listeners[number] = _bind(port)

    def _spawn(self, number: int) -> None:
        self._listeners[number].listen(2048)
        self._processes[number] = self._zygote().serve(self._listeners[number], self.log_file)

    def _zygote(self) -> Zygote:
        kind = frozenset(self._extra_env.items())
        if kind not in _zygotes:
            _zygotes[kind] = Zygote(self.environment())
        return _zygotes[kind]

    def _wait(self, number: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            process = self._processes[number]
            assert process is not None
            try:
                with urllib.request.urlopen(f"{self.urls[number]}/health", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                if not process.is_running() or time.monotonic() > deadline:
                    raise AssertionError(f"the server did not start:\n{self.log}") from None
            time.sleep(0.05)


def _bind(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound
