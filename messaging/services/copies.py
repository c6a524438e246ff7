"""Letting the worker carry a published message, and what becomes of it, to its copies."""

from __future__ import annotations

import logging

from django.db import transaction
from kombu.exceptions import OperationalError

from messaging.models import MessageFlags

logger = logging.getLogger(__name__)


def carry_over_later(message_id: int, flags: int) -> None:
    """Let the copies of a message follow it, if it has any, once the transaction has committed."""
    if flags & MessageFlags.CROSSPOSTED:
        transaction.on_commit(lambda: queue("update_crossposts", message_id), robust=True)


def queue(task: str, message_id: int) -> None:
    from messaging import tasks

    try:
        getattr(tasks, task).delay(message_id)
    except OperationalError as error:
        logger.warning("followers of message %d wait, the broker is away: %s", message_id, error)
