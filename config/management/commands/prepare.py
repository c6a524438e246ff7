"""`manage.py prepare`: migrate the database and collect static files, if there is need."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core import checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.checks import OURS


class Command(BaseCommand):
    help = "Bring the database and the static files up to date; quick when they are."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = [f"{one.msg} ({one.id})" for one in checks.run_checks(tags=[OURS])]
        if wrong:
            raise CommandError("\n".join(wrong))
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
        if not settings.DEBUG:
            self.collect_static()

    def collect_static(self) -> None:
        stamp = Path(settings.STATIC_ROOT) / ".fingerprint"
        current = fingerprint()
        if stamp.exists() and stamp.read_text() == current:
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(current)
        self.stdout.write("Collected the static files")


def fingerprint() -> str:
    """Return a digest of the names, sizes and times of all static files."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list(None):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
