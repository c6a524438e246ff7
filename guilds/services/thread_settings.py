"""How somebody who follows a thread hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from accounts.models import User
from config.kernel.errors import UnknownMember, not_in_range
from guilds import thread_events
from guilds.models import Channel, ThreadMember
from guilds.services.changes import changing

# Notify of all messages, of mentions only, of nothing.
NOTIFICATION_FLAGS: Final = 1 << 1 | 1 << 2 | 1 << 3
LONGEST_MUTE: Final = 366 * 24 * 3600


def change_settings(user: User, thread: Channel, values: Mapping[str, Any]) -> ThreadMember:
    """Change ``muted``, ``mute_config`` and the notification ``flags`` of one's own membership.

    ``mute_config`` is ``{"end_time", "selected_time_window"}`` or None: until further notice.
    """
    with changing(thread.guild_id or 0):
        member = ThreadMember.objects.filter(thread=thread, user=user).first()
        if member is None:
            raise UnknownMember
        if "flags" in values:
            kept = member.flags & ~NOTIFICATION_FLAGS
            member.flags = kept | int(values["flags"]) & NOTIFICATION_FLAGS
        if "muted" in values:
            member.muted = bool(values["muted"])
        if "mute_config" in values:
            set_window(member, values["mute_config"] or {})
        if not member.muted:
            set_window(member, {})
        member.save(update_fields=["flags", "muted", "muted_until", "mute_window"])
        thread_events.own_settings_changed(thread, member)
    return member


def set_window(member: ThreadMember, config: Mapping[str, Any]) -> None:
    window: int | None = config.get("selected_time_window")
    until: datetime | None = config.get("end_time")
    if window is not None and not -1 <= window <= LONGEST_MUTE:
        raise not_in_range("mute_config.selected_time_window", -1, LONGEST_MUTE)
    if until is None and window is not None and window > 0:
        until = timezone.now() + timedelta(seconds=window)
    member.muted_until, member.mute_window = until, window
