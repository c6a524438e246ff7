"""What was recorded in voice channels, and who agreed to it.

Plain ids of guild and channel: what is no more takes its recordings with it when they are swept,
files and all.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from config.kernel.snowflake import SnowflakeField


class RecordingStatus(models.TextChoices):
    RECORDING = "recording", "recording"
    PROCESSING = "processing", "processing"  # it is over, and its files are being made
    READY = "ready", "ready"
    FAILED = "failed", "failed"  # there is nothing to play


class EndReason(models.TextChoices):
    STOPPED = "stopped", "stopped by somebody"
    DECLINED = "declined", "somebody there does not want to be recorded"
    UNANSWERED = "unanswered", "somebody there did not say whether they may be recorded"
    DESERTED = "deserted", "everybody who was recorded has left"
    TOO_LONG = "too_long", "the longest time for a recording was over"
    TOO_LARGE = "too_large", "it had as many bytes as a recording may have"
    WORKER_LOST = "worker_lost", "the media worker ended"
    RECORDER_LOST = "recorder_lost", "the process that records ended"


class Recording(models.Model):
    id = SnowflakeField()
    guild_id = models.BigIntegerField()
    channel_id = models.BigIntegerField()
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    status = models.CharField(
        max_length=16, choices=RecordingStatus.choices, default=RecordingStatus.RECORDING
    )
    end_reason = models.CharField(max_length=16, choices=EndReason.choices, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Everybody together in one file of the bucket ``recordings``; empty until it is made.
    file = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    duration_ms = models.BigIntegerField(default=0)

    class Meta:
        db_table = "recordings"
        constraints = (
            models.UniqueConstraint(
                fields=("channel_id",),
                condition=models.Q(status="recording"),
                name="recordings_once_per_channel",
            ),
        )
        indexes = (
            models.Index(fields=("channel_id", "-id"), name="recordings_by_channel"),
            models.Index(fields=("guild_id", "-id"), name="recordings_by_guild"),
        )

    def __str__(self) -> str:
        return f"{self.id} of {self.channel_id}"


class RecordingParticipant(models.Model):
    """Somebody who was asked whether they may be recorded, and their voice if they agreed."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="participants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recordings"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    consents = models.BooleanField(null=True)  # null: has not said
    # What they said, in the bucket ``recordings``; empty: nothing. It begins at the offset.
    file = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    offset_ms = models.BigIntegerField(default=0)
    duration_ms = models.BigIntegerField(default=0)

    class Meta:
        db_table = "recording_participants"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("recording", "user"), name="recording_participants_are_unique"
            ),
        )
