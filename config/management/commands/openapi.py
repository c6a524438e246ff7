from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.openapi.document import document


class Command(BaseCommand):
    help = "Print this server's OpenAPI description."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, help="write it to this file instead")

    def handle(self, *args: Any, output: Path | None = None, **options: Any) -> None:
        text = json.dumps(document(), indent=2, ensure_ascii=False)
        if output is None:
            self.stdout.write(text)
        else:
            output.write_text(text + "\n")
