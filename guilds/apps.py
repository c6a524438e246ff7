from __future__ import annotations

from django.apps import AppConfig


class GuildsConfig(AppConfig):
    name = "guilds"

    def ready(self) -> None:
        from guilds import receivers  # noqa: F401
