"""Run a command that dies with the process that started it.

    python tether.py SIGNAL PARENT_PID [UID:GID] -- command …

On Linux the kernel sends SIGNAL when the parent ends, however it ends. Elsewhere nothing does,
and the next start of the supervisor ends what is left. Run by path and without `site`, so that
it costs a few milliseconds. The command replaces this process and keeps its pid.
"""

from __future__ import annotations

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    split = arguments.index("--")
    options, command = arguments[:split], arguments[split + 1 :]
    death_signal, parent = int(options[0]), int(options[1])
    if len(options) > 2:
        uid, gid = map(int, options[2].split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
        os.chdir("/")
    end_with_parent(death_signal, parent)  # after setuid, which would undo it
    os.execv(command[0], command)  # noqa: S606


def end_with_parent(death_signal: int, parent: int) -> None:
    """Have the kernel send this process a signal when its parent ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # it died before the kernel knew
            sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
