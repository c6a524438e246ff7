"""Writing on an async connection with the events it causes, for the hot services."""

from __future__ import annotations

from typing import Final

import psycopg
from psycopg.rows import TupleRow

from config.kernel import outbox
from config.kernel.events import Event
from config.kernel.log import Row

# Says that a channel shows something else now: see ``messaging.selectors.recent``.
TOUCH: Final = "UPDATE channels SET last_message_id = last_message_id WHERE id = %s"
Database = psycopg.AsyncConnection[TupleRow]


async def add_to_outbox(database: Database, *events: Event) -> list[Row]:
    """Put events into the outbox in the connection's transaction.

    The caller publishes the returned rows once that has committed.
    """
    rows = outbox.rows_for(events)
    for row in rows:
        await database.execute(outbox.INSERT, row)
    return rows
