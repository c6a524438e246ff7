"""Sending and reading messages through the API."""

from __future__ import annotations

import pytest

from guilds.permissions import Permissions
from messaging.models import Message
from tests.builders import allow, deny, limited, make_channel, make_role, make_user
from tests.helpers import behind
from tests.helpers.openapi import assert_documented
from tests.messaging.conftest import say


def post(api, who, channel, body, **options):
    answer = api(who).post(f"/channels/{channel.id}/messages", body, **options)
    assert_documented("POST", f"/channels/{channel.id}/messages", answer.status_code, answer.json())
    return answer


def test_a_message_is_answered_as_it_is_announced(api, hall, log):
    answer = post(api, hall.bob, hall.channel, {"content": " hi <@1> ", "nonce": "n1"})
    assert answer.status_code == 200
    message = answer.json()
    assert message["content"] == "hi <@1>"
    assert message["nonce"] == "n1"
    assert message["author"]["username"] == "bob"
    assert "guild_id" not in message

    [(_, event, topic)] = log("MESSAGE_CREATE")
    assert topic == f"guild:{hall.guild.id}"
    extra = {"guild_id", "member", "channel_type"}
    assert {key: value for key, value in event.items() if key not in extra} == message
    assert event["guild_id"] == str(hall.guild.id)
    assert event["member"]["roles"] == []

    hall.channel.refresh_from_db()
    assert str(hall.channel.last_message_id) == message["id"]
    read = api(hall.ada).get(f"/channels/{hall.channel.id}/messages/{message['id']}").json()
    del message["nonce"]
    assert read == message


def test_history_is_paged_from_the_newest(api, hall):
    ids = [str(say(hall.bob, hall.channel, f"m{number}").id) for number in range(7)]
    path = f"/channels/{hall.channel.id}/messages"

    def page(**query):
        answer = api(hall.ada).get(path, params=query)
        assert_documented("GET", path, answer.status_code, answer.json())
        return [message["id"] for message in answer.json()]

    assert page() == ids[::-1]
    assert page(limit=2) == ids[:4:-1]
    assert page(before=ids[2]) == [ids[1], ids[0]]
    assert page(after=ids[4]) == [ids[6], ids[5]]
    assert page(after=0, limit=2) == [ids[1], ids[0]]
    assert page(around=ids[3], limit=3) == [ids[4], ids[3], ids[2]]
    assert page(before=1) == []


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "before=abc", "after=-1"])
def test_a_wrong_page_is_a_form_error(api, hall, query):
    answer = api(hall.ada).get(f"/channels/{hall.channel.id}/messages?{query}")
    assert answer.status_code == 400
    assert answer.json()["code"] == 50035


def test_history_is_empty_for_who_may_not_read_it(api, hall):
    say(hall.ada, hall.channel)
    path = f"/channels/{hall.channel.id}/messages"
    assert len(api(hall.bob).get(path).json()) == 1
    deny(hall.channel, hall.bob, Permissions.READ_MESSAGE_HISTORY)
    assert api(hall.bob).get(path).json() == []


def test_who_does_not_see_the_channel_learns_nothing(api, hall):
    sent = say(hall.ada, hall.channel)
    stranger = make_user("eve")
    deny(hall.channel, hall.bob, Permissions.VIEW_CHANNEL)
    for who in (stranger, hall.bob):
        for path in ("", f"/{sent.id}", "/pins"):
            answer = api(who).get(f"/channels/{hall.channel.id}/messages{path}")
            assert (answer.status_code, answer.json()["code"]) == (403, 50001)
        answer = post(api, who, hall.channel, {"content": "hi"})
        assert (answer.status_code, answer.json()["code"]) == (403, 50001)
    assert api().get(f"/channels/{hall.channel.id}/messages").status_code == 401
    assert Message.objects.count() == 1


def test_an_unknown_channel_or_message_is_said_to_be_so(api, hall):
    assert post(api, hall.bob, type(hall.channel)(id=5), {"content": "x"}).json()["code"] == 10003
    answer = api(hall.bob).get(f"/channels/{hall.channel.id}/messages/5")
    assert (answer.status_code, answer.json()["code"]) == (404, 10008)
    answer = api(hall.bob).get(f"/channels/{hall.channel.id}/messages/abc")
    assert (answer.status_code, answer.json()["code"]) == (400, 50035)


def test_who_may_not_send_is_refused(api, hall):
    assert post(api, hall.bob, hall.channel, {"content": "x"}).status_code == 200
    deny(hall.channel, hall.bob, Permissions.SEND_MESSAGES)
    answer = post(api, hall.bob, hall.channel, {"content": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, 50013)
    assert Message.objects.count() == 1


def test_a_category_holds_no_messages(api, hall):
    category = make_channel(hall.guild, "things", type=4)
    answer = post(api, hall.ada, category, {"content": "x"})
    assert (answer.status_code, answer.json()["code"]) == (400, 50008)


def test_a_message_must_say_something(api, hall):
    for body in ({}, {"content": ""}, {"content": " \n "}, {"embeds": [{"title": "people"}]}):
        answer = post(api, hall.bob, hall.channel, body)
        assert (answer.status_code, answer.json()["code"]) == (400, 50006)


def test_two_thousand_code_points_and_no_more(api, hall):
    assert post(api, hall.bob, hall.channel, {"content": "😀" * 2000}).status_code == 200
    answer = post(api, hall.bob, hall.channel, {"content": "😀" * 2001})
    assert answer.json()["errors"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"


def test_a_bot_sends_embeds_and_a_wrong_one_is_named(api, hall, bot):
    embed = {"title": "T", "fields": [{"name": "n", "value": "v"}]}
    message = post(api, bot, hall.channel, {"embeds": [embed]}).json()
    assert message["embeds"][0]["fields"] == [{"name": "n", "value": "v", "inline": False}]
    answer = post(api, bot, hall.channel, {"embeds": [{"title": "x" * 257}]})
    assert answer.json()["errors"]["embeds"]["0"]["title"]["_errors"]


def test_a_reply_shows_what_it_answers(api, hall, log):
    first = say(hall.ada, hall.channel, "question")
    reply = post(
        api,
        hall.bob,
        hall.channel,
        {"content": "answer", "message_reference": {"message_id": first.id}},
    ).json()
    assert reply["type"] == 19
    assert reply["referenced_message"]["content"] == "question"
    assert reply["message_reference"]["message_id"] == str(first.id)
    assert [user["username"] for user in reply["mentions"]] == ["ada"]
    assert log("MESSAGE_CREATE")[-1][1]["referenced_message"]["content"] == "question"

    api(hall.ada).delete(f"/channels/{hall.channel.id}/messages/{first.id}")
    read = api(hall.bob).get(f"/channels/{hall.channel.id}/messages/{reply['id']}").json()
    assert read["referenced_message"] is None


def test_a_reply_need_not_notify(api, hall):
    first = say(hall.ada, hall.channel, "question")
    body = {
        "content": "answer",
        "message_reference": {"message_id": str(first.id)},
        "allowed_mentions": {"parse": [], "replied_user": False},
    }
    assert post(api, hall.bob, hall.channel, body).json()["mentions"] == []


def test_a_reply_to_nothing_is_an_error_unless_it_may_be(api, hall):
    body = {"content": "x", "message_reference": {"message_id": "5"}}
    answer = post(api, hall.bob, hall.channel, body)
    assert answer.json()["errors"]["message_reference"]["_errors"][0]["code"] == (
        "REPLIES_UNKNOWN_MESSAGE"
    )
    body["message_reference"]["fail_if_not_exists"] = False
    message = post(api, hall.bob, hall.channel, body).json()
    assert message["type"] == 0


def test_a_message_of_another_channel_cannot_be_answered(api, hall):
    other = make_channel(hall.guild, "other")
    deny(other, hall.guild, Permissions.VIEW_CHANNEL)
    secret = say(hall.ada, other, "secret")
    answer = post(
        api, hall.bob, hall.channel,
        {"content": "x", "message_reference": {"message_id": str(secret.id)}},
    )  # fmt: skip
    assert answer.json()["code"] == 50035


def test_mentions_reach_only_whom_they_may(api, hall):
    everyone = f"<@{hall.ada.id}> @everyone <@&{make_role(hall.guild, 'quiet').id}>"
    loud = make_role(hall.guild, "loud", mentionable=True)
    content = f"{everyone} <@&{loud.id}> <@&{hall.guild.id}> <@404>"
    deny(hall.channel, hall.guild, Permissions.MENTION_EVERYONE)
    message = post(api, hall.bob, hall.channel, {"content": content}).json()
    assert [user["id"] for user in message["mentions"]] == [str(hall.ada.id)]
    assert message["mention_roles"] == [str(loud.id)]
    assert message["mention_everyone"] is False

    allow(hall.channel, hall.bob, Permissions.MENTION_EVERYONE)
    message = post(api, hall.bob, hall.channel, {"content": content}).json()
    assert message["mention_everyone"] is True
    assert len(message["mention_roles"]) == 2

    silent = {"content": content, "allowed_mentions": {"parse": []}}
    message = post(api, hall.bob, hall.channel, silent).json()
    assert (message["mentions"], message["mention_roles"], message["mention_everyone"]) == (
        [], [], False,
    )  # fmt: skip


def test_flags_and_speech_are_kept_within_rights(api, hall):
    body = {"content": "x", "tts": True, "flags": 4 | 4096 | 1}
    message = post(api, hall.ada, hall.channel, body).json()
    assert (message["tts"], message["flags"]) == (True, 4 | 4096)
    deny(hall.channel, hall.bob, Permissions.SEND_TTS_MESSAGES)
    assert post(api, hall.bob, hall.channel, body).json()["code"] == 50013


def test_slowmode_says_how_long_to_wait(api, hall):
    slow = make_channel(hall.guild, "slow", rate_limit_per_user=60)
    assert post(api, hall.bob, slow, {"content": "1"}).status_code == 200
    answer = post(api, hall.bob, slow, {"content": "2"})
    assert (answer.status_code, answer.json()["code"]) == (429, 20016)
    assert 0 < answer.json()["retry_after"] <= 60
    assert post(api, hall.ada, slow, {"content": "mine"}).status_code == 200
    assert post(api, hall.ada, slow, {"content": "too"}).status_code == 200


def test_the_rate_limit_of_a_channel_is_announced_and_kept(api, hall):
    limited(hall.bob)
    answers = [post(api, hall.bob, hall.channel, {"content": str(n)}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[0].headers["X-RateLimit-Limit"] == "5"
    assert answers[0].headers["X-RateLimit-Remaining"] == "4"
    assert int(answers[5].headers["Retry-After"]) >= 1


def test_a_user_without_limits_may_send_on(api, hall):
    answers = [post(api, hall.bob, hall.channel, {"content": str(n)}) for n in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    assert "X-RateLimit-Limit" not in answers[0].headers


def test_a_page_of_everything_takes_one_statement(hall, monkeypatch):
    import psycopg

    from config.kernel import aio
    from messaging.content.bodies import ReferenceBody
    from messaging.selectors import history
    from messaging.services.reactions import add_reaction

    for number in range(4):
        first = say(hall.ada, hall.channel, f"<@{hall.bob.id}> {number}")
        say(hall.bob, hall.channel, "yes", message_reference=ReferenceBody(message_id=first.id))
        aio.run(add_reaction(hall.bob.id, hall.channel.id, first.id, "👍", {"id": "1"}))
    aio.run(history(hall.bob.id, hall.channel.id))
    behind.settle()
    statements = []
    execute = psycopg.AsyncConnection.execute

    async def counted(self, query, *args, **options):
        statements.append(query)
        return await execute(self, query, *args, **options)

    monkeypatch.setattr(psycopg.AsyncConnection, "execute", counted)
    page = aio.run(history(hall.bob.id, hall.channel.id))
    assert len(page) == 8
    assert all(message["referenced_message"] for message in page[::2])
    assert all(message["reactions"][0]["me"] for message in page[1::2])
    assert len(statements) == 1


def test_a_reader_whose_rights_just_ended_gets_nothing_more(api, hall):
    say(hall.ada, hall.channel, "old")
    path = f"/channels/{hall.channel.id}/messages"
    assert len(api(hall.bob).get(path).json()) == 1
    deny(hall.channel, hall.guild, Permissions.VIEW_CHANNEL)
    for address in (path, f"{path}/pins", f"/channels/{hall.channel.id}/pins"):
        answer = api(hall.bob).get(address)
        assert (answer.status_code, answer.json()["code"]) == (403, 50001)
