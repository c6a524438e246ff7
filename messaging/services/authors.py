"""Authors of messages as members, as events of guilds carry them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guilds.models import Channel, Member
from guilds.payloads.members import member_payload


def author_member(channel: Channel, author_id: int | None) -> Mapping[str, Any] | None:
    """Return the author as a member, as events of guilds carry it; None if they are none."""
    if channel.is_dm or author_id is None:
        return None
    member = Member.objects.filter(guild_id=channel.guild_id, user_id=author_id).first()
    return None if member is None else member_payload(member, with_user=False)
