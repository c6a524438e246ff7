from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.openapi.pages import documented_in_file, write_pages
from config.settings.environment import BASE_DIR


class Command(BaseCommand):
    help = "Write the lists of operations in docs/ from the URL configuration."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--operations",
            type=Path,
            help="a newer list of Discord's operations (JSON); without it the page's own counts",
        )

    def handle(self, *args: Any, operations: Path | None = None, **options: Any) -> None:
        for path in write_pages(documented_in_file(operations) if operations else None):
            self.stdout.write(f"wrote {path.relative_to(BASE_DIR)}")
