"""Work that can wait: thumbnails, and clearing away what is no longer needed."""

from __future__ import annotations

from typing import Final

from celery import shared_task

PERIODIC_TASKS: Final = {
    "messaging.tasks.forget_dismissed_mentions": 24 * 3600,
    "messaging.tasks.delete_expired": 600,
    "messaging.tasks.forget_old_notifications": 24 * 3600,
    "messaging.tasks.merge_search_index": 10,
    "messaging.tasks.release_nonces": 60,
    "messaging.tasks.finish_polls": 10,
    "messaging.tasks.sweep_uploads": 900,
    "messaging.tasks.purge_deleted": 3600,
    "messaging.tasks.sweep_external_pictures": 24 * 3600,
}
TASK_QUEUES: Final = {
    "messaging.tasks.make_thumbnails": "media",
    "messaging.tasks.scan_pictures": "media",
    "messaging.tasks.fetch_webhook_avatar": "media",
    "messaging.tasks.unfurl_message": "media",
    "messaging.tasks.sweep_uploads": "bulk",
    "messaging.tasks.sweep_external_pictures": "bulk",
    "messaging.tasks.purge_deleted": "bulk",
    "messaging.tasks.delete_expired": "bulk",
}


@shared_task(soft_time_limit=60, time_limit=90)
def make_thumbnails(attachment_ids: list[int]) -> None:
    """Make smaller copies of images that were sent."""
    from messaging.services.thumbnails import make_thumbnails_of

    for attachment_id in attachment_ids:
        make_thumbnails_of(attachment_id)


@shared_task(soft_time_limit=150, time_limit=180)
def scan_pictures(attachment_ids: list[int]) -> None:
    """Ask the operator's scanner about images that were sent."""
    from messaging.services.media_scans import scan_attachment

    for attachment_id in attachment_ids:
        scan_attachment(attachment_id)


@shared_task(expires=600, soft_time_limit=90, time_limit=120)
def unfurl_message(message_id: int) -> None:
    """Put previews of its links into a message."""
    from messaging.services.unfurling import unfurl

    unfurl(message_id)


@shared_task(expires=600, soft_time_limit=30, time_limit=60)
def fetch_webhook_avatar(webhook_id: int, url: str) -> None:
    """Fetch the picture that a webhook's message named."""
    from messaging.services.webhook_avatars import fetch_avatar

    fetch_avatar(webhook_id, url)


@shared_task(expires=24 * 3600)
def forget_dismissed_mentions() -> None:
    """Forget which mentions were dismissed once they are too old to be shown."""
    from messaging.services.mentions import forget_dismissed

    forget_dismissed()


@shared_task(expires=24 * 3600)
def forget_old_notifications() -> None:
    """Delete what has been in inboxes for long."""
    from messaging.services.notifications import forget_old_notifications as forget

    forget()


@shared_task(expires=600, soft_time_limit=60, time_limit=90)
def notify_crowd(message_id: int) -> None:
    """Tell those whom a message calls by a role or as everyone, in their inboxes."""
    from messaging.services.crowds import tell_crowd

    tell_crowd(message_id)


@shared_task(expires=10)
def merge_search_index() -> None:
    """Merge what was sent lately into the index of messages, so that no sender has to."""
    from messaging.search.upkeep import merge

    merge()


@shared_task(soft_time_limit=600, time_limit=660)
def deliver_crosspost(message_id: int) -> None:
    """Write a published message into the channels that follow."""
    from messaging.services.crossposts import deliver

    deliver(message_id)


@shared_task(soft_time_limit=600, time_limit=660)
def update_crossposts(message_id: int) -> None:
    """Make the copies of a published message like it is now."""
    from messaging.services.crossposts import update_copies

    update_copies(message_id)


@shared_task(expires=60)
def release_nonces() -> None:
    """Let nonces be used again after their window."""
    from messaging.services.retention import release_nonces

    release_nonces()


@shared_task(expires=10)
def finish_polls() -> None:
    """Tell the results of polls that have ended."""
    from messaging.services.polls import finish_ended_polls

    finish_ended_polls()


@shared_task(expires=900)
def sweep_uploads() -> None:
    """Delete files that no message claimed."""
    from messaging.services.retention import sweep_uploads

    sweep_uploads()


@shared_task(expires=600)
def delete_expired() -> None:
    """Delete messages that are older than their channels keep them."""
    from messaging.services.expiry import delete_expired

    delete_expired()


@shared_task(expires=3600)
def purge_deleted() -> None:
    """Destroy the content of messages deleted long enough ago."""
    from messaging.services.retention import purge_deleted

    purge_deleted()


@shared_task(expires=24 * 3600)
def sweep_external_pictures() -> None:
    """Delete pictures from elsewhere that were fetched long ago."""
    from messaging.external_pictures import sweep

    sweep()
