"""The newest messages of busy channels, kept ready as JSON.

Most reads of history want the same page: the newest of the channel that is open. A kept page
is used only while the channel's row in the database has the version that it had when the page
was read, so it is as true as a fresh one, in whatever process the change was made: whoever
writes, changes or deletes something of a channel touches its row (``touch_channel``). Only
names and pictures of authors may be some seconds old.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

import orjson

from config.kernel import aio
from guilds.access import hot_access
from guilds.permissions import Permissions
from messaging.selectors.facts import Found
from messaging.selectors.history import latest, read_as

KEPT_SECONDS: Final = 10.0
KEPT_PAGES: Final = 500
READ_MESSAGE_HISTORY: Final = int(Permissions.READ_MESSAGE_HISTORY)
# The id of the transaction that wrote the row last: it changes with every update.
VERSIONS: Final = """
SELECT c.xmin::text, g.permissions_version FROM channels c LEFT JOIN guilds g ON g.id = c.guild_id
WHERE c.id = %s
"""


@dataclass(frozen=True, slots=True)
class Kept:
    version: str
    json: bytes
    until: float


_pages: OrderedDict[tuple[int, int, int], Kept] = OrderedDict()


async def recent_messages(user_id: int, channel_id: int, limit: int) -> bytes:
    """Return the newest messages as JSON; none to who may not read history."""
    access = await hot_access(user_id, channel_id)
    kept = find(channel_id, user_id, limit)
    if kept is not None:
        async with (await aio.pool()).connection() as database:
            row = await (await database.execute(VERSIONS, (channel_id,))).fetchone()
        seen = (kept.version, None if access.guild_id is None else access.permissions_version)
        if row == seen:
            return kept.json if access.permissions & READ_MESSAGE_HISTORY else b"[]"
    access, found = await read_as(user_id, access, latest(channel_id, limit))
    if not access.permissions & READ_MESSAGE_HISTORY:
        return b"[]"
    page = orjson.dumps(found.payloads())
    keep(channel_id, user_id, limit, found, page)
    return page


def find(channel_id: int, user_id: int, limit: int) -> Kept | None:
    """Return a page that may still be true: everybody's, or this reader's own."""
    for reader in (0, user_id):
        kept = _pages.get((channel_id, reader, limit))
        if kept is not None and kept.until > time.monotonic():
            return kept
    return None


def keep(channel_id: int, user_id: int, limit: int, found: Found, page: bytes) -> None:
    if found.channel_version is None:
        return
    # Reactions and votes say whether the reader is among those who reacted and voted.
    is_personal = any(message["reactions"] or message["votes"] for message in found.messages)
    kept = Kept(found.channel_version, page, time.monotonic() + KEPT_SECONDS)
    if is_personal:
        _pages.pop((channel_id, 0, limit), None)
    _pages[channel_id, user_id if is_personal else 0, limit] = kept
    while len(_pages) > KEPT_PAGES:
        _pages.popitem(last=False)
