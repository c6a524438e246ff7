"""Pages of a channel's messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from config.kernel.errors import BeforeThreadBegan, UnknownMessage
from config.settings import limits
from guilds.access import ChannelAccess, hot_access
from guilds.models import THREAD_TYPES
from guilds.permissions import Permissions
from messaging.payloads import MessagePayload, PinsPayload
from messaging.selectors import facts
from messaging.selectors.facts import Found, Page

READ_MESSAGE_HISTORY: Final = int(Permissions.READ_MESSAGE_HISTORY)
VISIBLE: Final = (
    "SELECT m.* FROM messages m WHERE m.channel_id = %(channel)s AND m.deleted_at IS NULL"
)


def latest(channel_id: int, limit: int) -> Page:
    return Page(
        f"{VISIBLE} ORDER BY m.id DESC LIMIT %(limit)s", {"channel": channel_id, "limit": limit}
    )


def before(channel_id: int, message_id: int, limit: int) -> Page:
    return Page(
        f"{VISIBLE} AND m.id < %(before)s ORDER BY m.id DESC LIMIT %(limit)s",
        {"channel": channel_id, "before": message_id, "limit": limit},
    )


def after(channel_id: int, message_id: int, limit: int) -> Page:
    return Page(
        f"{VISIBLE} AND m.id > %(after)s ORDER BY m.id LIMIT %(limit)s",
        {"channel": channel_id, "after": message_id, "limit": limit},
    )


def around(channel_id: int, message_id: int, limit: int) -> Page:
    """Select the message in the middle of a page, or where it would be."""
    return Page(
        f"(({VISIBLE} AND m.id <= %(around)s ORDER BY m.id DESC LIMIT %(older)s)"
        f" UNION ALL ({VISIBLE} AND m.id > %(around)s ORDER BY m.id LIMIT %(newer)s))",
        {
            "channel": channel_id,
            "around": message_id,
            "older": limit // 2 + 1,
            "newer": (limit - 1) // 2,
        },
    )


def pinned(channel_id: int, *, before: Any, limit: int) -> Page:
    return Page(
        f"{VISIBLE} AND m.pinned_at IS NOT NULL"
        " AND (%(before)s::timestamptz IS NULL OR m.pinned_at < %(before)s)"
        " ORDER BY m.pinned_at DESC LIMIT %(limit)s",
        {"channel": channel_id, "before": before, "limit": limit},
    )


async def history(
    user_id: int,
    channel_id: int,
    *,
    before_id: int | None = None,
    after_id: int | None = None,
    around_id: int | None = None,
    limit: int = limits.HISTORY_PAGE,
) -> list[MessagePayload]:
    """Return messages that the user may read, newest first; none to who may not read history."""
    access = await hot_access(user_id, channel_id)
    if around_id is not None:
        page = around(channel_id, around_id, limit)
    elif before_id is not None:
        if before_id < channel_id and access.channel_type in THREAD_TYPES:
            raise BeforeThreadBegan
        page = before(channel_id, before_id, limit)
    elif after_id is not None:
        page = after(channel_id, after_id, limit)
    else:
        page = latest(channel_id, limit)
    access, found = await read_as(user_id, access, page)
    return found.payloads() if access.permissions & READ_MESSAGE_HISTORY else []


async def read_as(
    user_id: int, access: ChannelAccess, page: Page, needed: int = Permissions.VIEW_CHANNEL
) -> tuple[ChannelAccess, Found]:
    """Read a page, having made sure that the reader's rights are those of the same moment."""
    if access.guild_id is None:
        return access, await facts.read_fenced(page, user_id)
    found = await facts.read_async(page, user_id, access.guild_id)
    if found.version != access.permissions_version:
        access = await hot_access(user_id, access.channel_id, needed, fresh=True)
    return access, found


async def one_message(user_id: int, channel_id: int, message_id: int) -> MessagePayload:
    """Return one message that the user may read."""
    needed = Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY
    access = await hot_access(user_id, channel_id, needed)
    page = facts.by_ids([message_id], channel_id)
    _, found = await read_as(user_id, access, page, needed)
    if not found.messages:
        raise UnknownMessage
    return found.payloads()[0]


async def pinned_messages(
    user_id: int, channel_id: int, *, before_time: Any = None, limit: int = 50
) -> PinsPayload:
    """Return pinned messages, the latest pin first."""
    access = await hot_access(user_id, channel_id)
    page = pinned(channel_id, before=before_time, limit=limit + 1)
    access, found = await read_as(user_id, access, page)
    if not access.permissions & READ_MESSAGE_HISTORY:
        return {"items": [], "has_more": False}
    # ISO times of one zone and one precision sort as text.
    by_pin = sorted(
        zip(found.messages, found.payloads(), strict=True),
        key=lambda pair: str(pair[0]["pinned_at"]),
        reverse=True,
    )
    items: list[Mapping[str, Any]] = [
        {"pinned_at": row["pinned_at"], "message": payload} for row, payload in by_pin[:limit]
    ]
    return {"items": items, "has_more": len(by_pin) > limit}  # type: ignore[typeddict-item]
