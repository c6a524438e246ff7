from __future__ import annotations

from django.apps import AppConfig


class GuildsConfig(AppConfig):
    name = "guilds"

    def ready(self) -> None:
        from config.kernel import privacy
        from guilds import receivers  # noqa: F401
        from guilds.services.privacy import KEEPER

        privacy.register(KEEPER)
