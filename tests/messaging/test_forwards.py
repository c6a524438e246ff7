"""Forwarding: a copy of a message that stays as it is."""

from __future__ import annotations

import pytest

from accounts.services.applications import update_application
from config.kernel.storage import bucket
from guilds.permissions import Permissions
from messaging.models import Attachment, Message
from messaging.services.retention import delete_attachments
from tests.builders import deny, make_channel, make_guild, make_member, make_user, text_channel
from tests.messaging.conftest import refused, say


@pytest.fixture
def there(hall):
    """Return a channel of another guild that bob is in."""
    guild = make_guild(make_user("carl"), "Elsewhere")
    make_member(guild, hall.bob)
    return text_channel(guild)


def forward(call, who, source_channel, message_id, to, **more):
    reference = {"type": 1, "channel_id": str(source_channel.id), "message_id": str(message_id)}
    reference |= more.pop("reference", {})
    body = {"message_reference": reference, **more}
    return call(who, "POST", f"/channels/{to.id}/messages", body)


def send_file(api, who, channel, text="look"):
    files = {"files[0]": ("notes.txt", b"some words", "text/plain")}
    answer = api(who).post(
        f"/channels/{channel.id}/messages",
        files=files,
        data={"payload_json": f'{{"content":"{text}"}}'},
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_forward_holds_a_copy_that_stays(call, api, hall, there, log):
    original = send_file(api, hall.ada, hall.channel, f"look <@{hall.bob.id}>")
    answer = forward(call, hall.bob, hall.channel, original["id"], there)
    assert answer.status_code == 200, answer.text
    message = answer.json()
    assert (message["type"], message["content"], message["attachments"]) == (0, "", [])
    assert message["flags"] == 1 << 14
    assert message["mentions"] == []
    assert message["message_reference"] == {
        "type": 1,
        "channel_id": str(hall.channel.id),
        "message_id": original["id"],
        "guild_id": str(hall.guild.id),
    }
    [snapshot] = message["message_snapshots"]
    copy = snapshot["message"]
    assert copy["content"] == original["content"]
    assert [user["username"] for user in copy["mentions"]] == ["bob"]
    assert copy["timestamp"] == original["timestamp"]
    assert "author" not in copy
    [file] = copy["attachments"]
    assert file["filename"] == "notes.txt"
    assert file["id"] != original["attachments"][0]["id"]
    assert api().get(file["url"]).content == b"some words"
    assert log("MESSAGE_CREATE")[-1][1]["message_snapshots"] == message["message_snapshots"]

    path = f"/channels/{hall.channel.id}/messages/{original['id']}"
    assert call(hall.ada, "PATCH", path, {"content": "never mind"}).status_code == 200
    assert call(hall.ada, "DELETE", path).status_code == 204
    delete_attachments(Attachment.objects.filter(message_id=original["id"]))
    read = call(hall.bob, "GET", f"/channels/{there.id}/messages").json()[0]
    assert read["message_snapshots"] == message["message_snapshots"]
    assert api().get(file["url"]).content == b"some words"
    # The last one who shows the file takes it along.
    key = Attachment.objects.get().key
    delete_attachments(Attachment.objects.all())
    assert not bucket("attachments").exists(key)


def test_a_forward_of_a_forward_shows_the_first_message(call, hall, there):
    original = say(hall.ada, hall.channel, "first")
    once = forward(call, hall.bob, hall.channel, original.id, there).json()
    twice = forward(call, hall.bob, there, once["id"], hall.channel).json()
    assert twice["message_reference"]["message_id"] == once["id"]
    assert twice["message_snapshots"] == once["message_snapshots"]
    reply = {"content": "seen", "message_reference": {"message_id": twice["id"]}}
    answered = call(hall.ada, "POST", f"/channels/{hall.channel.id}/messages", reply).json()
    assert answered["referenced_message"]["message_snapshots"] == once["message_snapshots"]


def test_only_some_of_a_message_is_forwarded_if_asked(call, api, hall, bot, there):
    embeds = [{"title": "one"}, {"title": "two"}]
    original = call(
        bot, "POST", f"/channels/{hall.channel.id}/messages", {"content": "x", "embeds": embeds}
    ).json()
    only = {"reference": {"forward_only": {"embed_indices": [1]}}}
    answer = forward(call, hall.bob, hall.channel, original["id"], there, **only)
    [snapshot] = answer.json()["message_snapshots"]
    assert [embed["title"] for embed in snapshot["message"]["embeds"]] == ["two"]

    file = send_file(api, hall.ada, hall.channel)
    only = {"reference": {"forward_only": {"attachment_ids": []}}}
    [snapshot] = forward(call, hall.bob, hall.channel, file["id"], there, **only).json()[
        "message_snapshots"
    ]
    assert snapshot["message"]["attachments"] == []


def test_who_and_what_may_not_be_forwarded(call, api, hall, there):
    original = say(hall.ada, hall.channel, "words")
    eve = make_member(there.guild, "eve")
    refused(forward(call, eve, hall.channel, original.id, there), 403, 50001)
    refused(forward(call, hall.bob, hall.channel, 5, there), 404, 10008)
    refused(forward(call, hall.bob, there, original.id, there), 404, 10008)
    refused(forward(call, hall.bob, hall.channel, original.id, there, content="mine"), 400, 50035)
    no_channel = {"reference": {"channel_id": None}}
    refused(forward(call, hall.bob, hall.channel, original.id, there, **no_channel), 400, 50035)
    odd = {"reference": {"type": 2}}
    refused(forward(call, hall.bob, hall.channel, original.id, there, **odd), 400, 50035)

    poll = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}]}
    asked = call(hall.ada, "POST", f"/channels/{hall.channel.id}/messages", {"poll": poll}).json()
    refused(forward(call, hall.bob, hall.channel, asked["id"], there), 400, 50035)
    call(hall.ada, "PUT", f"/channels/{hall.channel.id}/pins/{original.id}")
    notice = Message.objects.get(type=6)
    refused(forward(call, hall.bob, hall.channel, notice.id, there), 400, 50035)

    secret = make_channel(hall.guild, "secret")
    hidden = say(hall.ada, secret, "hidden")
    assert forward(call, hall.bob, secret, hidden.id, there).status_code == 200
    deny(secret, hall.guild, Permissions.READ_MESSAGE_HISTORY)
    refused(forward(call, hall.bob, secret, hidden.id, there), 403, 50013)
    deny(secret, hall.guild, Permissions.VIEW_CHANNEL)
    refused(forward(call, hall.bob, secret, hidden.id, there), 403, 50001)


def test_the_channel_it_goes_to_has_its_rules(call, api, hall, there):
    words = say(hall.ada, hall.channel, "words")
    file = send_file(api, hall.ada, hall.channel)
    deny(there, there.guild, Permissions.ATTACH_FILES)
    refused(forward(call, hall.bob, hall.channel, file["id"], there), 403, 50013)
    assert forward(call, hall.bob, hall.channel, words.id, there).status_code == 200
    deny(there, there.guild, Permissions.SEND_MESSAGES)
    refused(forward(call, hall.bob, hall.channel, words.id, there), 403, 50013)


def test_a_forward_is_not_edited_but_its_embeds_can_be_hidden(call, hall, bot, there):
    words = say(bot, hall.channel, "words", embeds=[{"title": "T"}])
    message = forward(call, hall.bob, hall.channel, words.id, there).json()
    assert message["message_snapshots"][0]["message"]["embeds"][0]["title"] == "T"
    path = f"/channels/{there.id}/messages/{message['id']}"
    refused(call(hall.bob, "PATCH", path, {"content": "other words"}), 400, 50035)
    refused(call(hall.bob, "PATCH", path, {"attachments": []}), 400, 50035)
    hidden = call(hall.bob, "PATCH", path, {"flags": 4})
    assert hidden.json()["flags"] == 4 | 1 << 14
    assert hidden.json()["message_snapshots"][0]["message"]["embeds"] == []


def test_a_bot_forwards_only_what_it_may_read(call, hall, bot):
    other = make_channel(hall.guild, "other")
    words = say(hall.ada, hall.channel, "words")
    named = say(hall.ada, hall.channel, f"hey <@{bot.id}>")
    assert forward(call, bot, hall.channel, words.id, other).status_code == 200
    update_application(bot.bot_application, flags=0)
    refused(forward(call, bot, hall.channel, words.id, other), 403, 160014)
    assert forward(call, bot, hall.channel, named.id, other).status_code == 200
