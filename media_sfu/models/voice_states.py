"""Who is in voice right now, and since when somebody is in a channel."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from guilds.models import Channel, Guild


class VoiceState(models.Model):
    """Somebody in a voice channel: a person in one at all, a bot in one of each guild.

    That a moderator muted or deafened them is not here but in their ``Member``: it outlives the
    connection.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="voice_states"
    )
    # Null in a call of a direct channel.
    guild = models.ForeignKey(
        Guild, on_delete=models.CASCADE, related_name="voice_states", null=True, blank=True
    )
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="voice_states")
    # The gateway session that joined; the state ends with it.
    session_id = models.CharField(max_length=32, db_index=True)
    connected_at = models.DateTimeField(default=timezone.now)
    self_mute = models.BooleanField(default=False)
    self_deaf = models.BooleanField(default=False)
    self_video = models.BooleanField(default=False)
    self_stream = models.BooleanField(default=False)
    suppress = models.BooleanField(default=False)
    request_to_speak_timestamp = models.DateTimeField(null=True, blank=True)
    # A moderator brought them to where they could not have gone by themselves.
    was_brought = models.BooleanField(default=False)
    # As of which version of the guild their right to be here was looked at.
    permissions_version = models.BigIntegerField(default=0)
    # Counts the connections to the voice gateway: only the latest one is listened to.
    generation = models.BigIntegerField(default=0)

    class Meta:
        db_table = "voice_states"
        ordering = ("connected_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("user", "guild"), name="voice_states_are_unique"),
            models.UniqueConstraint(
                fields=("user",),
                condition=models.Q(guild__isnull=True),
                name="voice_states_in_calls_are_unique",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} in {self.channel_id}"

    @property
    def room(self) -> str:
        """What the SFU calls the channel."""
        return str(self.channel_id)

    @property
    def peer(self) -> str:
        """What the SFU calls somebody in a room."""
        return f"{self.pk}-{self.channel_id}"

    @property
    def is_speaker(self) -> bool:
        """Whether they may speak, and have not yet to accept the invitation to."""
        return not self.suppress and self.request_to_speak_timestamp is None


class VoiceRoom(models.Model):
    """A channel that somebody is in; there is one for as long as anybody stays."""

    channel = models.OneToOneField(
        Channel, on_delete=models.CASCADE, primary_key=True, related_name="voice_room"
    )
    started_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "voice_rooms"
