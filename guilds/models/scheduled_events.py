"""An event to come in a guild, who is interested, and which of its occurrences differ."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from config.kernel.snowflake import SnowflakeField
from guilds.models.channels import Channel
from guilds.models.guilds import Guild


class EventStatus(models.IntegerChoices):
    SCHEDULED = 1
    ACTIVE = 2
    COMPLETED = 3
    CANCELED = 4


class EventEntityType(models.IntegerChoices):
    STAGE_INSTANCE = 1
    VOICE = 2
    EXTERNAL = 3


class EventResponse(models.IntegerChoices):
    UNINTERESTED = 0
    INTERESTED = 1


class GuildScheduledEvent(models.Model):
    """https://discord.com/developers/docs/resources/guild-scheduled-event.

    One that recurs is always at its current or next occurrence; ``occurrence`` is when that
    would start by the rule, whatever an exception or an edit made of it.
    """

    id = SnowflakeField()
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="scheduled_events")
    channel = models.ForeignKey(
        Channel, on_delete=models.SET_NULL, related_name="scheduled_events", null=True, blank=True
    )
    creator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    name = models.CharField(max_length=100)
    description = models.CharField(max_length=1000, null=True, blank=True)  # noqa: DJ001
    image = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001
    scheduled_start_time = models.DateTimeField()
    scheduled_end_time = models.DateTimeField(null=True, blank=True)
    status = models.SmallIntegerField(choices=EventStatus.choices, default=EventStatus.SCHEDULED)
    entity_type = models.SmallIntegerField(choices=EventEntityType.choices)
    entity_id = models.BigIntegerField(null=True, blank=True)  # the stage instance
    location = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001
    recurrence_rule = models.JSONField(null=True, blank=True)
    occurrence = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "scheduled_events"
        ordering = ("scheduled_start_time", "id")
        indexes = (
            models.Index(
                fields=("scheduled_start_time",),
                name="scheduled_events_open",
                condition=models.Q(status__lte=EventStatus.ACTIVE),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.status > EventStatus.ACTIVE


class EventException(models.Model):
    """One occurrence of an event that recurs which is at another time, or not at all."""

    id = SnowflakeField()
    event = models.ForeignKey(
        GuildScheduledEvent, on_delete=models.CASCADE, related_name="exceptions"
    )
    original_start_time = models.DateTimeField()
    scheduled_start_time = models.DateTimeField(null=True, blank=True)
    scheduled_end_time = models.DateTimeField(null=True, blank=True)
    is_canceled = models.BooleanField(default=False)

    class Meta:
        db_table = "scheduled_event_exceptions"
        ordering = ("original_start_time",)
        constraints = (
            models.UniqueConstraint(
                fields=("event", "original_start_time"),
                name="scheduled_event_exceptions_are_unique",
            ),
        )


class EventUser(models.Model):
    """Somebody who said whether they are interested in an event, or in one occurrence of it."""

    event = models.ForeignKey(GuildScheduledEvent, on_delete=models.CASCADE, related_name="users")
    exception = models.ForeignKey(
        EventException, on_delete=models.CASCADE, related_name="users", null=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scheduled_events"
    )
    response = models.SmallIntegerField(
        choices=EventResponse.choices, default=EventResponse.INTERESTED
    )

    class Meta:
        db_table = "scheduled_event_users"
        constraints = (
            models.UniqueConstraint(
                fields=("event", "user"),
                condition=models.Q(exception__isnull=True),
                name="scheduled_event_users_are_unique",
            ),
            models.UniqueConstraint(
                fields=("exception", "user"), name="scheduled_exception_users_are_unique"
            ),
        )
