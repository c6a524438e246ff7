"""Asking the rules of auto moderation about a message before it is written.

Which rules hold for somebody in a channel is part of what is kept of the guild
(``ChannelAccess.automod``), so where no rule is, asking costs nothing.
"""

from __future__ import annotations

import time
from datetime import datetime
from hashlib import blake2s
from typing import Final

from config.kernel import aio, ratelimits
from config.kernel.database import letting_go
from config.kernel.errors import MessageBlocked, TitleBlocked
from config.settings import limits
from guilds.access import ChannelAccess, hot_access
from guilds.automod.rules import (
    NOTHING_NAMED,
    ActionType,
    CompiledRule,
    Hit,
    Said,
    TriggerType,
    find_hits,
)
from guilds.services.automod import execute_hits

SHORT: Final = 12  # "ok" is said often


async def screen(access: ChannelAccess, said: Said, *, is_bot: bool = False) -> list[Hit]:
    """Return the rules that a text triggers without being blocked by one.

    Raises ``MessageBlocked`` if it is blocked, having done what the rules say.
    """
    hits = await judge(access, said, is_bot=is_bot)
    blocking = blocking_rule(hits)
    if blocking is not None:
        await carry_out(access, said.text, hits)
        raise MessageBlocked(explanation_of(blocking))
    return hits


def screen_sync(user_id: int, channel_id: int, said: Said, *, is_bot: bool = False) -> list[Hit]:
    """``screen`` for sync code, by the rules of now."""
    access = aio.run(hot_access(user_id, channel_id, fresh=True))
    hits = aio.run(judge(access, said, is_bot=is_bot)) if access.automod else []
    blocking = blocking_rule(hits)
    if blocking is not None:
        execute_hits(access.guild_id or 0, user_id, said.text, hits, channel_id=channel_id)
        raise MessageBlocked(explanation_of(blocking))
    return hits


def screen_title(user_id: int, channel_id: int, title: str) -> None:
    """Raise ``TitleBlocked`` if a rule has something against the name of a thread or post."""
    try:
        screen_sync(user_id, channel_id, Said(title), is_bot=True)
    except MessageBlocked as error:
        raise TitleBlocked(error.explanation) from None


async def carry_out(
    access: ChannelAccess, text: str, hits: list[Hit], *, message_id: int | None = None
) -> None:
    await aio.in_thread(letting_go(execute_hits))(
        access.guild_id or 0, access.user_id, text, hits,
        channel_id=access.channel_id, message_id=message_id,
    )  # fmt: skip


async def judge(access: ChannelAccess, said: Said, *, is_bot: bool) -> list[Hit]:
    hits = find_hits(access.automod, said)
    if blocking_rule(hits) is not None:
        return hits
    told = {hit.rule.id for hit in hits}
    for rule in access.automod:
        if rule.id not in told and await is_flood(rule, access, said, is_bot=is_bot):
            hits.append(Hit(rule, NOTHING_NAMED))
    return hits


def blocking_rule(hits: list[Hit]) -> CompiledRule | None:
    return next((hit.rule for hit in hits if hit.rule.blocks), None)


async def is_flood(rule: CompiledRule, access: ChannelAccess, said: Said, *, is_bot: bool) -> bool:
    """Say whether a message is one too many of its kind, which the text alone does not show."""
    if rule.trigger_type == TriggerType.SPAM and not is_bot and len(said.text) >= SHORT:
        digest = blake2s(said.text.casefold().encode(), digest_size=12).hexdigest()
        key = f"automod-repeats:{access.guild_id}:{access.user_id}:{digest}"
        return not (await ratelimits.take(key, limits.AUTOMOD_REPEATS)).allowed
    if rule.watches_for_raids and said.mentions and is_new(access):
        key = f"automod-raid:{access.guild_id}"
        cost = min(said.mentions, limits.AUTOMOD_RAID_MENTIONS[0])
        return not (await ratelimits.take(key, limits.AUTOMOD_RAID_MENTIONS, cost=cost)).allowed
    return False


def is_new(access: ChannelAccess) -> bool:
    if access.member is None:
        return False
    joined = datetime.fromisoformat(access.member["joined_at"]).timestamp()
    return time.time() - joined < limits.AUTOMOD_NEW_MEMBER_SECONDS


def explanation_of(rule: CompiledRule) -> str | None:
    for action in rule.actions:
        if action["type"] == ActionType.BLOCK_MESSAGE:
            explanation: str | None = action["metadata"].get("custom_message")
            return explanation
    return None
