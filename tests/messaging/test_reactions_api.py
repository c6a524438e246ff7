"""Reactions, pins, typing and read states through the API."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.utils import timezone
from emoji import EMOJI_DATA

from guilds.models import AuditLogEntry, AuditLogEvent, Emoji
from guilds.permissions import Permissions
from messaging.models import Message, Reaction
from messaging.selectors import read_states_for
from tests.builders import deny, make_channel, make_guild, make_member, make_role
from tests.helpers.openapi import assert_documented
from tests.messaging.conftest import say


def reactions(channel, message, *parts):
    tail = "".join("/" + quote(part, safe="@") for part in parts)
    return f"/channels/{channel.id}/messages/{message.id}/reactions{tail}"


@pytest.fixture
def message(hall):
    return say(hall.ada, hall.channel)


@pytest.mark.parametrize("emoji", ["👍", "🏳️‍🌈", "1️⃣"])
def test_a_reaction_is_shown_and_told(api, hall, message, log, emoji):
    path = reactions(hall.channel, message, emoji, "@me")
    answer = api(hall.bob).put(path)
    assert answer.status_code == 204
    assert_documented("PUT", path, 204, None)
    assert api(hall.bob).put(path).status_code == 204

    path = f"/channels/{hall.channel.id}/messages/{message.id}"
    for who, me in ((hall.bob, True), (hall.ada, False)):
        shown = api(who).get(path).json()
        assert_documented("GET", path, 200, shown)
        assert shown["reactions"] == [
            {
                "emoji": {"id": None, "name": emoji},
                "count": 1,
                "count_details": {"burst": 0, "normal": 1},
                "burst_colors": [],
                "me": me,
                "me_burst": False,
            }
        ]
    [(_, event, _)] = log("MESSAGE_REACTION_ADD")
    assert event["member"]["user"]["id"] == event["user_id"] == str(hall.bob.id)
    assert event["message_author_id"] == str(hall.ada.id)
    assert (event["type"], event["burst"], event["emoji"]["name"]) == (0, False, emoji)


def test_a_reaction_is_taken_back(api, hall, message, log):
    path = reactions(hall.channel, message, "👍", "@me")
    api(hall.bob).put(path)
    assert api(hall.bob).delete(path).status_code == 204
    assert api(hall.bob).delete(path).status_code == 204
    assert len(log("MESSAGE_REACTION_REMOVE")) == 1
    assert not Reaction.objects.exists()


def test_others_reactions_are_a_moderators_affair(api, hall, message, log):
    for who in (hall.ada, hall.bob):
        api(who).put(reactions(hall.channel, message, "👍", "@me"))
        api(who).put(reactions(hall.channel, message, "🎉", "@me"))
    theirs = reactions(hall.channel, message, "👍", str(hall.ada.id))
    for path in (theirs, reactions(hall.channel, message), reactions(hall.channel, message, "👍")):
        answer = api(hall.bob).delete(path)
        assert (answer.status_code, answer.json()["code"]) == (403, 50013)
    own = reactions(hall.channel, message, "👍", str(hall.bob.id))
    assert api(hall.bob).delete(own).status_code == 204
    assert api(hall.ada).delete(reactions(hall.channel, message, "👍")).status_code == 204
    assert Reaction.objects.count() == 2
    assert api(hall.ada).delete(reactions(hall.channel, message)).status_code == 204
    assert not Reaction.objects.exists()
    assert log("MESSAGE_REACTION_REMOVE_EMOJI")[0][1]["emoji"] == {"id": None, "name": "👍"}
    assert len(log("MESSAGE_REACTION_REMOVE_ALL")) == 1


def test_who_reacted_is_listed_in_pages(api, hall, message):
    people = sorted((hall.ada, hall.bob, make_member(hall.guild, "carl")), key=lambda u: u.id)
    for who in people:
        api(who).put(reactions(hall.channel, message, "👍", "@me"))
    path = reactions(hall.channel, message, "👍")
    found = api(hall.bob).get(path).json()
    assert_documented("GET", path, 200, found)
    assert [user["id"] for user in found] == [str(user.id) for user in people]
    page = api(hall.bob).get(f"{path}?limit=1&after={people[0].id}").json()
    assert [user["id"] for user in page] == [str(people[1].id)]
    assert api(hall.bob).get(f"{path}?type=1").json() == []


@pytest.mark.parametrize("emoji", ["notanemoji", "x:5", "x", "%00", "👍👍"])
def test_what_is_no_emoji_is_refused(api, hall, message, emoji):
    answer = api(hall.bob).put(reactions(hall.channel, message, emoji, "@me"))
    assert (answer.status_code, answer.json()["code"]) == (400, 10014)
    assert not Reaction.objects.exists()


def test_a_custom_emoji_must_exist_and_be_theirs_to_use(api, hall, message):
    emoji = Emoji.objects.create(guild=hall.guild, name="wave", animated=True)
    path = reactions(hall.channel, message, f"other:{emoji.id}", "@me")
    assert api(hall.bob).put(path).status_code == 204
    shown = api(hall.bob).get(f"/channels/{hall.channel.id}/messages/{message.id}").json()
    assert shown["reactions"][0]["emoji"] == {
        "id": str(emoji.id), "name": "wave", "animated": True,
    }  # fmt: skip
    foreign = Emoji.objects.create(guild=make_guild(hall.ada, "Elsewhere"), name="far")
    path = reactions(hall.channel, message, f"far:{foreign.id}", "@me")
    assert api(hall.bob).put(path).json()["code"] == 10014
    assert api(hall.ada).put(path).status_code == 204


def test_new_kinds_need_a_permission_and_joining_in_does_not(api, hall, message):
    api(hall.ada).put(reactions(hall.channel, message, "👍", "@me"))
    deny(hall.channel, hall.bob, Permissions.ADD_REACTIONS)
    assert api(hall.bob).put(reactions(hall.channel, message, "👍", "@me")).status_code == 204
    answer = api(hall.bob).put(reactions(hall.channel, message, "🎉", "@me"))
    assert (answer.status_code, answer.json()["code"]) == (403, 50013)
    deny(hall.channel, hall.bob, Permissions.READ_MESSAGE_HISTORY)
    answer = api(hall.bob).put(reactions(hall.channel, message, "👍", "@me"))
    assert (answer.status_code, answer.json()["code"]) == (403, 50013)


def test_twenty_kinds_and_no_more(api, hall, message):
    from messaging.content.emoji import canonical_unicode

    forms = dict.fromkeys(canonical_unicode(text) for text in list(EMOJI_DATA)[:60])
    for emoji in list(forms)[:20]:
        answer = api(hall.bob).put(reactions(hall.channel, message, emoji, "@me"))
        assert answer.status_code == 204, emoji
    answer = api(hall.bob).put(reactions(hall.channel, message, list(forms)[20], "@me"))
    assert (answer.status_code, answer.json()["code"]) == (400, 30010)


def test_reactions_to_nothing_are_refused(api, hall, message):
    gone = type(message)(5, {}, b"")
    answer = api(hall.bob).put(reactions(hall.channel, gone, "👍", "@me"))
    assert (answer.status_code, answer.json()["code"]) == (404, 10008)
    answer = api(hall.bob).get(reactions(hall.channel, gone, "👍"))
    assert (answer.status_code, answer.json()["code"]) == (404, 10008)


# Pins


@pytest.mark.parametrize("address", ["messages/pins", "pins"])
def test_a_pinned_message_is_listed_and_announced(api, hall, message, log, address):
    path = f"/channels/{hall.channel.id}/{address}/{message.id}"
    answer = api(hall.bob).put(path)
    assert (answer.status_code, answer.json()["code"]) == (403, 50013)
    assert api(hall.ada).put(path).status_code == 204
    assert api(hall.ada).put(path).status_code == 204

    listed = api(hall.bob).get(f"/channels/{hall.channel.id}/messages/pins").json()
    assert_documented("GET", f"/channels/{hall.channel.id}/messages/pins", 200, listed)
    assert [item["message"]["id"] for item in listed["items"]] == [str(message.id)]
    assert listed["items"][0]["message"]["pinned"] is True
    assert listed["has_more"] is False
    old = api(hall.bob).get(f"/channels/{hall.channel.id}/pins").json()
    assert_documented("GET", f"/channels/{hall.channel.id}/pins", 200, old)
    assert [item["id"] for item in old] == [str(message.id)]

    notice = log("MESSAGE_CREATE")[-1][1]
    assert notice["type"] == 6
    assert notice["message_reference"]["message_id"] == str(message.id)
    assert "referenced_message" not in notice
    assert log("CHANNEL_PINS_UPDATE")[-1][1]["last_pin_timestamp"]
    assert log("MESSAGE_UPDATE")[-1][1]["pinned"] is True

    assert api(hall.ada).delete(path).status_code == 204
    assert api(hall.bob).get(f"/channels/{hall.channel.id}/pins").json() == []
    assert log("CHANNEL_PINS_UPDATE")[-1][1]["last_pin_timestamp"] is None
    actions = AuditLogEntry.objects.filter(
        action_type__in=[AuditLogEvent.MESSAGE_PIN, AuditLogEvent.MESSAGE_UNPIN]
    )
    assert actions.count() == 2


def test_pins_are_paged_by_time(api, hall):
    sent = [say(hall.ada, hall.channel, str(number)) for number in range(3)]
    for message in sent:
        api(hall.ada).put(f"/channels/{hall.channel.id}/messages/pins/{message.id}")
    path = f"/channels/{hall.channel.id}/messages/pins"
    first = api(hall.bob).get(path, params={"limit": 2}).json()
    assert [item["message"]["content"] for item in first["items"]] == ["2", "1"]
    assert first["has_more"] is True
    before = first["items"][-1]["pinned_at"]
    rest = api(hall.bob).get(path, params={"before": before}).json()
    assert [item["message"]["content"] for item in rest["items"]] == ["0"]


def test_a_system_message_cannot_be_pinned_or_edited(api, hall, message):
    api(hall.ada).put(f"/channels/{hall.channel.id}/pins/{message.id}")
    notice = Message.objects.get(type=6)
    answer = api(hall.ada).put(f"/channels/{hall.channel.id}/pins/{notice.id}")
    assert (answer.status_code, answer.json()["code"]) == (403, 50021)
    path = f"/channels/{hall.channel.id}/messages/{notice.id}"
    assert api(hall.ada).patch(path, {"content": "x"}).json()["code"] == 50021


def test_pins_have_a_limit(api, hall, message, monkeypatch):
    monkeypatch.setattr("config.settings.limits.PINS_PER_CHANNEL", 1)
    other = say(hall.ada, hall.channel)
    assert api(hall.ada).put(f"/channels/{hall.channel.id}/pins/{message.id}").status_code == 204
    answer = api(hall.ada).put(f"/channels/{hall.channel.id}/pins/{other.id}")
    assert (answer.status_code, answer.json()["code"]) == (400, 30003)


def test_deleting_a_pinned_message_unpins_it(api, hall, message, log):
    api(hall.ada).put(f"/channels/{hall.channel.id}/pins/{message.id}")
    api(hall.ada).delete(f"/channels/{hall.channel.id}/messages/{message.id}")
    assert api(hall.bob).get(f"/channels/{hall.channel.id}/pins").json() == []
    assert log("CHANNEL_PINS_UPDATE")[-1][1]["last_pin_timestamp"] is None


# Typing and reading


def test_typing_is_for_who_may_send(api, hall):
    path = f"/channels/{hall.channel.id}/typing"
    assert api(hall.bob).post(path).status_code == 204
    deny(hall.channel, hall.bob, Permissions.SEND_MESSAGES)
    answer = api(hall.bob).post(path)
    assert (answer.status_code, answer.json()["code"]) == (403, 50013)


def unread(user, *channels):
    found = read_states_for(user.id, [channel.id for channel in channels])
    return {int(entry["id"]): entry["mention_count"] for entry in found}


def test_mentions_are_counted_since_the_last_reading(api, hall, log):
    role = make_role(hall.guild, "crew", mentionable=True)
    carl = make_member(hall.guild, "carl", roles=[role])
    say(hall.ada, hall.channel, "nothing")
    say(hall.ada, hall.channel, f"<@{carl.id}>")
    say(hall.ada, hall.channel, f"<@&{role.id}>")
    last = say(hall.ada, hall.channel, "@everyone")
    # As imported: who writes now has read what is there.
    say(carl, hall.channel, f"I am <@{carl.id}>", sent_at=timezone.now())
    assert unread(carl, hall.channel) == {hall.channel.id: 3}
    assert unread(hall.bob, hall.channel) == {hall.channel.id: 1}

    path = f"/channels/{hall.channel.id}/messages/{last.id}/ack"
    answer = api(carl).post(path, {"token": None})
    assert (answer.status_code, answer.json()) == (200, {"token": None})
    assert unread(carl, hall.channel) == {hall.channel.id: 0}
    [event] = [data for _, data, topic in log("MESSAGE_ACK") if topic == f"user:{carl.id}"]
    assert event["message_id"] == str(last.id)

    first = Message.objects.order_by("id").first()
    earlier = f"/channels/{hall.channel.id}/messages/{first.id}/ack"
    api(carl).post(earlier, {})
    assert unread(carl, hall.channel) == {hall.channel.id: 0}
    api(carl).post(earlier, {"manual": True, "mention_count": 3})
    assert unread(carl, hall.channel) == {hall.channel.id: 3}


def test_what_was_there_before_joining_is_read(hall):
    say(hall.ada, hall.channel, "@everyone")
    carl = make_member(hall.guild, "carl")
    assert unread(carl, hall.channel) == {hall.channel.id: 0}
    say(hall.ada, hall.channel, "@everyone")
    assert unread(carl, hall.channel) == {hall.channel.id: 1}


def test_read_states_take_one_query(hall, django_assert_num_queries):
    channels = [hall.channel, *(make_channel(hall.guild, f"c{n}") for n in range(3))]
    for channel in channels:
        say(hall.ada, channel, "@everyone")
    with django_assert_num_queries(1):
        assert set(unread(hall.bob, *channels).values()) == {1}


def test_bots_and_outsiders_acknowledge_nothing(api, hall, bot, message):
    path = f"/channels/{hall.channel.id}/messages/{message.id}/ack"
    answer = api(bot).post(path, {})
    assert (answer.status_code, answer.json()["code"]) == (403, 20001)
    deny(hall.channel, hall.bob, Permissions.VIEW_CHANNEL)
    assert api(hall.bob).post(path, {}).json()["code"] == 50001
