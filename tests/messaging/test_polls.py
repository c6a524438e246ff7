"""Polls: asked in a message, voted on by people, ended by their author or by time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from guilds.models import Channel, ChannelType, Emoji
from guilds.permissions import Permissions
from guilds.services import update_member
from messaging.models import Message, PollVote
from messaging.services.polls import finish_ended_polls
from messaging.services.retention import purge_deleted
from tests.builders import allow, deny, make_channel, make_guild, make_member, make_user
from tests.messaging.conftest import refused, say

LUNCH: dict[str, Any] = {
    "question": {"text": "Lunch?"},
    "answers": [
        {"poll_media": {"text": "Soup", "emoji": {"name": "🍲"}}},
        {"poll_media": {"text": "Bread"}},
        {"poll_media": {"text": "Nothing"}},
    ],
}


def ask(call, who, channel, **poll):
    answer = call(who, "POST", f"/channels/{channel.id}/messages", {"poll": {**LUNCH, **poll}})
    assert answer.status_code == 200, answer.text
    return answer.json()


def place(channel, message):
    return f"/channels/{channel.id}/polls/{message['id']}"


def counts(call, who, channel, message):
    path = f"/channels/{channel.id}/messages/{message['id']}"
    results = call(who, "GET", path).json()["poll"]["results"]
    return {each["id"]: (each["count"], each["me_voted"]) for each in results["answer_counts"]}


def test_a_poll_is_a_message_that_shows_its_answers(call, hall, log):
    message = ask(call, hall.bob, hall.channel, duration=24.0)  # a float, as discord.py sends it
    poll = message["poll"]
    assert message["content"] == ""
    assert poll["question"] == {"text": "Lunch?"}
    assert poll["answers"][0] == {
        "answer_id": 1,
        "poll_media": {"text": "Soup", "emoji": {"id": None, "name": "🍲"}},
    }
    assert poll["allow_multiselect"] is False
    assert poll["layout_type"] == 1
    assert poll["results"] == {"is_finalized": False, "answer_counts": []}
    ends = datetime.fromisoformat(poll["expiry"]) - datetime.fromisoformat(message["timestamp"])
    assert timedelta(hours=23, minutes=59) < ends < timedelta(hours=24, minutes=1)
    [(_, event, _)] = log("MESSAGE_CREATE")
    assert event["poll"] == poll
    newest = call(hall.ada, "GET", f"/channels/{hall.channel.id}/messages").json()
    assert newest[0]["poll"] == poll


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"question": {"text": "x" * 301}}, "question"),
        ({"question": {}}, "question"),
        ({"question": None}, "question"),
        ({"answers": []}, "answers"),
        ({"answers": LUNCH["answers"] * 4}, "answers"),
        ({"answers": [{"poll_media": {"text": "x" * 56}}]}, "answers"),
        ({"answers": [{}]}, "answers"),
        ({"answers": [{"poll_media": {"text": "a", "emoji": {"name": "soup"}}}]}, "answers"),
        ({"duration": 0}, "duration"),
        ({"duration": 769}, "duration"),
        ({"layout_type": 2}, "layout_type"),
        ({"allow_multiselect": "yes"}, "allow_multiselect"),
    ],
)
def test_a_poll_beyond_the_limits_is_a_form_error(call, hall, wrong, where):
    body = {"poll": {**LUNCH, **wrong}}
    answer = call(hall.bob, "POST", f"/channels/{hall.channel.id}/messages", body)
    refused(answer, 400, 50035)
    assert where in answer.json()["errors"]["poll"]
    assert not Message.objects.exists()


def test_polls_need_their_permission_and_a_channel_for_them(call, hall, api):
    path = f"/channels/{hall.channel.id}/messages"
    deny(hall.channel, hall.guild, Permissions.SEND_POLLS)
    refused(call(hall.bob, "POST", path, {"poll": LUNCH}), 403, 50013)
    assert call(hall.bob, "POST", path, {"content": "words"}).status_code == 200
    allow(hall.channel, hall.bob, Permissions.SEND_POLLS)
    assert call(hall.bob, "POST", path, {"poll": LUNCH}).status_code == 200
    stage = make_channel(hall.guild, "stage", type=ChannelType.GUILD_STAGE_VOICE)
    refused(call(hall.ada, "POST", f"/channels/{stage.id}/messages", {"poll": LUNCH}), 400, 520002)


def test_only_emoji_that_one_may_use_stand_in_a_poll(call, hall):
    near = Emoji.objects.create(id=11, guild=hall.guild, name="soup", animated=True)
    other = make_guild(make_user("eve"), "Elsewhere")
    far = Emoji.objects.create(id=12, guild=other, name="far")

    def send(emoji_id):
        answers = [{"poll_media": {"text": "a", "emoji": {"id": str(emoji_id)}}}]
        body = {"poll": {**LUNCH, "answers": answers}}
        return call(hall.bob, "POST", f"/channels/{hall.channel.id}/messages", body)

    media = send(near.id).json()["poll"]["answers"][0]["poll_media"]
    assert media["emoji"] == {"id": "11", "name": "soup", "animated": True}
    refused(send(far.id), 400, 520004)
    refused(send(999), 400, 520004)
    make_member(other, hall.bob)
    assert send(far.id).status_code == 200
    deny(hall.channel, hall.guild, Permissions.USE_EXTERNAL_EMOJIS)
    refused(send(far.id), 400, 520004)


def test_people_vote_and_all_see_the_counts(call, hall, log):
    message = ask(call, hall.ada, hall.channel)
    path = place(hall.channel, message)
    assert call(hall.bob, "PUT", f"{path}/answers/1/@me").status_code == 204
    assert counts(call, hall.bob, hall.channel, message) == {1: (1, True)}
    assert counts(call, hall.ada, hall.channel, message) == {1: (1, False)}
    # The newest page too, which one person's reading must not show to another.
    for who, mine in ((hall.bob, True), (hall.ada, False)):
        page = call(who, "GET", f"/channels/{hall.channel.id}/messages").json()
        assert page[0]["poll"]["results"]["answer_counts"] == [
            {"id": 1, "count": 1, "me_voted": mine}
        ]

    # One answer only: a second vote takes the first one's place.
    assert call(hall.bob, "PUT", f"{path}/answers/2/@me").status_code == 204
    assert counts(call, hall.bob, hall.channel, message) == {2: (1, True)}
    assert call(hall.bob, "DELETE", f"{path}/answers/2/@me").status_code == 204
    assert counts(call, hall.bob, hall.channel, message) == {}

    said = [(name[18:], data) for name, data, _ in log() if name.startswith("MESSAGE_POLL")]
    assert [(name, data["answer_id"]) for name, data in said] == [
        ("ADD", 1), ("REMOVE", 1), ("ADD", 2), ("REMOVE", 2),
    ]  # fmt: skip
    assert said[0][1] == {
        "user_id": str(hall.bob.id),
        "message_id": message["id"],
        "channel_id": str(hall.channel.id),
        "guild_id": str(hall.guild.id),
        "answer_id": 1,
    }


def test_several_answers_where_the_poll_takes_them(call, hall):
    message = ask(call, hall.ada, hall.channel, allow_multiselect=True)
    path = f"{place(hall.channel, message)}/answers"
    assert call(hall.bob, "PUT", f"{path}/@me", {"answer_ids": [1, 2]}).status_code == 204
    assert call(hall.bob, "PUT", f"{path}/3/@me").status_code == 204
    assert set(counts(call, hall.bob, hall.channel, message)) == {1, 2, 3}
    assert call(hall.bob, "PUT", f"{path}/@me", {"answer_ids": ["3"]}).status_code == 204
    assert set(counts(call, hall.bob, hall.channel, message)) == {3}
    refused(call(hall.bob, "PUT", f"{path}/@me", {"answer_ids": [4]}), 400, 50035)
    assert call(hall.bob, "PUT", f"{path}/@me", {"answer_ids": []}).status_code == 204
    assert counts(call, hall.bob, hall.channel, message) == {}

    single = ask(call, hall.ada, hall.channel)
    path = f"{place(hall.channel, single)}/answers"
    refused(call(hall.bob, "PUT", f"{path}/@me", {"answer_ids": [1, 2]}), 400, 50035)


def test_who_may_not_vote(call, hall, bot):
    message = ask(call, hall.ada, hall.channel)
    path = f"{place(hall.channel, message)}/answers/1/@me"
    refused(call(bot, "PUT", path), 403, 20001)
    refused(call(make_user("eve"), "PUT", path), 403, 50001)
    refused(call(None, "PUT", path), 401, 0)
    plain = say(hall.ada, hall.channel)
    refused(
        call(hall.bob, "PUT", f"/channels/{hall.channel.id}/polls/{plain.id}/answers/1/@me"),
        404,
        10008,
    )
    deny(hall.channel, hall.guild, Permissions.READ_MESSAGE_HISTORY)
    refused(call(hall.bob, "PUT", path), 403, 50013)
    allow(hall.channel, hall.bob, Permissions.READ_MESSAGE_HISTORY)
    until = timezone.now() + timedelta(hours=1)
    update_member(hall.ada, hall.guild, hall.bob.id, {"communication_disabled_until": until})
    refused(call(hall.bob, "PUT", path), 403, 50013)
    update_member(hall.ada, hall.guild, hall.bob.id, {"communication_disabled_until": None})
    assert call(hall.ada, "PUT", f"/users/@me/relationships/{hall.bob.id}", {"type": 2}).is_success
    refused(call(hall.bob, "PUT", path), 403, 520000)
    assert not PollVote.objects.exists()


def test_nobody_votes_in_an_archived_thread(call, hall):
    body = {"name": "lunch", "type": 11}
    made = call(hall.ada, "POST", f"/channels/{hall.channel.id}/threads", body)
    thread = Channel.objects.get(id=made.json()["id"])
    path = f"{place(thread, ask(call, hall.ada, thread))}/answers/1/@me"
    assert call(hall.bob, "PUT", path).status_code == 204
    call(hall.ada, "PATCH", f"/channels/{thread.id}", {"archived": True})
    refused(call(hall.bob, "DELETE", path), 400, 50083)


def test_the_voters_of_an_answer_are_paged_by_their_ids(call, hall):
    message = ask(call, hall.ada, hall.channel)
    path = f"{place(hall.channel, message)}/answers"
    for who in (hall.bob, hall.ada):
        call(who, "PUT", f"{path}/1/@me")

    def names(query=""):
        answer = call(hall.bob, "GET", f"{path}/1{query}")
        return [user["username"] for user in answer.json()["users"]]

    assert names() == ["ada", "bob"]
    assert names("?limit=1") == ["ada"]
    assert names(f"?after={hall.ada.id}") == ["bob"]
    assert call(hall.bob, "GET", f"{path}/2").json() == {"users": []}
    assert call(hall.bob, "GET", f"{path}/99999999").json() == {"users": []}
    refused(call(hall.bob, "GET", f"{path}/1?limit=101"), 400, 50035)
    refused(call(make_user("eve"), "GET", f"{path}/1"), 403, 50001)
    plain = say(hall.ada, hall.channel)
    refused(
        call(hall.bob, "GET", f"/channels/{hall.channel.id}/polls/{plain.id}/answers/1"), 404, 10008
    )


def test_its_author_ends_a_poll_and_the_channel_learns_the_result(call, hall, log):
    message = ask(call, hall.bob, hall.channel)
    path = place(hall.channel, message)
    for who in (hall.bob, hall.ada):
        call(who, "PUT", f"{path}/answers/1/@me")
    refused(call(hall.ada, "POST", f"{path}/expire"), 403, 50005)
    plain = say(hall.bob, hall.channel)
    refused(
        call(hall.bob, "POST", f"/channels/{hall.channel.id}/polls/{plain.id}/expire"), 400, 520006
    )

    ended = call(hall.bob, "POST", f"{path}/expire")
    results = ended.json()["poll"]["results"]
    assert results == {
        "is_finalized": True,
        "answer_counts": [{"id": 1, "count": 2, "me_voted": True}],
    }
    [(_, event, _)] = log("MESSAGE_UPDATE")
    assert event["poll"]["results"]["answer_counts"] == [{"id": 1, "count": 2, "me_voted": False}]
    refused(call(hall.bob, "POST", f"{path}/expire"), 400, 520001)
    refused(call(hall.ada, "PUT", f"{path}/answers/2/@me"), 400, 520001)

    notice = call(hall.ada, "GET", f"/channels/{hall.channel.id}/messages").json()[0]
    assert notice["type"] == 46
    assert notice["author"]["username"] == "bob"
    assert [user["username"] for user in notice["mentions"]] == ["bob"]
    assert notice["message_reference"] == {
        "type": 0, "channel_id": str(hall.channel.id), "message_id": message["id"],
    }  # fmt: skip
    [embed] = notice["embeds"]
    assert embed["type"] == "poll_result"
    assert {field["name"]: field["value"] for field in embed["fields"]} == {
        "poll_question_text": "Lunch?",
        "victor_answer_votes": "2",
        "total_votes": "2",
        "victor_answer_id": "1",
        "victor_answer_text": "Soup",
        "victor_answer_emoji_name": "🍲",
    }


def test_the_worker_ends_polls_whose_time_is_over(call, hall):
    due, later, deleted = (ask(call, hall.bob, hall.channel) for _ in range(3))
    call(hall.ada, "PUT", f"{place(hall.channel, due)}/answers/1/@me")
    call(hall.bob, "PUT", f"{place(hall.channel, due)}/answers/2/@me")
    Message.objects.exclude(id=later["id"]).update(poll_ends_at=timezone.now())
    call(hall.bob, "DELETE", f"/channels/{hall.channel.id}/messages/{deleted['id']}")

    assert finish_ended_polls() == 1
    assert finish_ended_polls() == 0
    newest = call(hall.ada, "GET", f"/channels/{hall.channel.id}/messages").json()
    assert [message["type"] for message in newest] == [46, 0, 0]
    # A tie has no winner.
    assert "victor_answer_id" not in [field["name"] for field in newest[0]["embeds"][0]["fields"]]
    assert newest[2]["poll"]["results"]["is_finalized"] is True
    assert newest[1]["poll"]["results"]["is_finalized"] is False


def test_a_poll_is_not_edited_and_goes_with_its_message(call, hall):
    message = ask(call, hall.bob, hall.channel)
    path = f"/channels/{hall.channel.id}/messages/{message['id']}"
    refused(call(hall.bob, "PATCH", path, {"content": "no, dinner"}), 400, 520003)
    call(hall.ada, "PUT", f"{place(hall.channel, message)}/answers/1/@me")
    assert call(hall.bob, "DELETE", path).status_code == 204
    refused(call(hall.ada, "PUT", f"{place(hall.channel, message)}/answers/1/@me"), 404, 10008)
    Message.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    purge_deleted()
    assert Message.objects.get().extras is None
    assert not PollVote.objects.exists()
