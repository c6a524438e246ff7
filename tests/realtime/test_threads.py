"""Threads over the gateway: who is told of which, and what they hear of them."""

from __future__ import annotations

from asgiref.sync import sync_to_async

from guilds.models import Channel
from guilds.permissions import Permissions
from guilds.services.thread_members import add_thread_member, remove_thread_member
from guilds.services.threads import delete_thread, update_thread
from messaging.content.bodies import NewMessage
from messaging.models import MessageType
from messaging.services.sending import send_message
from messaging.services.threads import NewThread, start_thread

GUILDS, MEMBERS, MESSAGES, CONTENT = 1, 2, 1 << 9, 1 << 15


async def started(who, channel, name="talk", kind=11) -> Channel:
    made = await sync_to_async(start_thread)(who, channel.id, kind, NewThread(name))
    return await Channel.objects.select_related("guild").aget(id=int(made["id"]))


async def hall(make):
    owner = await make.make_user("owner")
    guild = await make.make_guild(owner)
    bob = await make.make_member(guild, "bob")
    carol = await make.make_member(guild, "carol")
    channel = await make.text_channel(guild)
    await make.allow(channel, guild, Permissions.CREATE_PRIVATE_THREADS)
    return owner, bob, carol, guild, channel


async def test_threads_are_told_of_when_they_start_change_and_end(gateway, make):
    owner, bob, _, _, channel = await hall(make)
    client = await gateway.identified(bob)
    thread = await started(owner, channel)
    created = await client.next("THREAD_CREATE")
    assert (created["id"], created["newly_created"]) == (str(thread.id), True)
    await sync_to_async(update_thread)(owner, thread, {"archived": True})
    assert (await client.next("THREAD_UPDATE"))["thread_metadata"]["archived"] is True
    await send_message(owner, thread.id, NewMessage(content="awake"))
    assert (await client.next("THREAD_UPDATE"))["thread_metadata"]["archived"] is False
    assert (await client.next("MESSAGE_CREATE"))["content"] == "awake"
    await sync_to_async(delete_thread)(owner, thread)
    assert (await client.next("THREAD_DELETE"))["parent_id"] == str(channel.id)
    assert "THREAD_ROSTER" not in client.names()


async def test_a_guild_is_told_with_its_active_threads_and_what_one_is_in_them(gateway, make):
    owner, bob, carol, _, channel = await hall(make)
    public = await started(bob, channel, "public")
    private = await started(bob, channel, "private", kind=12)
    archived = await started(bob, channel, "archived")
    await sync_to_async(update_thread)(owner, archived, {"archived": True})
    told = {}
    for who in (owner, bob, carol):
        client = await gateway.identified(who)
        [guild] = client.ready["guilds"]
        assert "thread_members" not in guild
        told[who] = {thread["id"]: thread for thread in guild["threads"]}
    assert told[bob].keys() == told[owner].keys() == {str(public.id), str(private.id)}
    assert told[carol].keys() == {str(public.id)}
    assert told[bob][str(public.id)]["member"]["user_id"] == str(bob.id)
    assert "member" not in told[carol][str(public.id)]


async def test_a_private_thread_appears_to_whom_it_is_shown_and_goes_with_them(gateway, make):
    _, bob, carol, _, channel = await hall(make)
    client = await gateway.identified(carol)
    thread = await started(bob, channel, "secret", kind=12)
    await send_message(bob, thread.id, NewMessage(content="not yet"))
    await sync_to_async(add_thread_member)(bob, thread, carol.id)
    created = await client.next("THREAD_CREATE")
    assert created["member"]["user_id"] == str(carol.id)
    joined = await client.next("THREAD_MEMBERS_UPDATE")
    assert [member["user_id"] for member in joined["added_members"]] == [str(carol.id)]
    assert (await client.next("THREAD_MEMBER_UPDATE"))["guild_id"] == str(thread.guild_id)
    assert (await client.next("MESSAGE_CREATE"))["type"] == MessageType.RECIPIENT_ADD
    await send_message(bob, thread.id, NewMessage(content="welcome"))
    assert (await client.next("MESSAGE_CREATE"))["content"] == "welcome"
    await sync_to_async(remove_thread_member)(bob, thread, carol.id)
    left = await client.next("THREAD_MEMBERS_UPDATE")
    assert left["removed_member_ids"] == [str(carol.id)]
    await send_message(bob, thread.id, NewMessage(content="among us"))
    await send_message(bob, channel.id, NewMessage(content="for all"))
    assert (await client.next("MESSAGE_CREATE"))["content"] == "for all"
    heard = [m["d"] for m in client.heard if m["t"] == "MESSAGE_CREATE"]
    assert [one["content"] for one in heard if one["type"] == 0] == ["welcome", "for all"]


async def test_a_private_thread_keeps_its_members_through_the_archive(gateway, make):
    _, bob, carol, _, channel = await hall(make)
    thread = await started(bob, channel, "secret", kind=12)
    await sync_to_async(update_thread)(bob, thread, {"archived": True})
    # It is archived before anybody listens here.
    hers, his = await gateway.identified(carol), await gateway.identified(bob)
    await sync_to_async(update_thread)(bob, thread, {"archived": False})
    assert (await his.next("THREAD_UPDATE"))["id"] == str(thread.id)
    await send_message(bob, channel.id, NewMessage(content="done"))
    await hers.next("MESSAGE_CREATE")
    assert "THREAD_UPDATE" not in hers.names()


async def test_without_the_members_intent_one_hears_of_oneself_only(gateway, make):
    owner, bob, _, guild, channel = await hall(make)
    bot = await make.make_bot("helper", owner=owner)
    await make.make_member(guild, bot)
    few = await gateway.identified(bot, intents=GUILDS | MESSAGES | CONTENT)
    many = await gateway.identified(bot, intents=GUILDS | MEMBERS | MESSAGES | CONTENT)
    thread = await started(owner, channel)
    await sync_to_async(add_thread_member)(owner, thread, bob.id)
    await sync_to_async(add_thread_member)(owner, thread, bot.id)
    heard = []
    for client in (few, many):
        while True:
            news = await client.next("THREAD_MEMBERS_UPDATE")
            heard.append((client is many, news["added_members"][0]["user_id"]))
            if news["added_members"][0]["user_id"] == str(bot.id):
                break
    assert heard == [
        (False, str(bot.id)), (True, str(owner.id)), (True, str(bob.id)), (True, str(bot.id)),
    ]  # fmt: skip


async def test_whoever_comes_to_see_a_channel_is_told_of_its_threads(gateway, make):
    owner, bob, _, guild, _ = await hall(make)
    channel = await make.make_channel(guild, "hidden")
    await make.deny(channel, guild, Permissions.VIEW_CHANNEL)
    thread = await started(owner, channel)
    client = await gateway.identified(bob)
    await make.allow(channel, bob, Permissions.VIEW_CHANNEL)
    assert (await client.next("CHANNEL_CREATE"))["id"] == str(channel.id)
    synced = await client.next("THREAD_LIST_SYNC")
    assert synced["channel_ids"] == [str(channel.id)]
    assert [one["id"] for one in synced["threads"]] == [str(thread.id)]
    await make.deny(channel, bob, Permissions.VIEW_CHANNEL)
    assert (await client.next("CHANNEL_DELETE"))["id"] == str(channel.id)
    await client.ping()
    assert "THREAD_DELETE" not in client.names()
