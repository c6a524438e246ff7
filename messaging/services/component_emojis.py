"""Looking up the custom emoji of buttons and of options of menus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from config.kernel import aio
from config.kernel.errors import FormError
from messaging.content.component_tree import custom_emojis

# Of its own application, of the guild, and of guilds that it is in.
USABLE: Final = """
SELECT e.id, e.name, e.animated FROM emojis e
WHERE e.id = ANY(%(emojis)s) AND e.available
    AND (e.application_id = %(user)s OR e.guild_id = %(guild)s OR EXISTS (
        SELECT 1 FROM members m WHERE m.guild_id = e.guild_id AND m.user_id = %(user)s))
"""


async def complete_emojis(
    components: Sequence[dict[str, Any]], user_id: int | None, guild_id: int | None
) -> None:
    """Fill in the names of custom emoji, in place, as they are now.

    ``user_id`` is the bot's that shows them, or a webhook's application's. Raises ``FormError``
    naming each that is not there, or not theirs to show.
    """
    wanted = list(custom_emojis(components))
    if not wanted:
        return
    values = {
        "emojis": [int(emoji["id"]) for _, emoji in wanted],
        "user": user_id,
        "guild": guild_id,
    }
    async with (await aio.pool()).connection() as database:
        rows = await (await database.execute(USABLE, values)).fetchall()
    found = {str(row[0]): row for row in rows}
    missing = [path for path, emoji in wanted if emoji["id"] not in found]
    if missing:
        raise FormError(
            {f"{path}.id": [("COMPONENT_INVALID_EMOJI", "Invalid emoji")] for path in missing}
        )
    for _, emoji in wanted:
        _, emoji["name"], emoji["animated"] = found[emoji["id"]]
