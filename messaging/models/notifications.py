"""What a person is told of in their inbox: direct messages, mentions, calls, friends coming online."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from config.kernel.snowflake import SnowflakeField
from guilds.models import Channel


class NotificationType(models.TextChoices):
    # Somebody wrote in a direct channel in which nothing new waited before.
    MESSAGE = "message"
    MENTION = "mention"
    CALL_INVITE = "call_invite"
    # A friend of whom one asked to be told.
    USER_ONLINE = "user_online"


class Notification(models.Model):
    """One entry of one person's inbox; the time it was made is in its id.

    Those of messages keep no copy of what was said: it is read from the message, so what is
    edited, deleted or purged there is so here. ``content`` is what the others say.
    """

    id = SnowflakeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="notifications",
        db_index=False,
    )
    type = models.CharField(max_length=16, choices=NotificationType.choices)
    # Who wrote, calls or came; null for webhooks.
    related_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
    )
    # Not a foreign key: the message may be purged before.
    related_message_id = models.BigIntegerField(null=True)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, null=True, related_name="+")
    guild_id = models.BigIntegerField(null=True)
    content = models.CharField(max_length=200, default="")
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications"
        indexes = (
            models.Index(fields=("user", "-id"), name="notifications_of_user"),
            models.Index(
                fields=("user", "channel"),
                name="notifications_unread",
                condition=models.Q(read_at=None),
            ),
        )
        constraints = (
            # A conversation has one that waits, however much is written in it.
            models.UniqueConstraint(
                fields=("user", "channel"),
                condition=models.Q(type="message", read_at=None),
                name="notifications_of_messages_unread",
            ),
            models.UniqueConstraint(
                fields=("user", "related_message_id"),
                condition=models.Q(type="mention"),
                name="notifications_of_mentions",
            ),
            models.UniqueConstraint(
                fields=("user", "channel"),
                condition=models.Q(type="call_invite", read_at=None),
                name="notifications_of_calls_unread",
            ),
            models.UniqueConstraint(
                fields=("user", "related_user"),
                condition=models.Q(type="user_online"),
                name="notifications_of_friends",
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.id}"
