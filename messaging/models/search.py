"""What message search looks at: one narrow row for each message that can be found.

The database keeps these rows itself (triggers on messages and attachments, see the migration
that made the table): whoever writes, edits, pins or deletes a message need not think of them,
and a search finds what was committed before it. No code writes here.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchDocument(models.Model):
    pk = models.CompositePrimaryKey("scope_id", "message_id")
    # The guild; in direct channels the channel.
    scope_id = models.BigIntegerField()
    message_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    # The channel that decides who may read it: of a thread, its parent.
    place_id = models.BigIntegerField()
    # In a private thread, which is read by its members only.
    is_private = models.BooleanField()
    # The words of the message and the marks of what can be filtered by (``messaging.search``).
    vector = SearchVectorField()

    class Meta:
        db_table = "search_documents"
        indexes = (
            # Many inserts are merged into the index at once; the worker does it every few
            # seconds, so that no sender ever has to.
            GinIndex(
                fields=("vector",), name="search_documents_vector", gin_pending_list_limit=32768
            ),
        )
