"""Putting previews of its links into a message, by the worker."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from config.kernel.errors import APIError
from config.settings import limits
from guilds.access import access_channel, permissions_in
from guilds.permissions import Permissions
from messaging.models import Message, MessageType
from messaging.services.copies import carry_over_later
from messaging.services.editing import announce
from messaging.services.previews import has_previews
from messaging.unfurl.links import links_of
from messaging.unfurl.previews import preview

WRITTEN = (MessageType.DEFAULT, MessageType.REPLY)


def unfurl(message_id: int) -> int:
    """Put previews of its links into a message; returns how many there are now."""
    message = find(message_id)
    if message is None or not may_embed(message):
        return 0
    links = links_of(message.content)
    found = looked_at(links)
    if not found:
        return 0
    with transaction.atomic():
        locked = find(message_id, lock=True)
        if locked is None or links_of(locked.content) != links:
            return 0  # who changed it asks again
        locked.embeds = found
        locked.save(update_fields=["embeds"])
        announce(locked.channel, locked)
        carry_over_later(locked.id, locked.flags)
    return len(found)


def looked_at(links: Sequence[str]) -> list[dict[str, Any]]:
    """Return the previews of links, of as many as there is time for: pages are slow."""
    until = time.monotonic() + limits.LINK_PREVIEWS_SECONDS
    found: list[dict[str, Any]] = []
    for link in links:
        if time.monotonic() > until:
            break
        embed = preview(link)
        if embed is not None:
            found.append(embed)
    return found


def find(message_id: int, *, lock: bool = False) -> Message | None:
    """Return a message that is without embeds and may have previews."""
    messages = Message.objects.select_related("channel__guild", "author")
    if lock:
        messages = messages.select_for_update(of=("self",))
    message = messages.filter(id=message_id, deleted_at=None, type__in=WRITTEN).first()
    if message is None or not has_previews(message.content, message.flags, message.embeds):
        return None
    return message


def may_embed(message: Message) -> bool:
    """Return whether the author may embed links where the message is; a webhook may."""
    if message.author is None or message.channel.is_dm:
        return True
    try:
        channel = access_channel(message.author, message.channel_id)
    except APIError:
        return False  # they are gone meanwhile
    return Permissions.EMBED_LINKS in permissions_in(message.author, channel)
