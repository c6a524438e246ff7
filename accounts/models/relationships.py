"""What one person is to another: friend, blocked, asked; and private notes."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class RelationshipType(models.IntegerChoices):
    NONE = 0
    FRIEND = 1
    BLOCKED = 2
    PENDING_INCOMING = 3
    PENDING_OUTGOING = 4


class Relationship(models.Model):
    """One side of a relationship; friends are two rows."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="relationships"
    )
    other = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="related_to"
    )
    type = models.SmallIntegerField(choices=RelationshipType.choices)
    since = models.DateTimeField(auto_now_add=True)
    # Whether ``user`` is told when ``other``, a friend, comes online.
    notify_online = models.BooleanField(default=False)

    class Meta:
        db_table = "relationships"
        constraints = (
            models.UniqueConstraint(fields=("user", "other"), name="relationships_are_unique"),
        )
        indexes = (
            models.Index(
                fields=("other",),
                name="relationships_that_watch",
                condition=models.Q(notify_online=True),
            ),
        )


class UserNote(models.Model):
    """What a person wrote for themselves about another."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notes"
    )
    about = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=256)

    class Meta:
        db_table = "user_notes"
        constraints = (
            models.UniqueConstraint(fields=("user", "about"), name="user_notes_are_unique"),
        )
