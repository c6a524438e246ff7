"""Periodic work of the kernel."""

from __future__ import annotations

from typing import Final

from celery import shared_task

PERIODIC_TASKS: Final = {"config.kernel.tasks.sweep_outbox": 3.0}


@shared_task(expires=10)  # type: ignore[untyped-decorator,unused-ignore]
def sweep_outbox() -> None:
    """Publish the events that a crash left in the outbox."""
    from config.kernel import outbox

    outbox.sweep()
