from __future__ import annotations

from django.apps import AppConfig


class MediaSfuConfig(AppConfig):
    name = "media_sfu"
    verbose_name = "Voice"

    def ready(self) -> None:
        from config.kernel import privacy
        from media_sfu import receivers  # noqa: F401  connects them
        from media_sfu.services.privacy import KEEPER

        privacy.register(KEEPER)
