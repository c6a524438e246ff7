"""Taking mentions out of the inbox."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config.kernel.snowflake import snowflake_at
from config.settings import limits
from messaging import events
from messaging.models import DismissedMention, Message


@transaction.atomic
def dismiss_mention(user: User, message_id: int) -> None:
    """Take a message out of a person's inbox, on all their devices.

    Whether there is such a message is not told: it makes no difference.
    """
    oldest = snowflake_at(timezone.now() - timedelta(days=limits.MENTION_DAYS))
    if message_id < oldest or not Message.objects.filter(id=message_id).exists():
        return
    _, is_new = DismissedMention.objects.get_or_create(user=user, message_id=message_id)
    if is_new:
        events.mention_dismissed(message_id, user_id=user.id)


def forget_dismissed() -> int:
    """Forget what was dismissed and is too old for the inbox anyway."""
    before = snowflake_at(timezone.now() - timedelta(days=limits.MENTION_DAYS))
    return DismissedMention.objects.filter(message_id__lt=before).delete()[0]
