"""Auto moderation at work: what is said is held against the rules of the guild."""

from __future__ import annotations

import pytest

from config.kernel.errors import MessageBlocked, MissingPermissions, TitleBlocked
from config.settings import limits
from guilds.models import AuditLogEntry, ChannelType, Member
from guilds.permissions import Permissions
from guilds.services import add_member_role, update_member
from guilds.services.automod_rules import create_rule, update_rule
from guilds.services.threads import update_thread
from messaging.content.bodies import MessageChange, NewMessage
from messaging.models import Message, MessageType
from messaging.services.editing import edit_message
from messaging.services.threads import NewThread, start_post, start_thread
from tests.builders import make_bot, make_channel, make_member, make_role
from tests.helpers.openapi import assert_documented
from tests.messaging.conftest import say


def add_rule(hall, *keywords, kind=1, actions=({"type": 1},), metadata=None, **more):
    return create_rule(
        hall.ada, hall.guild, name="words", event_type=1, trigger_type=kind, enabled=True,
        trigger_metadata=metadata or {"keyword_filter": list(keywords)},
        actions=[{"metadata": {}} | action for action in actions], **more,
    )  # fmt: skip


def says(author, channel, text="what a cat") -> bool:
    """Return whether somebody gets to say something."""
    try:
        say(author, channel, text)
    except MessageBlocked:
        return False
    return True


def test_a_blocked_message_is_nowhere_and_its_author_is_told_why(api, hall, log) -> None:
    add_rule(hall, "cat*", actions=[{"type": 1, "metadata": {"custom_message": "No cats."}}])
    path = f"/channels/{hall.channel.id}/messages"
    sent = api(hall.bob).post(path, {"content": "I like dogs"})
    assert sent.status_code == 200
    refused = api(hall.bob).post(path, {"content": "I like Cats"})
    assert refused.status_code == 400
    assert refused.json()["code"] == 200000
    assert refused.json()["message"] == "Message was blocked by automatic moderation"
    assert refused.json()["errors"]["content"]["_errors"][0]["message"] == "No cats."
    assert_documented("POST", path, 400, refused.json())
    assert list(Message.objects.values_list("content", flat=True)) == ["I like dogs"]
    [(_, told, topic)] = log("AUTO_MODERATION_ACTION_EXECUTION")
    assert topic == f"guild:{hall.guild.id}"
    assert (told["matched_keyword"], told["matched_content"]) == ("cat*", "Cat")
    assert (told["content"], told["user_id"]) == ("I like Cats", str(hall.bob.id))
    assert "message_id" not in told
    entry = AuditLogEntry.objects.get(action_type=143)
    assert (entry.user_id, entry.target_id) == (None, hall.bob.id)
    assert entry.options == {
        "auto_moderation_rule_name": "words", "auto_moderation_rule_trigger_type": "1",
        "channel_id": str(hall.channel.id),
    }  # fmt: skip


def test_an_edit_is_held_against_the_rules_like_a_message(hall) -> None:
    sent = say(hall.bob, hall.channel, "harmless")
    add_rule(hall, "cat")
    edit_message(hall.bob, hall.channel.id, sent.id, MessageChange(content="still harmless"))
    with pytest.raises(MessageBlocked):
        edit_message(hall.bob, hall.channel.id, sent.id, MessageChange(content="a cat"))
    assert Message.objects.get(id=sent.id).content == "still harmless"


def test_alerts_and_timeouts_follow_what_was_said(hall, log) -> None:
    alerts = make_channel(hall.guild, "alerts")
    add_rule(
        hall,
        "cat",
        actions=[
            {"type": 2, "metadata": {"channel_id": alerts.id}},
            {"type": 3, "metadata": {"duration_seconds": 600}},
        ],
    )
    sent = say(hall.bob, hall.channel, "a cat")
    alert = Message.objects.get(channel=alerts)
    assert (alert.type, alert.author_id) == (MessageType.AUTO_MODERATION_ACTION, hall.bob.id)
    [embed] = alert.embeds
    assert (embed["type"], embed["description"]) == ("auto_moderation_message", "a cat")
    fields = {field["name"]: field["value"] for field in embed["fields"]}
    assert fields["rule_name"] == "words"
    assert fields["keyword_matched_content"] == "cat"
    assert fields["flagged_message_id"] == str(sent.id)
    assert Member.objects.get(user=hall.bob).communication_disabled_until is not None
    executed = [data for _, data, _ in log("AUTO_MODERATION_ACTION_EXECUTION")]
    assert [data["action"]["type"] for data in executed] == [2, 3]
    assert executed[0]["alert_system_message_id"] == str(alert.id)
    assert executed[0]["message_id"] == str(sent.id)
    assert [e.action_type for e in AuditLogEntry.objects.filter(action_type__gte=143)] == [145, 144]


def test_some_are_left_alone(hall) -> None:
    role = make_role(hall.guild, "vip")
    free = make_channel(hall.guild, "free")
    category = make_channel(hall.guild, "places", type=ChannelType.GUILD_CATEGORY)
    inside = make_channel(hall.guild, "inside", parent_id=category.id)
    rule = add_rule(hall, "cat", exempt_roles=[role.id], exempt_channels=[free.id, category.id])
    manager = make_member(hall.guild, "manager", permissions=Permissions.MANAGE_GUILD)
    bot = make_member(hall.guild, make_bot(owner=hall.ada))
    talk = hall.channel
    assert not says(hall.bob, talk)
    assert not says(bot, talk)
    assert says(hall.ada, talk)
    assert says(manager, talk)
    assert says(hall.bob, free)
    assert says(hall.bob, inside)
    add_member_role(hall.ada, hall.guild, hall.bob.id, role.id)
    assert says(hall.bob, talk)
    update_rule(hall.ada, rule, {"exempt_roles": []})
    assert not says(hall.bob, talk)
    update_rule(hall.ada, rule, {"enabled": False})
    assert says(hall.bob, talk)


def test_webhooks_say_what_they_want(api, hall) -> None:
    add_rule(hall, "cat")
    made = api(hall.ada).post(f"/channels/{hall.channel.id}/webhooks", {"name": "news"}).json()
    path = f"/webhooks/{made['id']}/{made['token']}?wait=true"
    assert api().post(path, {"content": "a cat"}).status_code == 200


def test_threads_and_posts_are_channels_and_their_names_are_read_too(hall) -> None:
    forum = make_channel(hall.guild, "forum", type=ChannelType.GUILD_FORUM)
    add_rule(hall, "cat")
    thread = start_thread(hall.bob, hall.channel.id, 11, NewThread("dogs"))
    inside = hall.guild.channels.get(id=thread["id"])
    assert says(hall.bob, inside, "dogs")
    assert not says(hall.bob, inside)
    with pytest.raises(TitleBlocked):
        start_thread(hall.bob, hall.channel.id, 11, NewThread("a cat"))
    with pytest.raises(TitleBlocked):
        update_thread(hall.bob, inside, {"name": "a cat"})
    with pytest.raises(TitleBlocked):
        start_post(hall.bob, forum.id, NewThread("a cat"), NewMessage(content="dogs"))
    with pytest.raises(MessageBlocked):
        start_post(hall.bob, forum.id, NewThread("dogs"), NewMessage(content="a cat"))
    start_post(hall.bob, forum.id, NewThread("dogs"), NewMessage(content="dogs"))
    update_thread(hall.ada, inside, {"name": "a cat"})


def test_too_many_mentions_are_too_many(hall) -> None:
    add_rule(hall, kind=5, metadata={"mention_total_limit": 2})
    assert says(hall.bob, hall.channel, "<@1> <@2> <@2> <@1>")
    assert not says(hall.bob, hall.channel, "<@1> <@2> <@&3>")


def test_new_members_who_mention_many_together_are_a_raid(hall, monkeypatch) -> None:
    monkeypatch.setattr(limits, "AUTOMOD_RAID_MENTIONS", (4, 60))
    add_rule(
        hall, kind=5, metadata={"mention_total_limit": 0, "mention_raid_protection_enabled": True}
    )
    eve = make_member(hall.guild, "eve")
    assert says(hall.bob, hall.channel, "<@1> <@2>")
    assert says(eve, hall.channel, "<@3> <@4>")
    assert not says(eve, hall.channel, "<@5>")
    assert not says(hall.bob, hall.channel, "<@6>")
    assert says(eve, hall.channel, "nobody")


def test_the_same_again_and_again_is_spam(hall, monkeypatch) -> None:
    monkeypatch.setattr(limits, "AUTOMOD_REPEATS", (2, 60))
    add_rule(hall, kind=3, metadata={"unknown": 1})
    advert = "buy my wonderful things"
    assert [says(hall.bob, hall.channel, advert) for _ in range(3)] == [True, True, False]
    assert says(make_member(hall.guild, "eve"), hall.channel, advert)
    assert not says(hall.bob, hall.channel, "spam " * 40)


def test_direct_messages_have_no_rules(api, hall) -> None:
    add_rule(hall, "cat")
    opened = api(hall.bob).post("/users/@me/channels", {"recipient_id": str(hall.ada.id)}).json()
    path = f"/channels/{opened['id']}/messages"
    assert api(hall.bob).post(path, {"content": "a cat"}).status_code == 200


def test_who_is_in_quarantine_cannot_speak(hall) -> None:
    create_rule(
        hall.ada, hall.guild, name="names", event_type=2, trigger_type=6, enabled=True,
        trigger_metadata={"keyword_filter": ["rude"]}, actions=[{"type": 4}],
    )  # fmt: skip
    assert says(hall.bob, hall.channel, "hello")
    update_member(hall.ada, hall.guild, hall.bob.id, {"nick": "rude"})
    with pytest.raises(MissingPermissions):
        say(hall.bob, hall.channel, "hello")
    update_member(hall.ada, hall.guild, hall.bob.id, {"nick": "nice"})
    assert says(hall.bob, hall.channel, "hello again")


def test_an_alert_whose_channel_is_gone_is_no_alert(hall) -> None:
    alerts = make_channel(hall.guild, "alerts")
    add_rule(hall, "cat", actions=[{"type": 2, "metadata": {"channel_id": alerts.id}}])
    alerts.delete()
    assert says(hall.bob, hall.channel)
    assert not AuditLogEntry.objects.filter(action_type=144).exists()
