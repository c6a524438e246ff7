"""Group DMs over the gateway: who hears of them, and from when until when."""

from __future__ import annotations

from asgiref.sync import sync_to_async

from accounts.services.relationships import befriend
from messaging.content.bodies import NewMessage
from messaging.services.group_channels import (
    add_recipient,
    leave_group,
    open_group_channel,
    remove_recipient,
    update_group,
)
from messaging.services.sending import send_message


async def say(who, channel, content):
    await send_message(who, channel.id, NewMessage(content=content))


async def test_a_group_is_heard_by_who_is_in_it(gateway, make):
    ada, bob, carol, dave = [await make.make_user(n) for n in ("ada", "bob", "carol", "dave")]
    for other in (bob, carol, dave):
        await sync_to_async(befriend)(ada, other)
        await sync_to_async(befriend)(other, ada)
    clients = {who.username: await gateway.identified(who) for who in (ada, bob, dave)}

    group = await sync_to_async(open_group_channel)(ada, [bob.id, carol.id])
    await say(ada, group, "first")
    assert (await clients["bob"].next("MESSAGE_CREATE"))["content"] == "first"
    await sync_to_async(add_recipient)(ada, group.id, dave.id)
    added = await clients["bob"].next("CHANNEL_RECIPIENT_ADD")
    assert added["user"]["username"] == "dave"
    created = await clients["dave"].next("CHANNEL_CREATE")
    assert [one["username"] for one in created["recipients"]] == ["ada", "bob", "carol"]
    await sync_to_async(update_group)(bob, group.id, {"name": "Trip"})
    assert (await clients["dave"].next("CHANNEL_UPDATE"))["name"] == "Trip"

    late = await gateway.identified(carol)
    [listed] = late.ready["private_channels"]
    assert (listed["name"], listed["owner_id"], listed["icon"]) == ("Trip", str(ada.id), None)

    await sync_to_async(remove_recipient)(ada, group.id, bob.id)
    gone = await clients["bob"].next("CHANNEL_DELETE")
    assert gone["id"] == str(group.id)
    removed = await clients["dave"].next("CHANNEL_RECIPIENT_REMOVE")
    assert removed["user"]["username"] == "bob"
    before = len(clients["bob"].heard)
    await say(ada, group, "without bob")
    while (await clients["dave"].next("MESSAGE_CREATE"))["content"] != "without bob":
        pass
    await clients["bob"].ping()
    heard = [one["t"] for one in clients["bob"].heard[before:]]
    assert "MESSAGE_CREATE" not in heard

    await sync_to_async(leave_group)(ada, group.id)
    while (await clients["dave"].next("CHANNEL_UPDATE"))["owner_id"] != str(carol.id):
        pass
    assert (await gateway.identified(bob)).ready["private_channels"] == []
