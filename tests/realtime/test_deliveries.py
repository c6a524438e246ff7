"""Who hears what: intents, message content, shards, members on request, presence."""

from __future__ import annotations

import asyncio
import time

from asgiref.sync import sync_to_async

from accounts.services.relationships import befriend
from config.settings import limits
from messaging.content.bodies import NewMessage
from messaging.services.direct_messages import open_direct_channel
from messaging.services.sending import send_message
from realtime.hub import current_hub

GUILDS, MEMBERS, PRESENCES, MESSAGES = 1, 1 << 1, 1 << 8, 1 << 9
DIRECT, CONTENT = 1 << 12, 1 << 15


async def say(user, channel, content: str, **more) -> None:
    await send_message(user, channel.id, NewMessage(content=content, **more))


async def test_a_bot_hears_only_what_it_asked_for(gateway, make):
    owner = await make.make_user("owner")
    guild = await make.make_guild(owner)
    bot = await make.make_bot(owner=owner)
    await make.make_member(guild, bot)
    channel = await make.text_channel(guild)
    deaf = await gateway.identified(bot, intents=GUILDS)
    hearing = await gateway.identified(bot, intents=GUILDS | MESSAGES | MEMBERS)
    await deaf.next("GUILD_CREATE")

    await make.make_member(guild, "bob")
    await say(owner, channel, "hello")
    created = await make.make_channel(guild, "news")

    await hearing.next("MESSAGE_CREATE")
    assert (await deaf.next("CHANNEL_CREATE"))["id"] == str(created.id)
    assert "GUILD_MEMBER_ADD" in hearing.names()
    assert not {"MESSAGE_CREATE", "GUILD_MEMBER_ADD"} & set(deaf.names())


async def test_changes_of_oneself_are_told_without_the_members_intent(gateway, make):
    owner = await make.make_user("owner")
    guild = await make.make_guild(owner)
    bot = await make.make_bot(owner=owner)
    await make.make_member(guild, bot)
    bob = await make.make_member(guild, "bob")
    client = await gateway.identified(bot, intents=GUILDS)
    role = await make.make_role(guild, "helper")

    await make.add_member_role(owner, guild, bob.id, role.id)
    await make.add_member_role(owner, guild, bot.id, role.id)

    told = await client.next("GUILD_MEMBER_UPDATE")
    assert told["user"]["id"] == str(bot.id)


async def test_without_the_content_intent_only_what_concerns_the_bot_has_content(gateway, make):
    owner = await make.make_user("owner")
    guild = await make.make_guild(owner)
    bot = await make.make_bot(owner=owner)
    await make.make_member(guild, bot)
    channel = await make.text_channel(guild)
    plain = await gateway.identified(bot, intents=GUILDS | MESSAGES)
    trusted = await gateway.identified(bot, intents=GUILDS | MESSAGES | CONTENT)

    await say(owner, channel, "between people")
    await say(owner, channel, f"hey <@{bot.id}>")
    await say(bot, channel, "my own words")

    heard = [(await plain.next("MESSAGE_CREATE"))["content"] for _ in range(3)]
    assert heard == ["", f"hey <@{bot.id}>", "my own words"]
    assert (await trusted.next("MESSAGE_CREATE"))["content"] == "between people"


async def test_shards_share_the_guilds(gateway, make):
    owner = await make.make_user("owner")
    bot = await make.make_bot(owner=owner)
    guilds = [await make.make_guild(owner, f"Hall {n}") for n in range(4)]
    for guild in guilds:
        await make.make_member(guild, bot)
    told: list[set[str]] = []
    for number in range(2):
        client = await gateway.identified(bot, intents=GUILDS, shard=[number, 2])
        assert client.ready["shard"] == [number, 2]
        told.append({guild["id"] for guild in client.ready["guilds"]})
    assert told[0] | told[1] == {str(guild.id) for guild in guilds}
    for number, ids in enumerate(told):
        assert all((int(guild_id) >> 22) % 2 == number for guild_id in ids)


async def test_a_direct_message_reaches_both_however_new_the_channel(gateway, make):
    ada, bob = await make.make_user("ada"), await make.make_user("bob")
    await sync_to_async(befriend)(ada, bob)
    await sync_to_async(befriend)(bob, ada)
    clients = [await gateway.identified(ada), await gateway.identified(bob)]

    channel = await sync_to_async(open_direct_channel)(ada, bob)
    for number in range(5):
        await say(ada, channel, f"psst {number}")

    for client in clients:
        heard = [(await client.next("MESSAGE_CREATE"))["content"] for _ in range(5)]
        assert heard == [f"psst {number}" for number in range(5)]
    assert "CHANNEL_CREATE" in clients[0].names()


async def test_members_are_found_by_name_id_and_all_together(gateway, make, monkeypatch):
    monkeypatch.setattr(limits, "GATEWAY_CHUNK_MEMBERS", 2)
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    others = [await make.make_member(guild, name) for name in ("bob", "bobby", "cleo")]
    client = await gateway.identified(ada)

    async def ask(**fields):
        await client.send(8, {"guild_id": str(guild.id), **fields})
        chunks = [await client.next("GUILD_MEMBERS_CHUNK")]
        while len(chunks) < chunks[0]["chunk_count"]:
            chunks.append(await client.next("GUILD_MEMBERS_CHUNK"))
        names = [m["user"]["username"] for chunk in chunks for m in chunk["members"]]
        return sorted(names), chunks

    assert (await ask(query="bob", limit=10))[0] == ["bob", "bobby"]
    names, chunks = await ask(query="", limit=0, nonce="all", presences=True)
    assert names == ["ada", "bob", "bobby", "cleo"]
    assert [(c["chunk_index"], c["chunk_count"], c["nonce"]) for c in chunks] == [
        (0, 2, "all"),
        (1, 2, "all"),
    ]
    assert {p["user"]["id"] for c in chunks for p in c["presences"]} == {str(ada.id)}
    names, chunks = await ask(user_ids=[str(others[2].id), 5])
    assert (names, chunks[0]["not_found"]) == (["cleo"], ["5"])
    assert (await ask(user_ids=others[0].id))[0] == ["bob"]
    assert (await ask(query="zzz", limit=1))[0] == []


async def test_members_of_a_guild_one_is_not_in_are_not_told(gateway, make):
    guild = await make.make_guild(await make.make_user("ada"))
    client = await gateway.identified(await make.make_user("eve"))
    await client.send(8, {"guild_id": str(guild.id), "query": "", "limit": 0})
    await client.ping()
    assert "GUILD_MEMBERS_CHUNK" not in client.names()


async def test_all_members_are_asked_for_again_after_a_while_only(gateway, make):
    ada = await make.make_user("ada")
    guild, other = await make.make_guild(ada), await make.make_guild(ada, "Annex")
    client = await gateway.identified(ada)
    everybody = {"guild_id": str(guild.id), "query": "", "limit": 0, "nonce": "again"}
    await client.send(8, everybody)
    assert len((await client.next("GUILD_MEMBERS_CHUNK"))["members"]) == 1
    await client.send(8, everybody)
    refused = await client.next("RATE_LIMITED")
    assert refused["opcode"] == 8
    assert refused["meta"] == {"guild_id": str(guild.id), "nonce": "again"}
    assert 0 < refused["retry_after"] <= limits.GATEWAY_ALL_MEMBERS_SECONDS
    await client.send(8, {**everybody, "guild_id": str(other.id)})
    assert (await client.next("GUILD_MEMBERS_CHUNK"))["guild_id"] == str(other.id)
    await client.send(8, {"guild_id": str(guild.id), "query": "a", "limit": 5})
    assert (await client.next("GUILD_MEMBERS_CHUNK"))["guild_id"] == str(guild.id)


async def test_who_becomes_a_friend_while_connected_is_told_of(gateway, make):
    ada, bob = await make.make_user("ada"), await make.make_user("bob")
    witness, client = await gateway.identified(ada), await gateway.identified(bob)
    await sync_to_async(befriend)(ada, bob)
    await sync_to_async(befriend)(bob, ada)
    while (await client.next("RELATIONSHIP_ADD"))["type"] != 1:
        pass
    while (await witness.next("RELATIONSHIP_ADD"))["type"] != 1:
        pass
    deadline = time.monotonic() + 10
    for status in ("idle", "dnd") * 100:
        # Joining the friends' events takes a moment, and nothing says when it is over.
        current_hub().presence._told.clear()
        await client.send(3, {"status": status, "since": 0, "activities": [], "afk": False})
        await client.ping()
        await witness.ping()
        if "PRESENCE_UPDATE" in witness.names() or time.monotonic() > deadline:
            break
        await asyncio.sleep(0.05)
    told = [m["d"] for m in witness.heard if m["t"] == "PRESENCE_UPDATE"]
    assert told[-1]["user"]["id"] == str(bob.id)


async def test_everybody_hears_the_same_order(gateway, make):
    ada = await make.make_user("ada")
    guild = await make.make_guild(ada)
    channels = [await make.text_channel(guild), await make.make_channel(guild, "other")]
    clients = [await gateway.identified(ada) for _ in range(3)]
    await asyncio.gather(
        *(say(ada, channels[n % 2], f"{n}") for n in range(60)),
    )
    heard = [
        [(await client.next("MESSAGE_CREATE"))["content"] for _ in range(60)] for client in clients
    ]
    assert heard[0] == heard[1] == heard[2]
    assert sorted(heard[0], key=int) == [str(n) for n in range(60)]


async def test_who_does_not_read_is_cut_and_may_resume(gateway, make, monkeypatch):
    monkeypatch.setattr(limits, "GATEWAY_UNSENT_BYTES", 20_000)
    ada = await make.make_user("ada")
    channel = await make.text_channel(await make.make_guild(ada))
    slow, quick = await gateway.identified(ada), await gateway.identified(ada)
    slow._outgoing._maxsize = 1  # the server has to wait for who takes nothing
    for number in range(40):
        await say(ada, channel, f"{number} " + "word " * 200)
    heard = [await quick.next("MESSAGE_CREATE") for _ in range(40)]
    assert len({message["id"] for message in heard}) == 40

    slow._outgoing._maxsize = 0
    assert await slow.expect_close() == 4000
    got = slow.names().count("MESSAGE_CREATE")
    assert got < 40
    again = gateway.connect()
    await again.resume(slow.token, slow.session_id, slow.seq)
    await again.next("RESUMED")
    assert got + again.names().count("MESSAGE_CREATE") == 40
