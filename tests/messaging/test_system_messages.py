"""What the instance says in somebody's name, and where in a thread a message stands."""

from __future__ import annotations

from config.kernel import aio
from config.settings import limits
from guilds.models import Channel
from messaging.services.direct_messages import open_direct_channel
from messaging.services.system_messages import close_call, post_call
from tests.builders import make_member, make_role
from tests.messaging.conftest import refused, say


def test_a_call_is_a_message_that_says_who_took_part(call, hall, log):
    channel = open_direct_channel(hall.ada, hall.bob)
    sent = aio.run(post_call(channel.id, channel.type, hall.ada.id))
    path = f"/channels/{channel.id}/messages/{sent.id}"
    message = call(hall.bob, "GET", path).json()
    assert message["type"] == 3
    assert message["call"] == {"participants": [str(hall.ada.id)], "ended_timestamp": None}

    close_call(sent.id, [hall.ada.id, hall.bob.id])
    ended = call(hall.bob, "GET", path).json()["call"]
    assert ended["participants"] == [str(hall.ada.id), str(hall.bob.id)]
    assert ended["ended_timestamp"] is not None
    assert log("MESSAGE_UPDATE")[-1][1]["call"] == ended
    refused(call(hall.ada, "DELETE", path), 403, 50021)
    close_call(5, [])  # one that is not there is passed over


def test_messages_of_threads_say_how_manieth_they_are(call, hall):
    body = {"name": "lunch", "type": 11}
    made = call(hall.ada, "POST", f"/channels/{hall.channel.id}/threads", body)
    thread = Channel.objects.get(id=made.json()["id"])
    said = [say(hall.bob, thread, text).payload for text in ("one", "two", "three")]
    assert [message["position"] for message in said] == [0, 1, 2]
    assert "position" not in say(hall.bob, hall.channel).payload


def test_a_thread_says_what_it_is_called_and_who_was_brought_in_or_out(call, hall):
    body = {"name": "lunch", "type": 11}
    made = call(hall.ada, "POST", f"/channels/{hall.channel.id}/threads", body)
    thread = Channel.objects.get(id=made.json()["id"])
    carol = make_member(hall.guild, "carol")

    def told():
        found = call(hall.ada, "GET", f"/channels/{thread.id}/messages").json()
        return [
            (one["type"], one["author"]["username"], one["content"],
             [user["username"] for user in one["mentions"]])
            for one in found
        ]  # fmt: skip

    path = f"/channels/{thread.id}"
    assert call(hall.ada, "PATCH", path, {"name": "dinner"}).status_code == 200
    assert call(hall.ada, "PATCH", path, {"name": "dinner", "locked": True}).status_code == 200
    assert told() == [(4, "ada", "dinner", [])]
    members = f"{path}/thread-members"
    for _ in range(2):  # once more is no news
        assert call(hall.ada, "PUT", f"{members}/{carol.id}").status_code == 204
    assert told()[0] == (1, "ada", "", ["carol"])
    assert call(hall.ada, "DELETE", f"{members}/{carol.id}").status_code == 204
    assert told()[0] == (2, "ada", "", ["carol"])
    # Who comes and goes by themselves is not talked about.
    assert call(hall.bob, "PUT", f"{members}/@me").status_code == 204
    assert call(hall.bob, "DELETE", f"{members}/@me").status_code == 204
    assert call(hall.ada, "PATCH", path, {"name": "over", "archived": True}).status_code == 200
    assert len(told()) == 3


def test_a_thread_takes_in_the_people_of_a_role_that_is_mentioned(call, hall, monkeypatch):
    body = {"name": "lunch", "type": 11}
    made = call(hall.ada, "POST", f"/channels/{hall.channel.id}/threads", body)
    thread = Channel.objects.get(id=made.json()["id"])
    cooks = make_role(hall.guild, "cooks", mentionable=True)
    carol = make_member(hall.guild, "carol", roles=[cooks])
    named = say(hall.bob, hall.channel, f"<@&{cooks.id}>")
    followers = thread.thread_members.values_list("user_id", flat=True)
    assert carol.id not in followers.all()
    message = say(hall.bob, thread, f"<@&{cooks.id}>").payload
    assert carol.id in followers.all()
    assert (message["flags"], named.payload["flags"]) == (0, 0)

    # A large role's people are not, and the message says so.
    guests = make_role(hall.guild, "guests", mentionable=True)
    dave = make_member(hall.guild, "dave", roles=[guests])
    monkeypatch.setattr(limits, "ROLE_MEMBERS_ADDED_TO_THREAD", 0)
    message = say(hall.bob, thread, f"<@&{guests.id}>").payload
    assert message["flags"] == 1 << 8
    assert dave.id not in followers.all()
