"""`manage.py demo`: fill a guild with believable content, or restore it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any, Final

import orjson
import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from accounts.models import User
from config.demo import content
from config.demo.fixture import Fixture, demo_password
from config.demo.story import tell
from config.kernel.database import connection_string

CONNECT_SECONDS: Final = 5


class Command(BaseCommand):
    help = "Fill a guild with believable content; run again, it is restored to how it was."
    # They need the database, and whether it is there is said in `handle`.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="print what test programs need, as one object"
        )
        parser.add_argument(
            "--users", type=int, default=6, metavar="N", help="ordinary members with access tokens"
        )
        parser.add_argument(
            "--no-story", action="store_true", help="make people and places, but no messages"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_instance()
        as_json: bool = options["json"]
        fixture = Fixture(say=self.tell_operator if not as_json else lambda _: None)
        fixture.restore()
        guests = fixture.guests(options["users"])
        if not options["no_story"]:
            told = tell(fixture)
            fixture.say(f"{told} messages written")
        if as_json:
            sys.stdout.write(orjson.dumps(fixture.as_json(guests)).decode() + "\n")
            return
        fixture.say(
            f'"{fixture.guild.name}" is ready. Sign in as {fixture.owner.username} '
            f"with the password {demo_password()}; the {len(content.PEOPLE)} others share it."
        )

    def tell_operator(self, line: str) -> None:
        self.stdout.write(line)


def require_instance() -> None:
    """Say in one line what is missing where no instance runs, or not yet."""
    try:
        # Not through the pool, which would try for a while, and tell of each attempt.
        psycopg.connect(connection_string(), connect_timeout=CONNECT_SECONDS).close()
    except psycopg.OperationalError:
        raise CommandError("no instance runs here: start one with `make run`") from None
    if User._meta.db_table not in connection.introspection.table_names():
        raise CommandError("the instance is still being set up: wait until it says it is ready")
