"""A channel of any of Discord's types, and what it allows and denies to whom.

Threads, DMs and group DMs are channels too; a DM has no guild.
"""

from __future__ import annotations

from enum import IntFlag
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from config.kernel.snowflake import SnowflakeField
from guilds.models.guilds import Guild
from guilds.models.muting import Muting


class ChannelType(models.IntegerChoices):
    GUILD_TEXT = 0
    DM = 1
    GUILD_VOICE = 2
    GROUP_DM = 3
    GUILD_CATEGORY = 4
    GUILD_ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    GUILD_STAGE_VOICE = 13
    GUILD_DIRECTORY = 14
    GUILD_FORUM = 15
    GUILD_MEDIA = 16


THREAD_TYPES: Final = frozenset(
    (ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD)
)


class Channel(models.Model):
    id = SnowflakeField()
    type = models.SmallIntegerField(choices=ChannelType.choices)
    guild = models.ForeignKey(
        Guild, on_delete=models.CASCADE, related_name="channels", null=True, blank=True
    )
    # The category of a channel, or the channel of a thread.
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="children", null=True, blank=True
    )
    # Who started a thread or owns a group DM.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    name = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001
    topic = models.CharField(max_length=4096, null=True, blank=True)  # noqa: DJ001
    icon = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    position = models.IntegerField(default=0)
    nsfw = models.BooleanField(default=False)
    flags = models.IntegerField(default=0)
    rate_limit_per_user = models.IntegerField(default=0)
    last_message_id = models.BigIntegerField(null=True, blank=True)
    last_pin_timestamp = models.DateTimeField(null=True, blank=True)
    # Messages that are older are deleted for good; null keeps them. Holds for its threads, too.
    message_retention_days = models.PositiveSmallIntegerField(null=True, blank=True)
    # Voice and stage
    bitrate = models.IntegerField(default=64_000)
    user_limit = models.IntegerField(default=0)
    rtc_region = models.CharField(max_length=32, null=True, blank=True)  # noqa: DJ001
    video_quality_mode = models.SmallIntegerField(default=1)
    status = models.CharField(max_length=500, null=True, blank=True)  # noqa: DJ001
    # Parents of threads
    default_auto_archive_duration = models.IntegerField(null=True, blank=True)
    default_thread_rate_limit_per_user = models.IntegerField(default=0)
    # Forum and media
    available_tags = models.JSONField(default=list, blank=True)
    default_reaction_emoji = models.JSONField(null=True, blank=True)
    default_sort_order = models.SmallIntegerField(null=True, blank=True)
    default_forum_layout = models.SmallIntegerField(default=0)
    default_tag_setting = models.CharField(max_length=16, null=True, blank=True)  # noqa: DJ001
    # Threads
    applied_tags = ArrayField(models.BigIntegerField(), default=list, blank=True)
    archived = models.BooleanField(default=False)
    archive_timestamp = models.DateTimeField(null=True, blank=True)
    auto_archive_duration = models.IntegerField(null=True, blank=True)
    locked = models.BooleanField(default=False)
    invitable = models.BooleanField(default=True)
    message_count = models.IntegerField(default=0)
    member_count = models.IntegerField(default=0)
    total_message_sent = models.IntegerField(default=0)

    class Meta:
        db_table = "channels"
        ordering = ("position", "id")
        indexes = (
            models.Index(
                fields=("parent", "-archive_timestamp"),
                name="threads_archived",
                condition=models.Q(archived=True),
            ),
            models.Index(
                fields=("auto_archive_duration", "archive_timestamp"),
                name="threads_active",
                condition=models.Q(archived=False, auto_archive_duration__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name or str(self.id)

    @property
    def is_dm(self) -> bool:
        return self.type in (ChannelType.DM, ChannelType.GROUP_DM)

    @property
    def is_thread(self) -> bool:
        return self.type in THREAD_TYPES


class ChannelFlags(IntFlag):
    PINNED = 1 << 1  # a post at the top of its forum
    REQUIRE_TAG = 1 << 4
    HIDE_MEDIA_DOWNLOAD_OPTIONS = 1 << 15
    IS_SPOILER_CHANNEL = 1 << 21


class ThreadMember(Muting):
    """Somebody who follows a thread; a private thread is seen by nobody else but moderators."""

    thread = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="thread_members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="threads_followed"
    )
    joined_at = models.DateTimeField(default=timezone.now)
    flags = models.IntegerField(default=0)

    class Meta:
        db_table = "thread_members"
        constraints = (
            models.UniqueConstraint(fields=("thread", "user"), name="thread_members_are_unique"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} in {self.thread_id}"


class OverwriteType(models.IntegerChoices):
    ROLE = 0
    MEMBER = 1


class PermissionOverwrite(models.Model):
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="overwrites")
    target_id = models.BigIntegerField()  # a role's id or a user's
    type = models.SmallIntegerField(choices=OverwriteType.choices)
    allow = models.BigIntegerField(default=0)
    deny = models.BigIntegerField(default=0)

    class Meta:
        db_table = "permission_overwrites"
        constraints = (
            models.UniqueConstraint(fields=("channel", "target_id"), name="overwrites_are_unique"),
        )
