"""Clearing away: nonces, files that nobody claimed, the content of deleted messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from config.kernel.snowflake import snowflake_at
from config.kernel.storage import delete_file
from config.settings import limits
from messaging.files import BUCKET, THUMBNAILS
from messaging.models import Attachment, Message, MessageEdit, PollVote, Reaction
from messaging.services.two_step import sweep_announced

AT_ONCE: Final = 500
DELETION_LOCK: Final = 0x66696C65


def release_nonces() -> int:
    """Let nonces of more than ``NONCE_WINDOW`` seconds ago be used again."""
    before = snowflake_at(timezone.now() - timedelta(seconds=limits.NONCE_WINDOW))
    held = Message.objects.filter(enforced_nonce__isnull=False, id__lt=before)
    return held.update(enforced_nonce=None)


def sweep_uploads() -> int:
    """Delete attachments that belong to no message: never sent, or taken out by an edit."""
    sweep_announced()
    before = timezone.now() - timedelta(seconds=limits.ORPHANED_UPLOAD_SECONDS)
    unclaimed = Attachment.objects.filter(message=None, created_at__lt=before)
    return delete_in_batches(unclaimed.values_list("id", flat=True))


def purge_deleted() -> int:
    """Destroy what was deleted or replaced more than ``DELETED_CONTENT_DAYS`` ago.

    Returns how many messages that were. Their rows stay, empty, so that replies know that there
    was something.
    """
    before = timezone.now() - timedelta(days=settings.DELETED_CONTENT_DAYS)
    MessageEdit.objects.filter(replaced_at__lt=before).delete()
    purged = 0
    of_message = {"message": OuterRef("pk")}
    has_content = (
        ~Q(content="")
        | ~Q(embeds=[])
        | Q(extras__isnull=False)
        | Exists(Attachment.objects.filter(**of_message))
        | Exists(MessageEdit.objects.filter(**of_message))
        | Exists(Reaction.objects.filter(**of_message))
    )
    while True:
        old = Message.objects.filter(has_content, deleted_at__lt=before)
        ids = list(old.values_list("id", flat=True)[:AT_ONCE])
        if not ids:
            return purged
        purge(ids)
        purged += len(ids)


def purge_at_once(ids: Sequence[int]) -> None:
    """Destroy what was just deleted after the commit, on instances that keep nothing of it."""
    if settings.DELETED_CONTENT_DAYS == 0:
        transaction.on_commit(lambda: purge(ids), robust=True)


def purge(ids: Sequence[int]) -> None:
    """Destroy the content of deleted messages."""
    with transaction.atomic():
        delete_attachments(Attachment.objects.filter(message_id__in=ids))
        MessageEdit.objects.filter(message_id__in=ids).delete()
        Reaction.objects.filter(message_id__in=ids).delete()
        PollVote.objects.filter(message_id__in=ids).delete()
        Message.objects.filter(id__in=ids).update(
            content="",
            embeds=[],
            components=[],
            mentions=[],
            mention_roles=[],
            nonce=None,
            extras=None,
            poll_ends_at=None,
        )


def delete_in_batches(ids: Iterable[int]) -> int:
    remaining = list(ids)
    for start in range(0, len(remaining), AT_ONCE):
        delete_attachments(Attachment.objects.filter(id__in=remaining[start : start + AT_ONCE]))
    return len(remaining)


def delete_attachments(attachments: Iterable[Attachment]) -> None:
    """Delete attachments, and their files where no forward shares them.

    Files go first: a row without a file is harmless, a file without a row is for ever.
    """
    gone = list(attachments)
    ids = [attachment.id for attachment in gone]
    with transaction.atomic():
        # Of two who delete at once, the second sees what the first one left.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", (DELETION_LOCK,))
        sharing = Attachment.objects.filter(key__in=[attachment.key for attachment in gone])
        shared = set(sharing.exclude(id__in=ids).values_list("key", flat=True))
        for attachment in gone:
            if attachment.key not in shared:
                delete_file(BUCKET, attachment.key)
                for name in attachment.thumbnails.values():
                    delete_file(THUMBNAILS, name)
        Attachment.objects.filter(id__in=ids).delete()
