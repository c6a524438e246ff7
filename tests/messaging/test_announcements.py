"""Announcement channels: following them, publishing to followers, and what copies do later."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from guilds.models import AuditLogEntry, AuditLogEvent, ChannelType, Webhook
from guilds.permissions import Permissions
from guilds.services import leave_guild
from messaging.models import Message
from messaging.services.crossposts import deliver, update_copies
from tests.builders import (
    allow,
    deny,
    limited,
    make_channel,
    make_guild,
    make_member,
    make_user,
    text_channel,
)
from tests.messaging.conftest import refused, say


@pytest.fixture
def news(call, hall):
    """Return ada's announcement channel, followed by carl's guild where bob has a seat."""
    channel = make_channel(hall.guild, "news", type=ChannelType.GUILD_ANNOUNCEMENT)
    carl = make_user("carl")
    guild = make_guild(carl, "Elsewhere")
    make_member(hall.guild, carl)
    make_member(guild, hall.bob)
    target = text_channel(guild)
    answer = follow(call, carl, channel, target)
    assert answer.status_code == 200, answer.text
    return SimpleNamespace(
        channel=channel, target=target, guild=guild, carl=carl, followed=answer.json()
    )


def follow(call, who, channel, target):
    body = {"webhook_channel_id": str(target.id)}
    return call(who, "POST", f"/channels/{channel.id}/followers", body)


def publish(call, who, message):
    return call(who, "POST", f"/channels/{message.channel_id}/messages/{message.id}/crosspost")


def post(who, channel, text="hear ye", **more):
    return Message.objects.get(id=say(who, channel, text, **more).id)


def newest(call, news):
    return call(news.carl, "GET", f"/channels/{news.target.id}/messages").json()[0]


def test_following_makes_a_webhook_and_a_notice(call, hall, news, log):
    assert news.followed["channel_id"] == str(news.channel.id)
    [webhook] = call(news.carl, "GET", f"/channels/{news.target.id}/webhooks").json()
    assert webhook["id"] == news.followed["webhook_id"]
    assert webhook["type"] == 2
    assert webhook["name"] == "Hall #news"
    assert webhook["source_channel"] == {"id": str(news.channel.id), "name": "news"}
    assert webhook["source_guild"]["id"] == str(hall.guild.id)
    assert "token" not in webhook
    notice = newest(call, news)
    assert notice["type"] == 12
    assert notice["author"]["username"] == "carl"
    assert notice["content"] == "Hall #news"
    assert notice["message_reference"] == {
        "type": 0, "channel_id": str(news.channel.id), "guild_id": str(hall.guild.id),
    }  # fmt: skip
    [entry] = AuditLogEntry.objects.filter(action_type=AuditLogEvent.WEBHOOK_CREATE)
    assert entry.guild_id == news.guild.id
    assert log("WEBHOOKS_UPDATE")[-1][1]["channel_id"] == str(news.target.id)

    # Once is enough.
    again = follow(call, news.carl, news.channel, news.target).json()
    assert again == news.followed
    assert Message.objects.filter(type=12).count() == 1
    # Who made it has left the guild it comes from.
    leave_guild(news.carl, hall.guild)
    [webhook] = call(news.carl, "GET", f"/channels/{news.target.id}/webhooks").json()
    assert "source_guild" not in webhook


def test_who_may_not_follow_and_what_cannot_be_followed(call, hall, news):
    other = make_channel(news.guild, "other")
    refused(follow(call, hall.bob, news.channel, other), 403, 50013)
    eve = make_member(news.guild, "eve", permissions=Permissions.MANAGE_WEBHOOKS)
    refused(follow(call, eve, news.channel, other), 403, 50001)  # does not see the source
    refused(follow(call, news.carl, hall.channel, other), 400, 50024)
    voice = make_channel(news.guild, "voice", type=ChannelType.GUILD_VOICE)
    refused(follow(call, news.carl, news.channel, voice), 400, 50024)
    refused(follow(call, hall.ada, news.channel, news.channel), 400, 50024)
    body = {"webhook_channel_id": "5"}
    answer = call(news.carl, "POST", f"/channels/{news.channel.id}/followers", body)
    refused(answer, 404, 10003)
    assert Webhook.objects.count() == 1


def test_a_published_message_reaches_followers_and_its_edits_and_end_too(call, hall, news, log):
    original = post(hall.ada, news.channel, "@everyone **hear ye**")
    answer = publish(call, hall.ada, original)
    assert answer.status_code == 200, answer.text
    assert answer.json()["flags"] == 1
    assert log("MESSAGE_UPDATE")[-1][1]["flags"] == 1
    refused(publish(call, hall.ada, original), 400, 40033)
    assert deliver(original.id) == 1
    assert deliver(original.id) == 0  # the task may run twice

    copy = newest(call, news)
    assert copy["content"] == "@everyone **hear ye**"
    assert copy["flags"] == 2
    assert copy["author"]["username"] == "Hall #news"
    assert copy["webhook_id"] == news.followed["webhook_id"]
    assert copy["mention_everyone"] is False
    assert copy["message_reference"] == {
        "type": 0,
        "channel_id": str(news.channel.id),
        "guild_id": str(hall.guild.id),
        "message_id": str(original.id),
    }

    path = f"/channels/{news.channel.id}/messages/{original.id}"
    assert call(hall.ada, "PATCH", path, {"content": "hear me"}).status_code == 200
    assert update_copies(original.id) == 1
    edited = newest(call, news)
    assert edited["content"] == "hear me"
    assert edited["edited_timestamp"] is not None

    assert call(hall.ada, "DELETE", path).status_code == 204
    assert update_copies(original.id) == 1
    gone = newest(call, news)
    assert gone["content"] == "[Original Message Deleted]"
    assert gone["flags"] == 2 | 8


def test_the_files_of_a_published_message_go_with_it(call, api, hall, news):
    files = {"files[0]": ("plan.txt", b"the plan", "text/plain")}
    sent = api(hall.ada).post(f"/channels/{news.channel.id}/messages", files=files, data={}).json()
    original = Message.objects.get(id=sent["id"])
    publish(call, hall.ada, original)
    deliver(original.id)
    [file] = newest(call, news)["attachments"]
    assert api().get(file["url"]).content == b"the plan"
    path = f"/channels/{news.channel.id}/messages/{original.id}"
    call(hall.ada, "PATCH", path, {"content": "no plan", "attachments": []})
    update_copies(original.id)
    assert newest(call, news)["attachments"] == []


def test_channels_that_all_see_are_named_in_copies_of_public_guilds(call, hall, news):
    hidden = make_channel(hall.guild, "hidden")
    deny(hidden, hall.guild, Permissions.VIEW_CHANNEL)
    text = f"<#{hall.channel.id}> <#{hidden.id}>"

    def named(**features):
        original = post(hall.ada, news.channel, text)
        publish(call, hall.ada, original)
        deliver(original.id)
        return newest(call, news).get("mention_channels", [])

    assert named() == []
    hall.guild.features = ["DISCOVERABLE"]
    hall.guild.save()
    assert [channel["name"] for channel in named()] == ["general"]


def test_who_may_not_publish_and_what_cannot_be_published(call, hall, news):
    refused(publish(call, hall.ada, post(hall.ada, hall.channel)), 400, 50024)
    others = post(hall.ada, news.channel)
    refused(publish(call, hall.bob, others), 403, 50013)
    refused(publish(call, make_user("eve"), others), 403, 50001)
    own = post(hall.bob, news.channel)
    assert publish(call, hall.bob, own).status_code == 200
    allow(news.channel, hall.bob, Permissions.MANAGE_MESSAGES)
    assert publish(call, hall.bob, others).status_code == 200
    poll = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}]}
    refused(publish(call, hall.ada, post(hall.ada, news.channel, None, poll=poll)), 400, 50068)
    own = post(hall.bob, news.channel)
    deny(news.channel, hall.bob, Permissions.SEND_MESSAGES)
    refused(publish(call, hall.bob, own), 403, 50013)


def test_ten_messages_an_hour_are_published(api, hall, news):
    messages = [post(hall.ada, news.channel) for _ in range(11)]

    def status(message):
        path = f"/channels/{news.channel.id}/messages/{message.id}/crosspost"
        return api(limited(hall.ada)).post(path).status_code

    assert [status(message) for message in messages] == [200] * 10 + [429]
