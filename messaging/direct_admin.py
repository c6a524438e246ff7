"""When the instance's staff may look at direct messages: while a reason they typed holds.

The reason is written into the admin's log with what is then searched for and opened, so that
nobody reads along in silence.
"""

from __future__ import annotations

import time
from typing import Final

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest

from messaging.models import Message

SECONDS: Final = 30 * 60
KEY: Final = "direct_messages"


def open_for(request: HttpRequest, reason: str) -> None:
    """Include direct messages in this session's lists from now on, and write down why."""
    request.session[KEY] = {"reason": reason, "until": time.time() + SECONDS}
    note(request, f"Opened direct messages for {SECONDS // 60} minutes: {reason}")


def close(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def why(request: HttpRequest) -> str | None:
    """Return the reason for which this session sees direct messages; None when it does not."""
    kept = request.session.get(KEY)
    if kept is None or kept["until"] < time.time():
        return None
    return str(kept["reason"])


def note(request: HttpRequest, what: str) -> None:
    LogEntry.objects.create(
        user_id=request.user.pk or 0,
        content_type=ContentType.objects.get_for_model(Message),
        object_id="",
        object_repr="direct messages",
        action_flag=CHANGE,
        change_message=what,
    )
