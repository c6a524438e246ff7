"""`manage.py record`: write down one recording. Started by a media worker, which feeds it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Write down a recording that a media worker hands over on standard input."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recording_id", type=int)
        parser.add_argument(
            "--left-behind",
            action="store_true",
            help="finish what a recorder left that has died; reads nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from media_sfu.recorder.process import record

        record(options["recording_id"], None if options["left_behind"] else sys.stdin.buffer)
