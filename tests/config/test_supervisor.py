"""The supervisor learns of every end of a child, also between two looks of Circus."""

from __future__ import annotations

import sys

import psutil

from config.supervisor.arbiter import ThoroughWatcher
from tests.helpers.waiting import eventually


async def test_a_child_that_ends_between_two_looks_is_reported_with_its_exit_code():
    ended: list[int] = []
    watcher = ThoroughWatcher(
        "brief",
        sys.executable,
        args=["-c", "raise SystemExit(3)"],
        respawn=False,
        hooks={"after_reap": (lambda exit_code, **_: ended.append(exit_code) or True, True)},
    )
    await watcher.start()
    (process,) = watcher.processes.values()
    eventually(lambda: psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE)

    await watcher.manage_processes()

    assert ended == [3]
    assert not watcher.processes
