"""What is written behind an answer."""

from __future__ import annotations

from config.kernel import aio, outbox


def settle() -> None:
    """Wait for it: whoever counts statements, or drops the database, wants none after that."""
    from messaging.services import notifying, own_reads

    for work in (own_reads, notifying, outbox):
        aio.run(work.settle())
