"""Circus, as this project uses it: children with one prefix each, no sockets of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from circus.arbiter import Arbiter
from circus.exc import ConflictError
from circus.process import DEAD_OR_ZOMBIE, UNEXISTING
from circus.sockets import CircusSocket
from circus.watcher import Watcher
from tornado.ioloop import IOLoop

from config.settings.environment import BASE_DIR
from config.supervisor.console import RoleStream, say
from config.supervisor.home import Home
from config.supervisor.roles import WEB_SOCKET, Role

logging.getLogger("circus").setLevel(logging.ERROR)
# The periodic look at all children is skipped while Circus does something else, with a traceback.
logging.getLogger("tornado.application").addFilter(
    lambda record: not (record.exc_info and isinstance(record.exc_info[1], ConflictError))
)


class OrderedArbiter(Arbiter):  # type: ignore[misc]
    """Stops the children of low priority first: the application before its servers."""

    async def _stop_watchers(
        self, close_output_streams: bool = False, watcher_iter_func: object = None
    ) -> None:
        for priority in sorted({watcher.priority for watcher in self.watchers}):
            group = [watcher for watcher in self.watchers if watcher.priority == priority]
            await asyncio.gather(*(watcher._stop(close_output_streams) for watcher in group))  # noqa: SLF001


class ThoroughWatcher(Watcher):  # type: ignore[misc]
    """Reaps a child that died since the arbiter looked.

    Circus drops such a child without calling its hooks, and who waits for its end waits for ever.
    """

    def manage_processes(self) -> Any:
        if not self.is_stopped():
            for process in list(self.processes.values()):
                if process.status in (DEAD_OR_ZOMBIE, UNEXISTING):
                    self.reap_process(process.pid)
        return super().manage_processes()


class Supervisor:
    """Starts roles, starts them again when they die, and stops them in order."""

    def __init__(self, home: Home, env: dict[str, str], *, host: str, port: int) -> None:
        self._home = home
        self._env = env
        self._watchers: dict[str, Watcher] = {}
        self._is_stopping = False
        self._ended: dict[str, asyncio.Future[int]] = {}
        web = CircusSocket(WEB_SOCKET, host=host, port=port, family=family_of(host))
        self._arbiter = OrderedArbiter(
            [],
            # Nobody controls it from outside: its own endpoints stay inside this process.
            endpoint=f"inproc://control-{port}",
            pubsub_endpoint=f"inproc://events-{port}",
            check_delay=0.5,
            sockets=[web],
            loop=IOLoop.current(),
        )

    async def start(self) -> None:
        """Bind the port (OSError when it is taken) and begin to watch."""
        await self._arbiter.start()

    async def run(self, role: Role) -> None:
        """Start a role and keep it running."""
        watcher = ThoroughWatcher(
            role.name,
            role.tethered()[0],
            args=role.tethered()[1:],
            env={**self._env, **role.env, "GUILDHALL_ROLE": role.name},
            working_dir=str(BASE_DIR),
            stop_signal=role.stop_signal,
            graceful_timeout=role.stop_seconds,
            use_sockets=role.takes_connections,
            respawn=not role.runs_once,
            priority=role.priority,
            max_retry=-1,
            stdout_stream={"stream": RoleStream(role.name)},
            stderr_stream={"stream": RoleStream(role.name)},
            hooks={
                "after_spawn": (self._noted, False),
                "after_reap": (self._reaped, True),
            },
        )
        self._arbiter.watchers.append(watcher)
        watcher.initialize(self._arbiter.evpub_socket, self._arbiter.sockets, self._arbiter)
        self._watchers[role.name] = watcher
        await settled(watcher.start)

    async def run_once(self, role: Role) -> int:
        """Run a role to its end and return its exit code (negative: the signal)."""
        ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._ended[role.name] = ended
        await self.run(role)
        return await ended

    async def stop(self) -> None:
        """Stop everything, the application first, and close the port."""
        self._is_stopping = True
        await settled(self._arbiter.stop)
        await asyncio.sleep(0)  # the arbiter closes its sockets in the loop's next round

    def _noted(self, *, pid: int, **_: Any) -> bool:
        self._home.note_child(pid)
        return True

    def _reaped(self, *, watcher: Watcher, process_pid: int, exit_code: int, **_: Any) -> None:
        self._home.forget_child(process_pid)
        mark_metrics_dead(process_pid, str(self._home.metrics))
        ended = self._ended.pop(watcher.name, None)
        if ended is not None:
            if not ended.done():
                ended.set_result(exit_code)
        elif not self._is_stopping:
            reason = f"killed by signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}"
            say(f"{watcher.name} ended ({reason}); starting it again")


def family_of(host: str) -> int:
    import socket

    return socket.AF_INET6 if ":" in host else socket.AF_INET


def mark_metrics_dead(pid: int, folder: str) -> None:
    """Forget the gauges of a process that is gone (its counters stay)."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid, folder)  # type: ignore[no-untyped-call]


async def settled(action: Callable[[], Any]) -> None:
    """Run an action of Circus, which refuses while it does something else."""
    while True:
        try:
            await action()
        except ConflictError:
            await asyncio.sleep(0.05)
        else:
            return
