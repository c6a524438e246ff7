from __future__ import annotations

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "messaging"

    def ready(self) -> None:
        from config.kernel import privacy
        from messaging import receivers  # noqa: F401  connects them
        from messaging.services.privacy import KEEPER

        privacy.register(KEEPER)
