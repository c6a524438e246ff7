"""A message, and the versions it had before it was edited.

New messages are written by COPY in batches (``messaging.services.sending``), which passes
``Model.save`` by: defaults that matter live in that service, not here.
"""

from __future__ import annotations

from enum import IntFlag

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from config.kernel.snowflake import SnowflakeField
from guilds.models import Channel


class MessageType(models.IntegerChoices):
    """https://discord.com/developers/docs/resources/message#message-object-message-types."""

    DEFAULT = 0
    RECIPIENT_ADD = 1
    RECIPIENT_REMOVE = 2
    CALL = 3
    CHANNEL_NAME_CHANGE = 4
    CHANNEL_ICON_CHANGE = 5
    CHANNEL_PINNED_MESSAGE = 6
    USER_JOIN = 7
    CHANNEL_FOLLOW_ADD = 12
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER_MESSAGE = 21
    CONTEXT_MENU_COMMAND = 23
    AUTO_MODERATION_ACTION = 24
    STAGE_START = 27
    STAGE_END = 28
    STAGE_SPEAKER = 29
    STAGE_TOPIC = 31
    GUILD_INCIDENT_ALERT_MODE_ENABLED = 36
    GUILD_INCIDENT_ALERT_MODE_DISABLED = 37
    GUILD_INCIDENT_REPORT_RAID = 38
    GUILD_INCIDENT_REPORT_FALSE_ALARM = 39
    POLL_RESULT = 46


class MessageFlags(IntFlag):
    CROSSPOSTED = 1 << 0
    IS_CROSSPOST = 1 << 1
    SUPPRESS_EMBEDS = 1 << 2
    SOURCE_MESSAGE_DELETED = 1 << 3
    URGENT = 1 << 4
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    FAILED_TO_MENTION_SOME_ROLES_IN_THREAD = 1 << 8
    SUPPRESS_NOTIFICATIONS = 1 << 12
    IS_VOICE_MESSAGE = 1 << 13
    HAS_SNAPSHOT = 1 << 14
    IS_COMPONENTS_V2 = 1 << 15


class Message(models.Model):
    id = SnowflakeField()
    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    guild_id = models.BigIntegerField(null=True)
    # Null where a webhook is the author, which writes under a name and picture of the moment.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,
        null=True,
    )
    type = models.SmallIntegerField(choices=MessageType.choices, default=MessageType.DEFAULT)
    content = models.TextField(blank=True, default="")
    flags = models.IntegerField(default=0)
    tts = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    # A deleted message is hidden at once; its content is purged after the retention.
    deleted_at = models.DateTimeField(null=True)
    nonce = models.CharField(max_length=25, null=True)  # noqa: DJ001
    # Set while a retry with the same nonce must find this message instead of making another.
    enforced_nonce = models.CharField(max_length=25, null=True)  # noqa: DJ001
    embeds = models.JSONField(default=list)
    components = models.JSONField(default=list)
    mention_everyone = models.BooleanField(default=False)
    mentions = ArrayField(models.BigIntegerField(), default=list)  # user ids
    mention_roles = ArrayField(models.BigIntegerField(), default=list)
    # What a reply, a pin notice or a forward points at.
    reference_type = models.SmallIntegerField(null=True)
    reference_message_id = models.BigIntegerField(null=True)
    reference_channel_id = models.BigIntegerField(null=True)
    reference_guild_id = models.BigIntegerField(null=True)
    webhook_id = models.BigIntegerField(null=True)
    webhook_name = models.CharField(max_length=80, null=True)  # noqa: DJ001
    webhook_avatar = models.CharField(max_length=64, null=True)  # noqa: DJ001
    application_id = models.BigIntegerField(null=True)
    # What only some messages have, by name: "poll" (``messaging.content.polls``), …
    extras = models.JSONField(null=True)
    # Roughly the how-manieth message of its thread.
    position = models.IntegerField(null=True)
    # When an open poll ends; null once it has.
    poll_ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messages"
        indexes = (
            models.Index(fields=("channel", "-id"), name="messages_by_channel"),
            models.Index(fields=("author", "-id"), name="messages_by_author"),
            models.Index(
                fields=("webhook_id", "-id"),
                name="messages_by_webhook",
                condition=models.Q(author__isnull=True),
            ),
            models.Index(
                fields=("channel", "-pinned_at"),
                name="messages_pinned",
                condition=models.Q(pinned_at__isnull=False),
            ),
            # Moderators look through these.
            models.Index(
                fields=("channel", "-id"),
                name="messages_deleted_by_channel",
                condition=models.Q(deleted_at__isnull=False),
            ),
            models.Index(
                fields=("deleted_at",),
                name="messages_deleted",
                condition=models.Q(deleted_at__isnull=False),
            ),
            # Copies of what was published, by their original.
            models.Index(
                fields=("reference_message_id",),
                name="messages_that_are_copies",
                condition=models.Q(webhook_id__isnull=False, reference_message_id__isnull=False),
            ),
            models.Index(
                fields=("poll_ends_at",),
                name="messages_with_open_polls",
                condition=models.Q(poll_ends_at__isnull=False),
            ),
            # Unread mentions are counted over this part of a channel only.
            models.Index(
                fields=("channel", "-id"),
                name="messages_that_mention",
                condition=models.Q(mention_everyone=True)
                | ~models.Q(mentions=[])
                | ~models.Q(mention_roles=[]),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("author", "channel", "enforced_nonce"),
                name="messages_nonce_is_unique",
                condition=models.Q(enforced_nonce__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class MessageEdit(models.Model):
    """A version of a message before an edit."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="edits")
    content = models.TextField(blank=True, default="")
    embeds = models.JSONField(default=list)
    components = models.JSONField(default=list)
    # When this version was replaced.
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "message_edits"
        ordering = ("id",)
        indexes = (models.Index(fields=("replaced_at",), name="message_edits_by_age"),)
