"""Processes of the generator, and how the runner talks to them.

A command is a small object that is sent to the process, run there against its state, and whose
result comes back. A process ends when the runner does, however that ends.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import resource
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Generic, Protocol, TypeVar, cast

import uvloop

S = TypeVar("S")
S_contra = TypeVar("S_contra", contravariant=True)
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Command(Protocol[S_contra, R_co]):
    async def run(self, state: S_contra, /) -> R_co: ...


class CommandFailed(Exception):
    """The traceback of an error in the other process."""


class Worker(Generic[S]):
    def __init__(self, make_state: Callable[..., S], *arguments: object) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=serve, args=(theirs, make_state, arguments), daemon=True
        )
        self._process.start()
        theirs.close()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None  # noqa: S101
        return self._process.pid

    def call(self, command: Command[S, R], seconds: float = 120) -> R:
        self.begin(command)
        return cast("R", self.result(seconds))

    def begin(self, command: Command[S, Any]) -> None:
        """Start a command without waiting; `result` has its outcome."""
        self._pipe.send(command)

    def result(self, seconds: float = 120) -> Any:
        if not self._pipe.poll(seconds):
            raise TimeoutError(f"A process of the generator took over {seconds:g} s.")
        error, result = self._pipe.recv()
        if error:
            raise CommandFailed(error)
        return result

    def stop(self) -> None:
        self._pipe.close()
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(5)


def serve(pipe: Connection, make_state: Callable[..., S], arguments: tuple[object, ...]) -> None:
    """Run in the new process: obey commands until the runner closes its end."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    gc.disable()  # its pauses would be taken for the server's
    with suppress(KeyboardInterrupt):
        uvloop.run(obey(pipe, make_state(*arguments)))


async def obey(pipe: Connection, state: S) -> None:
    # The pipe blocks, hence a thread: it waits outside the interpreter's lock.
    while True:
        try:
            command: Command[S, object] = await asyncio.to_thread(pipe.recv)
            await asyncio.to_thread(pipe.send, await outcome(command, state))
        except (EOFError, OSError):
            return


async def outcome(command: Command[S, object], state: S) -> tuple[str, object]:
    try:
        return "", await command.run(state)
    except Exception:  # noqa: BLE001 - the runner raises it anew
        return traceback.format_exc(), None
