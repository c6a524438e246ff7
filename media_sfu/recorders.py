"""Starting the processes that write recordings down, and feeding them without ever waiting."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from media_sfu.recorder import spool

logger = logging.getLogger("guildhall.sfu")

BUFFER: Final = 1024 * 1024


class Recorder:
    """The process of one recording, and what leads to it.

    It lives on when the worker ends, and finishes with what it has got. When it dies itself,
    another one finishes with what it has left.
    """

    def __init__(self, recording_id: str, environment: Mapping[str, str] | None) -> None:
        self.recording_id = recording_id
        self._environment = environment
        self._socket, self._other_end = socket.socketpair()
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        threading.Thread(target=self._run, daemon=True).start()

    def write(self, data: memoryview) -> int:
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0

    def close(self) -> None:
        self._socket.close()

    def _run(self) -> None:
        with self._other_end:
            process = start(self.recording_id, self._other_end, self._environment)
        if process is not None and process.wait():
            logger.error("recorder of %s has died, it is finished", self.recording_id)
            finish(self.recording_id, self._environment)


def finish(recording_id: int | str, environment: Mapping[str, str] | None = None) -> None:
    """Finish what a recorder left behind that has died. Blocks until that is done."""
    process = start(recording_id, subprocess.DEVNULL, environment, "--left-behind")
    if process is not None and process.wait():
        logger.error("recording %s could not be finished", recording_id)


def finish_left_behind(environment: Mapping[str, str] | None = None) -> None:
    """Finish what lies here of recordings whose recorders have died, one after the other."""
    found = spool.left_behind(settings.RECORDING_FOLDER)

    def finish_all() -> None:
        for one in found:
            finish(one, environment)

    if found:
        threading.Thread(target=finish_all, daemon=True).start()


def start(
    recording_id: int | str,
    source: Any,
    environment: Mapping[str, str] | None,
    *options: str,
) -> subprocess.Popen[bytes] | None:
    program = [sys.executable, str(settings.BASE_DIR / "manage.py"), "record", str(recording_id)]
    try:
        return subprocess.Popen(  # noqa: S603  our own program, and a number
            [*program, *options],
            stdin=source,
            env=dict(os.environ if environment is None else environment),
            # What ends the worker is not to end what it has recorded.
            start_new_session=True,
        )
    except OSError:
        logger.exception("recorder of %s could not be started", recording_id)
        return None
