"""What somebody asked of the instance about their own data."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from config.kernel.snowflake import SnowflakeField


class RequestKind(models.TextChoices):
    EXPORT = "export", "a copy of their data"
    DELETION = "deletion", "that their account be deleted"


class RequestStatus(models.IntegerChoices):
    QUEUED = 0
    RUNNING = 1
    FAILED = 2
    COMPLETED = 3
    CANCELLED = 4


OPEN = (RequestStatus.QUEUED, RequestStatus.RUNNING)


class PrivacyRequest(models.Model):
    id = SnowflakeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="privacy_requests"
    )
    kind = models.CharField(max_length=8, choices=RequestKind.choices)
    status = models.SmallIntegerField(choices=RequestStatus.choices, default=RequestStatus.QUEUED)
    created_at = models.DateTimeField(auto_now_add=True)
    # When an account is erased, or the file of an export is deleted again.
    due_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    # Name in the bucket "exports".
    file = models.CharField(max_length=100, blank=True, default="")
    size = models.BigIntegerField(null=True)
    # Why it could not be done yet, for the instance's staff.
    problem = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "privacy_requests"
        indexes = (models.Index(fields=("status", "due_at"), name="privacy_requests_due"),)
        constraints = (
            models.UniqueConstraint(
                fields=("user", "kind"),
                name="privacy_requests_one_open",
                condition=models.Q(status__in=(0, 1)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} asked for {self.get_kind_display()}"
