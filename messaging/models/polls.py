"""A vote of one person for one answer of a poll. The poll itself is part of its message."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from messaging.models.messages import Message


class PollVote(models.Model):
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="votes")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="poll_votes"
    )
    answer_id = models.SmallIntegerField()

    class Meta:
        db_table = "poll_votes"
        constraints = (
            models.UniqueConstraint(
                fields=("message", "answer_id", "user"), name="poll_votes_are_unique"
            ),
        )
