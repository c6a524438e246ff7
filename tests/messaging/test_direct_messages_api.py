"""Messages between two people."""

from __future__ import annotations

import pytest

from accounts.models import Relationship, RelationshipType
from config.kernel import aio
from guilds.services.memberships import leave_guild
from messaging.models import Message, Recipient
from messaging.selectors import private_channels, read_states_for
from messaging.services.direct_messages import create, open_direct_channel
from tests.builders import make_bot, make_user
from tests.helpers.openapi import assert_documented
from tests.messaging.conftest import say


def open_channel(api, who, recipient):
    answer = api(who).post("/users/@me/channels", {"recipient_id": recipient.id})
    assert_documented("POST", "/users/@me/channels", answer.status_code, answer.json())
    return answer


def send(api, who, channel_id, content="hi"):
    return api(who).post(f"/channels/{channel_id}/messages", {"content": content})


def test_a_direct_channel_is_one_for_both_and_shown_with_the_first_message(api, hall, log):
    channel = open_channel(api, hall.bob, hall.ada).json()
    assert channel["type"] == 1
    assert [user["username"] for user in channel["recipients"]] == ["ada"]
    assert open_channel(api, hall.bob, hall.ada).json()["id"] == channel["id"]
    assert [data[2] for data in log("CHANNEL_CREATE")] == [f"user:{hall.bob.id}"]
    assert private_channels(hall.ada.id) == []

    message = send(api, hall.bob, channel["id"]).json()
    assert_documented("POST", f"/channels/{channel['id']}/messages", 200, message)
    created, announced = log("CHANNEL_CREATE", "MESSAGE_CREATE")[-2:]
    assert created[2] == f"user:{hall.ada.id}"
    assert [user["username"] for user in created[1]["recipients"]] == ["bob"]
    assert announced[2] == f"channel:{channel['id']}"
    assert "guild_id" not in announced[1]
    assert "member" not in announced[1]

    assert open_channel(api, hall.ada, hall.bob).json()["id"] == channel["id"]
    [listed] = api(hall.ada).get("/users/@me/channels").json()
    assert listed["last_message_id"] == message["id"]
    history = api(hall.ada).get(f"/channels/{channel['id']}/messages").json()
    assert [entry["id"] for entry in history] == [message["id"]]


def test_unread_direct_messages_count_as_mentions(hall):
    channel = open_direct_channel(hall.bob, hall.ada)
    for _ in range(3):
        say(hall.bob, channel)
    [entry] = read_states_for(hall.ada.id, [channel.id])
    assert entry["mention_count"] == 3
    assert read_states_for(hall.bob.id, [channel.id])[0]["mention_count"] == 0


def test_a_closed_channel_comes_back_with_the_next_message(api, hall, log):
    channel = open_direct_channel(hall.bob, hall.ada)
    say(hall.bob, channel)
    answer = api(hall.ada).delete(f"/channels/{channel.id}")
    assert answer.status_code == 200
    assert_documented("DELETE", f"/channels/{channel.id}", 200, answer.json())
    assert private_channels(hall.ada.id) == []
    assert log("CHANNEL_DELETE")[0][2] == f"user:{hall.ada.id}"
    say(hall.bob, channel)
    assert len(private_channels(hall.ada.id)) == 1
    assert not Recipient.objects.filter(closed=True).exists()


def test_a_third_person_learns_nothing(api, hall):
    channel = open_direct_channel(hall.bob, hall.ada)
    say(hall.bob, channel, "secret")
    eve = make_user("eve")
    for path in ("", "/messages", "/pins"):
        answer = api(eve).get(f"/channels/{channel.id}{path}")
        assert (answer.status_code, answer.json()["code"]) == (403, 50001), path
    answer = send(api, eve, channel.id)
    assert (answer.status_code, answer.json()["code"]) == (403, 50001)


def test_who_has_nothing_in_common_cannot_write(api, hall):
    stranger = make_user("eve")
    answer = open_channel(api, stranger, hall.ada)
    assert (answer.status_code, answer.json()["code"]) == (403, 50007)
    channel = open_direct_channel(hall.bob, hall.ada)
    assert send(api, hall.bob, channel.id).status_code == 200
    leave_guild(hall.bob, hall.guild)
    answer = send(api, hall.bob, channel.id)
    assert (answer.status_code, answer.json()["code"]) == (403, 50007)
    for one, other in ((hall.bob, hall.ada), (hall.ada, hall.bob)):
        Relationship.objects.create(user=one, other=other, type=RelationshipType.FRIEND)
    assert send(api, hall.bob, channel.id).status_code == 200


@pytest.mark.parametrize("blocker", ["ada", "bob"])
def test_a_block_stops_messages_both_ways(api, hall, blocker):
    channel = open_direct_channel(hall.bob, hall.ada)
    assert send(api, hall.bob, channel.id).status_code == 200
    one, other = (hall.ada, hall.bob) if blocker == "ada" else (hall.bob, hall.ada)
    Relationship.objects.create(user=one, other=other, type=RelationshipType.BLOCKED)
    for who in (hall.ada, hall.bob):
        answer = send(api, who, channel.id)
        assert (answer.status_code, answer.json()["code"]) == (403, 50007)
    assert Message.objects.count() == 1


def test_nobody_writes_to_themselves_or_to_nobody(api, hall, bot):
    assert open_channel(api, hall.bob, hall.bob).json()["code"] == 50007
    assert open_channel(api, bot, make_bot("other", owner=hall.ada)).json()["code"] == 50007
    answer = api(hall.bob).post("/users/@me/channels", {"recipient_id": "5"})
    assert (answer.status_code, answer.json()["code"]) == (400, 50033)
    assert api(hall.bob).post("/users/@me/channels", {}).json()["code"] == 50035
    assert api(bot).get("/users/@me/channels").json()["code"] == 20001


def test_a_bot_writes_to_a_member(api, hall, bot):
    channel = open_channel(api, bot, hall.bob).json()
    message = send(api, bot, channel["id"]).json()
    read = api(bot).get(f"/channels/{channel['id']}/messages/{message['id']}").json()
    assert read["content"] == "hi"
    fetched = api(bot).get(f"/channels/{channel['id']}").json()
    assert [user["id"] for user in fetched["recipients"]] == [str(hall.bob.id)]


def test_only_the_author_deletes_in_a_direct_channel(api, hall):
    channel = open_direct_channel(hall.bob, hall.ada)
    sent = say(hall.bob, channel)
    path = f"/channels/{channel.id}/messages"
    answer = api(hall.ada).delete(f"{path}/{sent.id}")
    assert (answer.status_code, answer.json()["code"]) == (403, 50013)
    answer = api(hall.ada).post(f"{path}/bulk-delete", {"messages": [str(sent.id), "6"]})
    assert (answer.status_code, answer.json()["code"]) == (403, 50003)
    assert api(hall.bob).delete(f"{path}/{sent.id}").status_code == 204


def test_both_may_react_and_pin(api, hall, log):
    channel = open_direct_channel(hall.bob, hall.ada)
    sent = say(hall.bob, channel)
    path = f"/channels/{channel.id}"
    reaction = f"{path}/messages/{sent.id}/reactions/%F0%9F%91%8D/@me"
    assert api(hall.ada).put(reaction).status_code == 204
    assert "member" not in log("MESSAGE_REACTION_ADD")[0][1]
    assert api(hall.ada).put(f"{path}/pins/{sent.id}").status_code == 204
    assert api(hall.ada).post(f"{path}/typing").status_code == 204


def test_two_who_open_at_once_get_the_same_channel(hall):
    import asyncio

    low, high = sorted((hall.ada.id, hall.bob.id))

    def make():
        from django.db import connection

        try:
            return create(low, high).id
        finally:
            connection.close()

    async def both():
        return await asyncio.gather(*(asyncio.to_thread(make) for _ in range(4)))

    assert len(set(aio.run(both()))) == 1
    assert Recipient.objects.count() == 2
