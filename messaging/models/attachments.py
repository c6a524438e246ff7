"""A file that belongs, or is about to belong, to a message."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from config.kernel.snowflake import SnowflakeField
from messaging.models.messages import Message


class Attachment(models.Model):
    id = SnowflakeField()
    # Null while the message is being written, and for uploads nobody claimed.
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="attachments", null=True
    )
    channel_id = models.BigIntegerField()
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    filename = models.CharField(max_length=260)
    description = models.CharField(max_length=1024, null=True, blank=True)  # noqa: DJ001
    title = models.CharField(max_length=1024, null=True, blank=True)  # noqa: DJ001
    content_type = models.CharField(max_length=127)
    size = models.BigIntegerField()
    width = models.IntegerField(null=True, blank=True)
    height = models.IntegerField(null=True, blank=True)
    # Of voice messages: how long they are, and a preview of how loud, in base64.
    duration_secs = models.FloatField(null=True, blank=True)
    waveform = models.CharField(max_length=400, null=True, blank=True)  # noqa: DJ001
    flags = models.IntegerField(default=0)
    # Name in the bucket "attachments".
    key = models.CharField(max_length=300)
    # Names of thumbnails made by the worker, by their width.
    thumbnails = models.JSONField(default=dict, blank=True)
    position = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "message_attachments"
        ordering = ("position", "id")
        indexes = (
            models.Index(
                fields=("created_at",),
                name="attachments_unclaimed",
                condition=models.Q(message__isnull=True),
            ),
            # A forward shares the files of what it forwards.
            models.Index(fields=("key",), name="attachments_by_key"),
        )

    def __str__(self) -> str:
        return self.filename


class Upload(models.Model):
    """A file on its way, or there and not yet claimed by a message that names it."""

    id = SnowflakeField()
    channel_id = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # With the file's name: what a message names it by.
    token = models.CharField(max_length=32, unique=True)
    filename = models.CharField(max_length=260)
    # What is to come, and what has come so far.
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    content_type = models.CharField(max_length=127, blank=True, default="")
    # Name in the bucket "attachments"; parts lie beside it until the last one has come.
    key = models.CharField(max_length=300)
    # What a message made of it.
    attachment = models.ForeignKey(
        Attachment, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "uploads"
        indexes = (models.Index(fields=("created_at",), name="uploads_by_age"),)

    def __str__(self) -> str:
        return self.filename
