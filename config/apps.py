"""The project as an app: its commands (`up`, `doctor`), checks and template tags."""

from __future__ import annotations

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "config"
    label = "project"
    verbose_name = "Guildhall"

    def ready(self) -> None:
        # The Celery application must exist before a task is bound to it.
        from config import celery, checks  # noqa: F401
