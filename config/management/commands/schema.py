"""`manage.py schema`: write down what tables, indexes, policies and functions migrations make."""

from __future__ import annotations

import os
import re
import subprocess
from typing import Any, Final

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from config.embedded.postgres import installed_home
from config.kernel.database import connection_string
from config.settings.environment import BASE_DIR

PAGE: Final = BASE_DIR / "docs" / "database" / "schema.sql"
HEAD: Final = """\
-- The database as the migrations make it. Written by `make schema`; to read, not to run:
-- `manage.py migrate` makes it, and gives the role of row-level security its rights.
-- As of: {migrations}
"""
# What differs from one server, or one run, to the next.
OF_THE_MOMENT: Final = re.compile(
    r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*)\n", re.MULTILINE
)


class Command(BaseCommand):
    help = "Write docs/database/schema.sql from the migrated database."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError("Migrations wait: start the instance, or run `manage.py migrate`.")
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(dumped())
        self.stdout.write(f"wrote {PAGE.relative_to(BASE_DIR)}")


def head() -> str:
    """Return how the page begins: after which migrations it was written."""
    newest = [
        f"{label} {name}"
        for label, name in MigrationLoader(None).graph.leaf_nodes()
        if "site-packages" not in apps.get_app_config(label).path
    ]
    return HEAD.format(migrations=", ".join(sorted(newest)))


def dumped() -> str:
    """Return the schema of the database that Django uses, as pg_dump of the wheel tells it."""
    parameters: dict[str, Any] = conninfo_to_dict(connection_string())
    # Not on the command line, which others on the machine can see.
    environment = {**os.environ, "PGPASSWORD": str(parameters.pop("password", ""))}
    command = [
        str(installed_home() / "bin" / "pg_dump"),
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        f"--dbname={make_conninfo(**parameters)}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise CommandError(done.stderr.strip())
    body = OF_THE_MOMENT.sub("", done.stdout)
    return head() + "\n" + re.sub(r"\n{2,}", "\n\n", body).strip() + "\n"
