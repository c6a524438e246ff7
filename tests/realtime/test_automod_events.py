"""Who hears of auto moderation: those who manage the guild, and what they may read of it."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from config.kernel.errors import MessageBlocked
from guilds.permissions import Permissions
from guilds.services.automod_rules import create_rule, delete_rule
from messaging.content.bodies import NewMessage
from messaging.services.sending import send_message

GUILDS, CONTENT, CONFIGURATION, EXECUTION = 1, 1 << 15, 1 << 20, 1 << 21
EVENTS = {
    "AUTO_MODERATION_RULE_CREATE",
    "AUTO_MODERATION_RULE_DELETE",
    "AUTO_MODERATION_ACTION_EXECUTION",
}


async def test_only_who_manages_the_guild_hears_of_rules_and_of_what_they_did(gateway, make):
    owner = await make.make_user("owner")
    guild = await make.make_guild(owner)
    bob = await make.make_member(guild, "bob")
    channel = await make.text_channel(guild)
    keeper, plain, stranger = [
        await make.make_bot(name, owner=owner) for name in ("keeper", "plain", "stranger")
    ]
    for bot in (keeper, plain):
        await make.make_member(guild, bot, permissions=Permissions.MANAGE_GUILD)
    await make.make_member(guild, stranger)
    everything = GUILDS | CONTENT | CONFIGURATION | EXECUTION
    hearing = await gateway.identified(keeper, intents=everything)
    trimmed = await gateway.identified(plain, intents=GUILDS | EXECUTION)
    deaf = await gateway.identified(stranger, intents=everything)

    rule = await sync_to_async(create_rule)(
        owner, guild, name="words", event_type=1, trigger_type=1, enabled=True,
        trigger_metadata={"keyword_filter": ["cat"]},
    )  # fmt: skip
    with pytest.raises(MessageBlocked):
        await send_message(bob, channel.id, NewMessage(content="a cat"))
    await sync_to_async(delete_rule)(owner, rule)
    created = await make.make_channel(guild, "last")

    assert (await hearing.next("AUTO_MODERATION_RULE_CREATE"))["id"] == str(rule.id)
    told = await hearing.next("AUTO_MODERATION_ACTION_EXECUTION")
    assert (told["content"], told["matched_content"]) == ("a cat", "cat")
    assert (await hearing.next("AUTO_MODERATION_RULE_DELETE"))["name"] == "words"
    # Without the intent for content it is not said what was said.
    told = await trimmed.next("AUTO_MODERATION_ACTION_EXECUTION")
    assert (told["content"], told["matched_content"], told["matched_keyword"]) == ("", "", "cat")
    for client in (trimmed, deaf):
        assert (await client.next("CHANNEL_CREATE"))["id"] == str(created.id)
    assert EVENTS & set(trimmed.names()) == {"AUTO_MODERATION_ACTION_EXECUTION"}
    assert not EVENTS & set(deaf.names())
