"""The inbox: messages of the last week that mention a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from accounts.models import RelationshipType
from config.kernel import aio
from config.kernel.errors import APIError
from config.kernel.snowflake import snowflake_at
from config.settings import limits
from guilds.access import hot_access
from messaging.payloads import MessagePayload
from messaging.search.reach import READING
from messaging.search.wanted import either, mark
from messaging.selectors import facts

# So many mentions are looked through for one page: whoever lost sight of more sees fewer.
LOOKED_AT: Final = 1000
AT_ONCE: Final = 100

STANDING: Final = """
SELECT m.guild_id, m.roles FROM members m
WHERE m.user_id = %(user)s AND (%(guild)s::bigint IS NULL OR m.guild_id = %(guild)s)
"""
# Mentions by people whom one blocked are none, and in a guild those of everyone or of roles, where
# one does not want to hear of them there.
FOUND: Final = f"""
SELECT d.message_id, d.channel_id FROM search_documents d JOIN messages m ON m.id = d.message_id
LEFT JOIN user_guild_settings s ON s.user_id = %(user)s AND s.guild_id = m.guild_id
WHERE d.vector @@ %(marks)s::tsquery AND d.message_id > %(oldest)s AND d.message_id < %(before)s
AND (d.scope_id = ANY(%(guilds)s::bigint[]) OR %(guild)s::bigint IS NULL AND EXISTS (
    SELECT 1 FROM recipients r WHERE r.channel_id = d.scope_id AND r.user_id = %(user)s))
AND m.author_id IS DISTINCT FROM %(user)s
AND (%(user)s = ANY(m.mentions)
    OR %(everyone)s AND m.mention_everyone AND s.suppress_everyone IS NOT TRUE
    OR m.mention_roles && %(held)s::bigint[] AND s.suppress_roles IS NOT TRUE)
AND NOT EXISTS (SELECT 1 FROM relationships b WHERE b.user_id = %(user)s
                AND b.other_id = m.author_id AND b.type = {RelationshipType.BLOCKED.value})
AND NOT EXISTS (SELECT 1 FROM dismissed_mentions x
                WHERE x.user_id = %(user)s AND x.message_id = d.message_id)
ORDER BY d.message_id DESC LIMIT %(limit)s
"""  # noqa: S608  a number of ours only


async def recent_mentions(
    user_id: int,
    *,
    before: int | None = None,
    limit: int = 25,
    guild_id: int | None = None,
    roles: bool = True,
    everyone: bool = True,
) -> list[MessagePayload]:
    """Return messages that mention a person, by role and as everyone too, newest first."""
    values: dict[str, Any] = {
        "user": user_id,
        "guild": guild_id,
        "oldest": snowflake_at(timezone.now() - timedelta(days=limits.MENTION_DAYS)),
        "limit": AT_ONCE,
    }
    async with (await aio.pool()).connection() as database:
        standing = await (await database.execute(STANDING, values)).fetchall()
    held = [role for _, ids in standing for role in ids] if roles else []
    wanted = [mark(f"m:{user_id}"), *(mark(f"r:{role}") for role in held)]
    if everyone and standing:
        wanted.append(mark("everyone"))
    values |= {
        "marks": either(wanted),
        "guilds": [guild for guild, _ in standing],
        "held": held,
        "everyone": everyone,
    }
    shown: list[MessagePayload] = []
    readable: dict[int, bool] = {}
    for _ in range(0, LOOKED_AT, AT_ONCE):
        values["before"] = before or snowflake_at(timezone.now() + timedelta(days=1))
        async with (await aio.pool()).connection() as database:
            cursor = await database.execute(FOUND, values, prepare=False)
            rows = await cursor.fetchall()
        found = await facts.read_fenced(facts.by_ids([row[0] for row in rows]), user_id)
        # Rights are asked for after the messages were read: what ended meanwhile shows nothing.
        for channel_id in {row[1] for row in rows} - readable.keys():
            readable[channel_id] = await may_read(user_id, channel_id)
        shown += [
            payload
            for row, payload in zip(found.messages, found.payloads(), strict=True)
            if readable.get(row["channel_id"])
        ]
        if len(shown) >= limit or len(rows) < AT_ONCE:
            break
        before = rows[-1][0]
    return shown[:limit]


async def may_read(user_id: int, channel_id: int) -> bool:
    try:
        await hot_access(user_id, channel_id, READING, fresh=True)
    except APIError:
        return False
    return True
