"""What newcomers agree to or are asked before they may take part, and how that went."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from config.kernel.snowflake import SnowflakeField
from guilds.models.guilds import Guild


class MemberVerification(models.Model):
    """The form; whether it is put to newcomers is a feature of the guild."""

    guild = models.OneToOneField(
        Guild, on_delete=models.CASCADE, primary_key=True, related_name="member_verification"
    )
    version = models.DateTimeField(default=timezone.now)
    description = models.CharField(max_length=300, null=True, blank=True)  # noqa: DJ001
    # As clients get them.
    form_fields = models.JSONField(default=list, blank=True)

    class Meta:
        db_table = "member_verifications"

    def __str__(self) -> str:
        return f"of {self.guild_id}"


class JoinRequestStatus(models.TextChoices):
    STARTED = "STARTED"
    SUBMITTED = "SUBMITTED"
    REJECTED = "REJECTED"
    APPROVED = "APPROVED"


OPEN: Final = (JoinRequestStatus.STARTED, JoinRequestStatus.SUBMITTED)


class JoinRequest(models.Model):
    id = SnowflakeField()
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="join_requests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests"
    )
    created_at = models.DateTimeField(default=timezone.now)
    status = models.CharField(
        max_length=9, choices=JoinRequestStatus.choices, default=JoinRequestStatus.STARTED
    )
    # The form's fields, each with its response.
    form_responses = models.JSONField(null=True, blank=True)
    rejection_reason = models.CharField(max_length=160, null=True, blank=True)  # noqa: DJ001
    reviewed_at = models.DateTimeField(null=True, blank=True)
    actioned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    # When whoever made it saw that it was approved.
    last_seen = models.DateTimeField(null=True, blank=True)
    # What the invite brings to somebody who is not inside yet.
    roles = ArrayField(models.BigIntegerField(), default=list, blank=True)

    class Meta:
        db_table = "join_requests"
        constraints = (
            models.UniqueConstraint(
                fields=("guild", "user"),
                condition=models.Q(status__in=OPEN),
                name="join_requests_one_is_open",
            ),
        )
        indexes = (models.Index(fields=("guild", "status", "-id"), name="join_requests_listed"),)

    def __str__(self) -> str:
        return f"{self.user_id} to {self.guild_id}: {self.status}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN
