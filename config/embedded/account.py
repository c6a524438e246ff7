"""The system account that runs PostgreSQL when we are root, which PostgreSQL refuses to be."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NAME: Final = "guildhall-db"
HOME: Final = Path("/var/lib/guildhall")


class SetupError(Exception):
    """Something is missing on this machine; the message is one line for the operator."""


@dataclass(frozen=True)
class Account:
    """Who runs PostgreSQL."""

    uid: int
    gid: int

    def popen_options(self) -> dict[str, object]:
        """Return what makes `subprocess` run a command as this account."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_reach(self, path: Path) -> bool:
        """Return whether this account may enter `path` and all folders above it."""
        if self.uid == os.geteuid():
            return True
        test = ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(path)]
        done = subprocess.run(
            test,
            check=False,
            cwd="/",
            stderr=subprocess.DEVNULL,
            **self.popen_options(),  # type: ignore[call-overload]
        )
        return bool(done.returncode == 0)


def database_account() -> Account:
    """Return our own account, or the unprivileged one that is made for root on first use."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        create_account()
        entry = pwd.getpwnam(NAME)
    return Account(entry.pw_uid, entry.pw_gid)


def create_account() -> None:
    useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if useradd is None:
        raise SetupError(
            "PostgreSQL does not run as root and there is no `useradd` to make an account for it: "
            "start Guildhall as an ordinary user, or set DATABASE_URL."
        )
    command = [useradd, "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", str(HOME), "--shell", "/usr/sbin/nologin", NAME]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode not in {0, 9}:  # 9: another start was faster
        raise SetupError(f"Could not make the account {NAME}: {done.stderr.strip()}")
