"""How somebody who follows a thread hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from accounts.models import User
from config.kernel.errors import UnknownMember
from guilds import thread_events
from guilds.models import Channel, ThreadMember
from guilds.services.changes import changing
from guilds.services.muting import MUTE_FIELDS, set_mute

# Notify of all messages, of mentions only, of nothing.
NOTIFICATION_FLAGS: Final = 1 << 1 | 1 << 2 | 1 << 3


def change_settings(user: User, thread: Channel, values: Mapping[str, Any]) -> ThreadMember:
    """Change ``muted``, ``mute_config`` and the notification ``flags`` of one's own membership.

    For the first two see ``set_mute``.
    """
    with changing(thread.guild_id or 0):
        member = ThreadMember.objects.filter(thread=thread, user=user).first()
        if member is None:
            raise UnknownMember
        if "flags" in values:
            kept = member.flags & ~NOTIFICATION_FLAGS
            member.flags = kept | int(values["flags"]) & NOTIFICATION_FLAGS
        set_mute(member, values)
        member.save(update_fields=["flags", *MUTE_FIELDS])
        thread_events.own_settings_changed(thread, member)
    return member
