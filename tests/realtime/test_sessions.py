"""IDENTIFY, READY and what follows, over the protocol."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async

from accounts.payloads import user_payload
from config.kernel import log
from guilds.permissions import Permissions
from guilds.services import remove_member_role, update_channel
from messaging.content.bodies import NewMessage
from messaging.services.sending import send_message
from messaging.services.typing import start_typing
from realtime.hub import current_hub


async def say(user, channel, content: str) -> None:
    await send_message(user, channel.id, NewMessage(content=content))


async def test_a_bot_is_told_its_guilds_and_hears_what_is_said(gateway, make):
    owner = await make.make_user("owner")
    guild = await make.make_guild(owner)
    bot = await make.make_bot("helper", owner=owner)
    await make.make_member(guild, bot)
    channel = await make.text_channel(guild)

    client = await gateway.identified(bot, intents=1 | 1 << 9 | 1 << 15)
    created = await client.next("GUILD_CREATE")
    await say(owner, channel, "hello")
    message = await client.next("MESSAGE_CREATE")

    assert client.ready["guilds"] == [{"id": str(guild.id), "unavailable": True}]
    assert client.ready["user"]["id"] == str(bot.id)
    assert client.ready["application"]["id"] == str(bot.bot_application.id)
    assert client.ready["resume_gateway_url"] == "ws://testserver/gateway"
    assert created["id"] == str(guild.id)
    assert {c["name"] for c in created["channels"]} >= {"general"}
    assert message["content"] == "hello"
    assert message["guild_id"] == str(guild.id)


async def test_a_person_is_told_everything_in_ready(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    await make.make_member(guild, "bob")

    client = await gateway.identified(ada)

    [told] = client.ready["guilds"]
    assert {member["user"]["username"] for member in told["members"]} == {"ada", "bob"}
    for key in (
        "read_state", "user_settings", "relationships", "private_channels", "presences", "users",
        "sessions", "session_type", "session_id",
    ):  # fmt: skip
        assert key in client.ready
    assert {entry["id"] for entry in client.ready["read_state"]["entries"]} <= {
        channel["id"] for channel in told["channels"]
    }


@pytest.mark.parametrize("compress", ["", "zlib-stream", "zstd-stream"])
async def test_every_transport_carries_the_same(gateway, make, compress):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    channel = await make.text_channel(guild)
    client = await gateway.identified(ada, compress=compress)
    texts = [f"message {n}: " + "xy " * n * 20 + "." for n in range(30)]

    for text in texts:
        await say(ada, channel, text)

    assert [(await client.next("MESSAGE_CREATE"))["content"] for _ in texts] == texts
    await client.ping()


async def test_a_heartbeat_is_answered_before_identify(gateway):
    client = gateway.connect()
    hello = await client.hello()
    await client.send(1, None)
    await client.expect_op(11)
    assert hello["heartbeat_interval"] == 41250


async def test_a_hidden_channel_is_in_nothing_that_a_member_hears(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    bob = await make.make_member(guild, "bob")
    secret = await make.make_channel(guild, "secret")
    await make.deny(secret, guild, Permissions.VIEW_CHANNEL)
    open_channel = await make.text_channel(guild)

    ada_client, bob_client = await gateway.identified(ada), await gateway.identified(bob)
    await say(ada, secret, "psst")
    await sync_to_async(update_channel)(ada, secret, {"topic": "more secrets"})
    await say(ada, open_channel, "hello")

    assert (await ada_client.next("MESSAGE_CREATE"))["content"] == "psst"
    assert (await bob_client.next("MESSAGE_CREATE"))["content"] == "hello"
    everything = str(bob_client.ready) + str(bob_client.heard)
    assert str(secret.id) not in everything
    assert str(secret.id) in str(ada_client.ready)


async def test_a_role_that_is_taken_away_hides_its_channels_at_once(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    secret = await make.make_channel(guild, "secret")
    role = await make.make_role(guild, "insider")
    await make.deny(secret, guild, Permissions.VIEW_CHANNEL)
    await make.allow(secret, role, Permissions.VIEW_CHANNEL)
    bob = await make.make_member(guild, "bob", roles=[role])
    client = await gateway.identified(bob)
    await say(ada, secret, "one")
    assert (await client.next("MESSAGE_CREATE"))["content"] == "one"

    await sync_to_async(remove_member_role)(ada, guild, bob.id, role.id)
    await say(ada, secret, "two")
    await say(ada, await make.text_channel(guild), "three")

    gone = await client.next("CHANNEL_DELETE")
    assert gone["id"] == str(secret.id)
    await client.next("GUILD_MEMBER_UPDATE")
    assert (await client.next("MESSAGE_CREATE"))["content"] == "three"

    await make.add_member_role(ada, guild, bob.id, role.id)
    appeared = await client.next("CHANNEL_CREATE")
    assert appeared["id"] == str(secret.id)
    await say(ada, secret, "four")
    assert (await client.next("MESSAGE_CREATE"))["content"] == "four"


async def test_a_guild_that_one_joins_appears_and_one_that_one_leaves_goes(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    bob = await make.make_user("bob")
    client = await gateway.identified(bob)

    await make.join_guild(bob, guild)
    created = await client.next("GUILD_CREATE")
    await say(ada, await make.text_channel(guild), "welcome")
    assert (await client.next("MESSAGE_CREATE"))["content"] == "welcome"
    assert created["id"] == str(guild.id)
    assert created["member_count"] == 2
    assert "GUILD_MEMBER_ADD" not in client.names()

    from guilds.services import kick_member

    await sync_to_async(kick_member)(ada, guild, bob.id)
    await say(ada, await make.text_channel(guild), "gone")
    assert (await client.next("GUILD_DELETE"))["id"] == str(guild.id)
    await client.ping()
    assert "gone" not in str(client.heard)


async def test_what_was_missed_is_told_once_and_in_order_when_a_session_is_resumed(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    channel = await make.text_channel(guild)
    client = await gateway.identified(ada)
    await say(ada, channel, "before")
    await client.next("MESSAGE_CREATE")
    await client.close(1006)
    for n in range(5):
        await say(ada, channel, f"missed {n}")

    again = gateway.connect(compress="zlib-stream")
    await again.resume(client.token, client.session_id, client.seq)
    told = await again.next("RESUMED")
    await say(ada, channel, "after")
    await again.next("MESSAGE_CREATE")

    messages = [m["d"]["content"] for m in again.heard if m["t"] == "MESSAGE_CREATE"]
    assert messages == [*(f"missed {n}" for n in range(5)), "after"]
    assert told == {"_trace": []}
    assert "READY" not in again.names()


async def test_a_session_that_the_client_ended_cannot_be_resumed(gateway, make):
    ada = await make.make_user("ada")
    client = await gateway.identified(ada)
    await client.close(1000)
    await asyncio.sleep(0)

    again = gateway.connect()
    await again.resume(client.token, client.session_id, client.seq)
    assert await again.expect_op(9) is False


async def test_two_sockets_cannot_hold_one_session(gateway, make):
    ada = await make.make_user("ada")
    client = await gateway.identified(ada)

    again = gateway.connect()
    await again.resume(client.token, client.session_id, client.seq)
    await again.next("RESUMED")

    assert await client.expect_close() == 4000


async def test_typing_is_heard_by_those_who_see_the_channel(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    bob = await make.make_member(guild, "bob")
    secret = await make.make_channel(guild, "secret")
    await make.deny(secret, guild, Permissions.VIEW_CHANNEL)
    channel = await make.text_channel(guild)
    ada_client, bob_client = await gateway.identified(ada), await gateway.identified(bob)
    await bob_client.next("PRESENCE_UPDATE")

    await start_typing(ada.id, secret.id, user_payload(ada))
    await start_typing(ada.id, channel.id, user_payload(ada))

    assert (await ada_client.next("TYPING_START"))["channel_id"] == str(secret.id)
    assert (await bob_client.next("TYPING_START"))["channel_id"] == str(channel.id)


async def test_presence_is_told_to_the_guild_and_remembered_for_those_who_come_later(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    bob = await make.make_member(guild, "bob")
    ada_client = await gateway.identified(ada)
    bob_client = await gateway.identified(bob)
    told = await ada_client.next("PRESENCE_UPDATE")
    while told["user"]["id"] != str(bob.id):
        told = await ada_client.next("PRESENCE_UPDATE")
    assert told["status"] == "online"
    assert told["guild_id"] == str(guild.id)

    game = {"name": "chess", "type": 0}
    await bob_client.send(3, {"status": "dnd", "since": None, "afk": False, "game": game})
    told = await ada_client.next("PRESENCE_UPDATE")
    assert (told["status"], told["activities"][0]["name"]) == ("dnd", "chess")

    late = await gateway.identified(ada)
    presences = {p["user"]["id"]: p["status"] for p in late.ready["guilds"][0]["presences"]}
    assert presences[str(bob.id)] == "dnd"

    await bob_client.close(1000)
    told = await ada_client.next("PRESENCE_UPDATE")
    assert told["status"] == "offline"


async def test_after_redis_came_back_sessions_can_be_resumed_at_once(gateway, make):
    ada = await make.make_user("ada")
    channel = await make.text_channel(await make.make_guild(ada))
    client = await gateway.identified(ada)
    await say(ada, channel, "before")
    await client.next("MESSAGE_CREATE")
    # As a restart looks to the log: another run of Redis, nothing lost.
    await log.client().hset(f"{log.prefix()}:head", "run", "another")
    await say(ada, channel, "after")
    await client.next("MESSAGE_CREATE")
    hub = current_hub()
    async with asyncio.timeout(10):
        while not hub.records.is_current:  # noqa: ASYNC110  the hub has no event for it
            await asyncio.sleep(0.01)
    await client.close(1006)
    await say(ada, channel, "missed")
    again = gateway.connect()
    await again.resume(client.token, client.session_id, client.seq)
    assert (await again.next("MESSAGE_CREATE"))["content"] == "missed"
    await again.next("RESUMED")
