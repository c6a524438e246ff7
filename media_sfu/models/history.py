"""Who was in voice when, and who showed video. Plain ids: it outlives channels and guilds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from config.kernel.snowflake import SnowflakeField


class VoiceSession(models.Model):
    """One stay of somebody in one channel."""

    id = SnowflakeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="voice_sessions"
    )
    guild_id = models.BigIntegerField(null=True, blank=True)
    channel_id = models.BigIntegerField()
    session_token = models.CharField(max_length=32)  # the gateway session
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "voice_sessions"
        indexes = (
            models.Index(fields=("channel_id", "-id"), name="voice_sessions_by_channel"),
            models.Index(
                fields=("user", "channel_id"),
                name="voice_sessions_open",
                condition=models.Q(ended_at__isnull=True),
            ),
        )


class VideoSession(models.Model):
    """The time during which at least one person in a channel showed their camera or screen."""

    id = SnowflakeField()
    guild_id = models.BigIntegerField(null=True, blank=True)
    channel_id = models.BigIntegerField()
    initiator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    session_token = models.CharField(max_length=32)  # the initiator's gateway session
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "video_sessions"
        constraints = (
            models.UniqueConstraint(
                fields=("channel_id",),
                condition=models.Q(ended_at__isnull=True),
                name="video_sessions_open_once",
            ),
        )


class VideoParticipant(models.Model):
    """Somebody who showed video in a session, from when to when."""

    video_session = models.ForeignKey(
        VideoSession, on_delete=models.CASCADE, related_name="participants"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="video_participations"
    )
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "video_participants"
