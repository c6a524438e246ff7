"""What an identity provider told of its people, so that the same is not done twice."""

from __future__ import annotations

from django.db import models


class SyncDelivery(models.Model):
    id = models.CharField(max_length=200, primary_key=True)
    outcome = models.CharField(max_length=20)
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        db_table = "sync_deliveries"
        verbose_name_plural = "sync deliveries"

    def __str__(self) -> str:
        return f"{self.id}: {self.outcome}"


class SyncedIdentity(models.Model):
    """What was heard last of a person at the provider."""

    identity = models.OneToOneField(
        "socialaccount.SocialAccount", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    happened_at = models.DateTimeField()
    # Whether it was the provider that locked the account, so that it may unlock it.
    deactivated = models.BooleanField(default=False)

    class Meta:
        db_table = "synced_identities"
        verbose_name_plural = "synced identities"

    def __str__(self) -> str:
        return f"{self.identity} as of {self.happened_at}"
