"""`manage.py up`: start Guildhall and everything it needs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Start Guildhall: PostgreSQL, Redis, web processes, worker and beat, until Ctrl-C."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        # manage.py goes there directly, without loading Django; this serves call_command.
        from config.supervisor.main import main

        raise SystemExit(main([]))
