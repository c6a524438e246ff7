from __future__ import annotations

from django.apps import AppConfig


class MediaSfuConfig(AppConfig):
    name = "media_sfu"
    verbose_name = "Voice"

    def ready(self) -> None:
        from media_sfu import receivers  # noqa: F401  connects them
