"""The way from nothing to a running instance, and back."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Final

from config.embedded import postgres, redis
from config.embedded.account import SetupError
from config.embedded.ports import LOOPBACK, free_port, is_free
from config.settings.environment import DATA_DIR, DEFAULT_PORT, PORT, local_url, secret
from config.supervisor import roles
from config.supervisor.arbiter import Supervisor
from config.supervisor.console import say
from config.supervisor.home import Home

READY_SECONDS: Final = 90
STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    """Run an instance until it is told to stop; return the exit code."""
    if arguments:
        sys.stderr.write(
            "usage: manage.py up\n\nStarts Guildhall and everything it needs. It is configured by "
            "variables; .env.example explains them.\n"
        )
        return 0 if arguments[0] in {"-h", "--help"} else 2
    try:
        return asyncio.run(Launch().run())
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except PermissionError as error:
        sys.stderr.write(
            f"No access to {error.filename}: did another user start Guildhall here before?\n"
        )
        return 1
    except KeyboardInterrupt:
        return 130


class Launch:
    """One run of an instance."""

    def __init__(self) -> None:
        self.host = os.environ.get("HOST", LOOPBACK)
        self.home = Home(DATA_DIR)
        self.database: postgres.Postgres | None = None
        self.redis: redis.Redis | None = None
        self.stop_asked = asyncio.Event()

    async def run(self) -> int:
        if not is_free(PORT, self.host):
            raise SetupError(
                f"Port {PORT} is taken by another program; choose another: PORT={PORT + 1} make run"
            )
        is_new = not (DATA_DIR / "secrets").exists()
        self.home.claim()
        if is_new and PORT != DEFAULT_PORT and "DATA_DIR" not in os.environ:
            say(f"A new instance on port {PORT}, with its own data in {DATA_DIR}")
        if ended := self.home.end_leftovers():
            say(f"Ended {ended} processes that an earlier run left behind")
        self.choose_services()

        supervisor = Supervisor(self.home, self.environment(), host=self.host, port=PORT)
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self.stop_asked.set)
        try:
            await supervisor.start()
        except OSError as error:
            raise SetupError(f"Cannot listen on {self.host}:{PORT}: {error.strerror}") from None
        starting = asyncio.ensure_future(self.start(supervisor))
        stopping = asyncio.ensure_future(self.stop_asked.wait())
        await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
        try:
            if starting.done():
                starting.result()
                await stopping
        finally:
            starting.cancel()
            stopping.cancel()
            say("Stopping")
            await supervisor.stop()
        return 0

    async def start(self, supervisor: Supervisor) -> None:
        """Start the servers, prepare the database, start the application, say where it is."""
        if self.database is not None:
            await supervisor.run(roles.database_role(self.database))
        if self.redis is not None:
            await supervisor.run(roles.redis_role(self.redis))
        if self.database is not None:
            await until(self.database.answers, "PostgreSQL")
            await asyncio.to_thread(postgres.create_database, self.database)
        if self.redis is not None:
            await until(self.redis.answers, "Redis")
        if code := await supervisor.run_once(roles.preparation()):
            raise SetupError(f"The database could not be prepared (exit code {code}); see above.")
        for role in roles.application_roles(self.home.run):
            await supervisor.run(role)
        await until(self.is_ready, "Guildhall", READY_SECONDS)
        address = os.environ.get("PUBLIC_URL") or local_url(self.host, PORT)
        say(f"Guildhall is ready: {address}   (Ctrl-C stops it)")

    def choose_services(self) -> None:
        """Decide which servers are embedded, where they listen, and prepare their files."""
        remembered = self.home.remembered_services()
        urls: dict[str, str] = {}
        if not os.environ.get("DATABASE_URL"):
            port = free_port(port_of(remembered.get("DATABASE_URL", "")))
            password = secret("postgres_password")
            self.database = postgres.locate(self.home.folder, password=password, port=port)
            self.database.prepare()
            urls["DATABASE_URL"] = self.database.url
        if not os.environ.get("REDIS_URL"):
            port = free_port(port_of(remembered.get("REDIS_URL", "")))
            self.redis = redis.Redis(self.home.folder / "redis", secret("redis_password"), port)
            self.redis.prepare()
            urls["REDIS_URL"] = self.redis.url
        self.home.remember_services(urls)
        os.environ.update(urls)

    def environment(self) -> dict[str, str]:
        return {
            "LOG_FORMAT": "text",
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            **os.environ,
            "DATA_DIR": str(self.home.folder),
            "PORT": str(PORT),
            "HOST": self.host,
            "PROMETHEUS_MULTIPROC_DIR": str(self.home.metrics),
            "PYTHONUNBUFFERED": "1",
        }

    def is_ready(self) -> bool:
        host = LOOPBACK if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104
        address = f"http://[{host}]" if ":" in host else f"http://{host}"
        request = urllib.request.Request(f"{address}:{PORT}/health/ready")
        request.add_header("Host", "localhost")
        try:
            with urllib.request.urlopen(request, timeout=10):
                return True
        except (urllib.error.URLError, OSError):
            return False


def port_of(url: str) -> int:
    from urllib.parse import urlsplit

    return urlsplit(url).port or 0


async def until(holds: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Return when `holds()` does, or raise SetupError."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await asyncio.to_thread(holds):
        if asyncio.get_running_loop().time() > deadline:
            raise SetupError(f"{what} did not answer within {seconds:g} s; the log above says why.")
        await asyncio.sleep(0.1)
