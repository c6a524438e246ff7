from __future__ import annotations

from django.apps import AppConfig


class MediaSfuConfig(AppConfig):
    name = "media_sfu"
