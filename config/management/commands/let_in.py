"""`manage.py let_in NAME`: a link that signs somebody in, when no other way is left."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from accounts.models import InstanceSettings, User
from accounts.services.entry import SECONDS, make_entry_token


class Command(BaseCommand):
    help = "Print a link that signs somebody in, once and within ten minutes; by default the owner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?", help="whose account; without it the owner's")

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["username"]
        if name is None:
            user = InstanceSettings.load().owner
        else:
            user = User.objects.filter(username=name.lower(), bot=False).first()
        if user is None or not user.is_active:
            raise CommandError("There is no such account, or it is disabled.")
        path = reverse("enter_by_link", kwargs={"token": make_entry_token(user)})
        self.stdout.write(f"{settings.PUBLIC_URL}{path}")
        self.stderr.write(f"It signs {user} in once, within {SECONDS // 60} minutes.")
