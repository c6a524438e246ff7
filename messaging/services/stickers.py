"""Stickers in messages: whether somebody may send them where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from config.kernel import aio
from config.kernel.errors import CannotSendSticker, InvalidSticker, too_long
from config.settings import limits
from guilds.access import ChannelAccess
from guilds.permissions import Permissions

USE_EXTERNAL_STICKERS: Final = int(Permissions.USE_EXTERNAL_STICKERS)
FIND: Final = """
SELECT s.id, s.guild_id, s.name, s.format_type, s.available, m.user_id IS NOT NULL
FROM stickers s LEFT JOIN members m ON m.guild_id = s.guild_id AND m.user_id = %s
WHERE s.id = ANY(%s)
"""


async def sticker_items(
    sticker_ids: Sequence[int] | None, user_id: int, access: ChannelAccess
) -> list[dict[str, Any]]:
    """Return what a message shows of the stickers that somebody sends in a channel.

    Those of the channel's guild may be sent by all, others by its members where
    USE_EXTERNAL_STICKERS is granted.
    """
    if not sticker_ids:
        return []
    if len(sticker_ids) > limits.STICKERS_PER_MESSAGE:
        raise too_long("sticker_ids", limits.STICKERS_PER_MESSAGE)
    wanted = [int(sticker_id) for sticker_id in sticker_ids]
    async with (await aio.pool()).connection() as database:
        rows = await (await database.execute(FIND, (user_id, wanted))).fetchall()
    found = {row[0]: row[1:] for row in rows}
    items = []
    for sticker_id in dict.fromkeys(wanted):
        if sticker_id not in found:
            raise InvalidSticker
        guild_id, name, format_type, is_available, is_member = found[sticker_id]
        if not is_available or not is_member:
            raise InvalidSticker
        if guild_id != access.guild_id and not access.permissions & USE_EXTERNAL_STICKERS:
            raise CannotSendSticker
        items.append({"id": str(sticker_id), "name": name, "format_type": format_type})
    return items
