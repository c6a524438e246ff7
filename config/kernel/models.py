"""Tables of the kernel: the outbox, from which the log of events is fed."""

from __future__ import annotations

from django.db import models

from config.kernel.snowflake import SnowflakeField


class OutboxEvent(models.Model):
    """An event that was committed and may not have reached the log yet.

    Written in the transaction of what it tells about, deleted when it was published.
    ``payload`` is the log's wire form (see ``config.kernel.log``), ready to publish.
    """

    id = SnowflakeField()
    topic = models.CharField(max_length=40)
    payload = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "outbox"
        ordering = ("id",)
