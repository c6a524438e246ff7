"""A process that has imported the application, and forks one that serves whenever it is asked.

Importing takes seconds of CPU, and a hundred tests want servers of their own. What is forked has
opened nothing yet and runs `config.serve`, or `manage.py sfu`, as if it had been started by itself.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psutil

from config.embedded import tether
from config.settings.environment import BASE_DIR

START_SECONDS: Final = 60


class Zygote:
    """The side of who asks."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(START_SECONDS)
        dying = [tether.__file__, str(int(signal.SIGKILL)), str(os.getpid())]
        command = [sys.executable, "-m", "tests.helpers.zygote", str(theirs.fileno())]
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-E", *dying, "--", *command],
            cwd=BASE_DIR,
            env=environment,
            pass_fds=[theirs.fileno()],
        )
        theirs.close()

    def serve(self, listener: socket.socket, log_file: Path) -> psutil.Process:
        """Return a new process that serves what comes to a listening socket."""
        return self._fork(b"serve", log_file, listener.fileno())

    def forward(self, port: int, log_file: Path) -> psutil.Process:
        """Return a new media worker on a UDP port of loopback."""
        return self._fork(b"forward %d" % port, log_file)

    def _fork(self, what: bytes, log_file: Path, *fds: int) -> psutil.Process:
        with log_file.open("ab") as log:
            socket.send_fds(self._control, [what], [log.fileno(), *fds])
        pid = self._control.recv(16)
        assert pid, "the process that forks servers has ended"
        return psutil.Process(int(pid))


def import_application() -> None:
    """Import what `config.asgi` will, but for what it reads from the disk and the settings then."""
    import django

    django.setup(set_prefix=False)
    import servestatic  # noqa: F401
    from django.urls import get_resolver

    import realtime.routing  # noqa: F401
    from config.kernel import tokens

    get_resolver().url_patterns  # noqa: B018  imports all views
    tokens.load_keys()


def next_work(control: socket.socket) -> Callable[[], None] | None:
    """Fork when asked to; returns in the new process what it is to do, or None in the old one."""
    zygote = os.getpid()
    while True:
        asked, fds, _, _ = socket.recv_fds(control, 32, 2)
        if not asked:
            return None
        what, _, port = asked.partition(b" ")
        log, *listeners = fds
        pid = os.fork()
        if pid == 0:
            tether.end_with_parent(signal.SIGKILL, zygote)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            control.close()
            os.dup2(log, 1)
            os.dup2(log, 2)
            os.close(log)
            if what == b"forward":
                return lambda: forward(int(port))
            return lambda: serve(listeners[0])
        control.send(str(pid).encode())
        for fd in fds:
            os.close(fd)


def serve(listener: int) -> None:
    from config import serve

    sys.argv = ["config.serve", "--fd", str(listener), "--drain", "1"]
    serve.main()


def forward(port: int) -> None:
    from django.conf import settings
    from django.core.management import call_command

    settings.SFU_HOST, settings.SFU_EXTERNAL_IP = "127.0.0.1", ["127.0.0.1"]
    settings.SFU_UDP_PORT = port
    call_command("sfu")


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for those that were forked
    import_application()
    gc.freeze()
    if work := next_work(control):
        work()


if __name__ == "__main__":
    main()
