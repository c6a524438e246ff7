"""What the accounts app leaves to a worker."""

from __future__ import annotations

from smtplib import SMTPException
from typing import Any, Final

from celery import shared_task
from django.core.mail import EmailMessage

PERIODIC_TASKS: Final = {
    "accounts.tasks.clear_expired_sessions": 3600.0,
    "accounts.tasks.end_custom_statuses": 60.0,
    "accounts.tasks.record_last_seen": 300.0,
    "accounts.tasks.erase_accounts": 900.0,
    "accounts.tasks.clear_security_log": 24 * 3600.0,
    "accounts.tasks.delete_old_exports": 3600.0,
}
TASK_QUEUES: Final = {
    "accounts.tasks.make_export": "bulk",
    "accounts.tasks.erase_accounts": "bulk",
    "accounts.tasks.clear_security_log": "bulk",
    "accounts.tasks.delete_old_exports": "bulk",
}
EXPORT_SECONDS: Final = 2 * 3600


@shared_task(  # type: ignore[untyped-decorator,unused-ignore]
    autoretry_for=(OSError, SMTPException), retry_backoff=10, max_retries=6
)
def send_mail(subject: str, body: str, sender: str, to: list[str]) -> None:
    """Send a mail that was rendered when its reason arose."""
    EmailMessage(subject, body, sender, to).send()


@shared_task  # type: ignore[untyped-decorator,unused-ignore]
def clear_expired_sessions() -> None:
    """Delete sessions and refresh tokens that are past their time."""
    from accounts.services.sessions import clear_expired

    clear_expired()


@shared_task(expires=60)  # type: ignore[untyped-decorator,unused-ignore]
def end_custom_statuses() -> None:
    """Clear the custom statuses whose time is over."""
    from accounts.services.preferences import end_custom_statuses as end

    end()


@shared_task(expires=300)  # type: ignore[untyped-decorator,unused-ignore]
def record_last_seen() -> None:
    """Write down who is connected."""
    from accounts.services.activity import record_last_seen as record

    record()


@shared_task(  # type: ignore[untyped-decorator,unused-ignore]
    soft_time_limit=EXPORT_SECONDS, time_limit=EXPORT_SECONDS + 60
)
def make_export(request_id: int) -> None:
    """Write the file with everything that is kept of a person."""
    from accounts.services.exports import make_export as make

    make(request_id)


@shared_task(expires=900)  # type: ignore[untyped-decorator,unused-ignore]
def erase_accounts() -> None:
    """Erase the accounts whose owners wanted it and did not come back."""
    from accounts.services.privacy import erase_due

    erase_due()


@shared_task(expires=3600)  # type: ignore[untyped-decorator,unused-ignore]
def delete_old_exports() -> None:
    """Delete the files of exports that nobody fetches any more."""
    from accounts.services.privacy import delete_old_exports as delete

    delete()


@shared_task  # type: ignore[untyped-decorator,unused-ignore]
def record_security_event(event: dict[str, Any]) -> None:
    """Write down what a request that is refused must not take back with it."""
    from accounts.services.security_log import write

    write(event)


@shared_task(expires=3600)  # type: ignore[untyped-decorator,unused-ignore]
def clear_security_log() -> None:
    from accounts.services import sync
    from accounts.services.security_log import clear_old

    clear_old()
    sync.clear_old()
