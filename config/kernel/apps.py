"""The kernel as a Django app: it owns the outbox and the lease of snowflake workers."""

from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "config.kernel"
    label = "kernel"
    verbose_name = "Kernel"
