"""Editing and deleting messages through the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from config.checks import check_message_length
from guilds.models import AuditLogEntry, AuditLogEvent
from guilds.permissions import Permissions
from guilds.services.moderation import ban_member
from messaging.content.bodies import ReferenceBody
from messaging.models import Message, MessageEdit
from messaging.services.retention import purge_deleted, release_nonces
from tests.builders import deny, make_channel, make_member
from tests.helpers.openapi import assert_documented
from tests.messaging.conftest import say


def patch(api, who, channel, message_id, body):
    path = f"/channels/{channel.id}/messages/{message_id}"
    answer = api(who).patch(path, body)
    assert_documented("PATCH", path, answer.status_code, answer.json())
    return answer


def delete(api, who, channel, message_id):
    path = f"/channels/{channel.id}/messages/{message_id}"
    answer = api(who).delete(path, headers={"X-Audit-Log-Reason": "too%20loud"})
    assert_documented("DELETE", path, answer.status_code, answer.json() if answer.content else None)
    return answer


# Editing


def test_an_edit_keeps_every_earlier_version(api, hall, log):
    sent = say(hall.bob, hall.channel, "one")
    patch(api, hall.bob, hall.channel, sent.id, {"content": "two"})
    message = patch(api, hall.bob, hall.channel, sent.id, {"content": "three <@1>"}).json()
    assert message["content"] == "three <@1>"
    assert message["edited_timestamp"] is not None
    assert list(MessageEdit.objects.values_list("content", flat=True)) == ["one", "two"]

    _, event, topic = log("MESSAGE_UPDATE")[-1]
    assert topic == f"guild:{hall.guild.id}"
    assert {key: event[key] for key in message} == message
    assert event["member"]["roles"] == []


def test_what_is_absent_stays_and_null_is_nothing(api, hall, bot):
    sent = say(bot, hall.channel, "text", embeds=[{"title": "T"}])
    message = patch(api, bot, hall.channel, sent.id, {"content": None}).json()
    assert (message["content"], len(message["embeds"])) == ("", 1)
    answer = patch(api, bot, hall.channel, sent.id, {"embeds": []})
    assert answer.json()["code"] == 50006
    message = patch(api, bot, hall.channel, sent.id, {"content": "back", "embeds": None}).json()
    assert (message["content"], message["embeds"]) == ("back", [])
    message = patch(api, bot, hall.channel, sent.id, {}).json()
    assert message["content"] == "back"


def test_only_the_author_edits(api, hall):
    sent = say(hall.bob, hall.channel, "mine")
    answer = patch(api, hall.ada, hall.channel, sent.id, {"content": "yours"})
    assert (answer.status_code, answer.json()["code"]) == (403, 50005)
    answer = patch(api, hall.ada, hall.channel, 5, {"content": "yours"})
    assert (answer.status_code, answer.json()["code"]) == (404, 10008)
    assert Message.objects.get().content == "mine"


def test_a_moderator_hides_embeds_and_nothing_else(api, hall, log):
    sent = say(hall.bob, hall.channel, "https://example.org")
    message = patch(api, hall.ada, hall.channel, sent.id, {"flags": 4}).json()
    assert message["flags"] == 4
    assert message["edited_timestamp"] is None
    assert log("MESSAGE_UPDATE")
    carl = make_member(hall.guild, "carl")
    answer = patch(api, carl, hall.channel, sent.id, {"flags": 0})
    assert (answer.status_code, answer.json()["code"]) == (403, 50013)


def test_hidden_embeds_are_shown_to_nobody_until_they_are_given_back(api, hall, bot, log):
    sent = say(bot, hall.channel, "look", embeds=[{"title": "T"}])
    reply = {"message_reference": {"message_id": str(sent.id)}, "content": "see"}
    path = f"/channels/{hall.channel.id}/messages"
    answered = api(hall.bob).post(path, reply).json()["referenced_message"]
    assert answered["embeds"][0]["title"] == "T"
    assert patch(api, hall.ada, hall.channel, sent.id, {"flags": 4}).json()["embeds"] == []
    assert log("MESSAGE_UPDATE")[-1][1]["embeds"] == []
    newest, oldest = api(hall.bob).get(path).json()
    assert (oldest["embeds"], newest["referenced_message"]["embeds"]) == ([], [])
    forward = {"type": 1, "message_id": str(sent.id), "channel_id": str(hall.channel.id)}
    copied = api(hall.ada).post(path, {"message_reference": forward}).json()
    assert copied["message_snapshots"][0]["message"]["embeds"] == []
    shown = patch(api, bot, hall.channel, sent.id, {"flags": 0}).json()
    assert shown["embeds"][0]["title"] == "T"
    assert api(bot).post(path, {"flags": 4, "embeds": [{"title": "T"}]}).json()["embeds"] == []


def test_editing_a_reply_keeps_whom_it_answers(api, hall):
    sent = say(hall.ada, hall.channel, "question")
    answered = {"message_reference": ReferenceBody(message_id=sent.id)}
    reply = say(hall.bob, hall.channel, "answer", **answered)

    def mentioned(change):
        message = patch(api, hall.bob, hall.channel, reply.id, change).json()
        return [user["username"] for user in message["mentions"]]

    assert mentioned({"content": "better answer"}) == ["ada"]
    assert mentioned({"content": f"<@{hall.bob.id}>"}) == ["bob", "ada"]
    assert mentioned({"content": f"<@{hall.ada.id}> yes"}) == ["ada"]
    silent = {"parse": ["users"], "replied_user": False}
    assert mentioned({"content": "hush", "allowed_mentions": silent}) == []
    assert mentioned({"flags": 4}) == []
    plain = say(hall.bob, hall.channel, "no reply")
    assert patch(api, hall.bob, hall.channel, plain.id, {"content": "x"}).json()["mentions"] == []


def test_who_cannot_see_the_channel_any_more_cannot_edit(api, hall):
    sent = say(hall.bob, hall.channel, "mine")
    assert patch(api, hall.bob, hall.channel, sent.id, {"content": "a"}).status_code == 200
    deny(hall.channel, hall.bob, Permissions.VIEW_CHANNEL)
    answer = patch(api, hall.bob, hall.channel, sent.id, {"content": "b"})
    assert (answer.status_code, answer.json()["code"]) == (403, 50001)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"content": 5}, "content"),
        ({"content": "x" * 2001}, "content"),
        ({"flags": "x"}, "flags"),
        ({"attachments": [{"id": "5"}]}, "attachments.0.id"),
        ({"attachments": "none"}, "attachments"),
        ({"content": "x", "allowed_mentions": {"parse": ["nobody"]}}, "allowed_mentions.parse.0"),
    ],
)
def test_a_wrong_edit_names_the_field_and_changes_nothing(api, hall, body, path):
    sent = say(hall.bob, hall.channel, "mine")
    answer = patch(api, hall.bob, hall.channel, sent.id, body)
    assert (answer.status_code, answer.json()["code"]) == (400, 50035)
    node = answer.json()["errors"]
    for part in path.split("."):
        node = node[part]
    assert node["_errors"]
    assert Message.objects.get().content == "mine"
    assert not MessageEdit.objects.exists()


def test_an_operator_sets_how_long_messages_are(api, hall, settings):
    path = f"/channels/{hall.channel.id}/messages"
    assert api(hall.bob).post(path, {"content": "x" * 2001}).status_code == 400
    settings.MESSAGE_LENGTH = 2500
    sent = api(hall.bob).post(path, {"content": "x" * 2500}).json()
    assert len(sent["content"]) == 2500
    longer = {"content": "x" * 2501}
    answer = patch(api, hall.bob, hall.channel, sent["id"], longer)
    assert "Must be 2500 or fewer in length." in answer.text
    assert check_message_length(None) == []
    settings.MESSAGE_LENGTH = 4001
    assert [error.id for error in check_message_length(None)] == ["guildhall.E003"]


# Deleting


def test_a_deleted_message_is_gone_for_everybody_and_kept_for_the_staff(api, hall, log):
    sent = say(hall.bob, hall.channel)
    assert delete(api, hall.bob, hall.channel, sent.id).status_code == 204
    assert log("MESSAGE_DELETE") == [
        (
            "MESSAGE_DELETE",
            {
                "id": str(sent.id),
                "channel_id": str(hall.channel.id),
                "guild_id": str(hall.guild.id),
            },
            f"guild:{hall.guild.id}",
        )
    ]
    assert api(hall.bob).get(f"/channels/{hall.channel.id}/messages").json() == []
    assert delete(api, hall.bob, hall.channel, sent.id).json()["code"] == 10008
    assert Message.objects.get().content == "hello"
    assert not AuditLogEntry.objects.filter(action_type=AuditLogEvent.MESSAGE_DELETE).exists()


def test_a_moderators_deletion_is_in_the_audit_log(api, hall):
    sent = say(hall.bob, hall.channel)
    own = say(hall.ada, hall.channel)
    answer = delete(api, hall.bob, hall.channel, own.id)
    assert (answer.status_code, answer.json()["code"]) == (403, 50013)
    assert delete(api, hall.ada, hall.channel, sent.id).status_code == 204
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.MESSAGE_DELETE)
    assert (entry.user_id, entry.target_id) == (hall.ada.id, hall.bob.id)
    assert entry.options == {"channel_id": str(hall.channel.id), "count": "1"}
    assert entry.reason == "too loud"


def test_deletions_in_a_row_are_one_entry_that_counts(api, hall, log):
    for _ in range(3):
        delete(api, hall.ada, hall.channel, say(hall.bob, hall.channel).id)
    other = make_channel(hall.guild, "elsewhere")
    delete(api, hall.ada, other, say(hall.bob, other).id)
    entries = AuditLogEntry.objects.filter(action_type=AuditLogEvent.MESSAGE_DELETE)
    assert [entry.options for entry in entries.order_by("id")] == [
        {"channel_id": str(hall.channel.id), "count": "3"},
        {"channel_id": str(other.id), "count": "1"},
    ]
    shown = [event for _, event, _ in log("GUILD_AUDIT_LOG_ENTRY_CREATE")]
    assert [event["action_type"] for event in shown].count(AuditLogEvent.MESSAGE_DELETE) == 2


def test_many_are_deleted_at_once_with_one_event(api, hall, log):
    path = f"/channels/{hall.channel.id}/messages/bulk-delete"
    ids = [str(say(hall.bob, hall.channel).id) for _ in range(3)]
    other = str(say(hall.bob, make_channel(hall.guild, "other")).id)
    answer = api(hall.bob).post(path, {"messages": ids})
    assert (answer.status_code, answer.json()["code"]) == (403, 50013)
    answer = api(hall.ada).post(path, {"messages": [*ids, "5000000000000000000", other]})
    assert answer.status_code == 204
    [(_, event, _)] = log("MESSAGE_DELETE_BULK")
    assert event["ids"] == ids
    assert Message.objects.filter(deleted_at=None).count() == 1
    assert AuditLogEntry.objects.filter(action_type=AuditLogEvent.MESSAGE_BULK_DELETE).count() == 1


@pytest.mark.parametrize(
    ("ids", "code"),
    [([], 50016), (["1"], 50016), (list(range(10**18, 10**18 + 101)), 50016), (["1", "2"], 50034),
     (["a", "b"], 50035), ("all", 50035)],
)  # fmt: skip
def test_bulk_deletion_has_its_limits(api, hall, ids, code):
    answer = api(hall.ada).post(
        f"/channels/{hall.channel.id}/messages/bulk-delete", {"messages": ids}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_ban_deletes_what_was_written_lately(hall, log):
    old = say(hall.bob, hall.channel, "old", sent_at=datetime.now(UTC) - timedelta(days=2))
    new = say(hall.bob, hall.channel, "new")
    mine = say(hall.ada, hall.channel, "mine")
    ban_member(hall.ada, hall.guild, hall.bob.id, delete_message_seconds=3600)
    assert set(Message.objects.filter(deleted_at=None).values_list("id", flat=True)) == {
        old.id,
        mine.id,
    }
    assert log("MESSAGE_DELETE_BULK")[0][1]["ids"] == [str(new.id)]


# Retention


def test_content_is_purged_after_the_retention(api, hall):
    gone, kept = say(hall.bob, hall.channel, "gone"), say(hall.bob, hall.channel, "kept")
    patch(api, hall.bob, hall.channel, gone.id, {"content": "gone too"})
    delete(api, hall.bob, hall.channel, gone.id)
    assert purge_deleted() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        assert purge_deleted() == 1
        assert purge_deleted() == 0
    assert Message.objects.get(id=gone.id).content == ""
    assert Message.objects.get(id=kept.id).content == "kept"
    assert not MessageEdit.objects.exists()


def test_a_nonce_may_be_used_again_after_its_window(hall):
    first = say(hall.bob, hall.channel, "a", nonce="n", enforce_nonce=True)
    assert say(hall.bob, hall.channel, "b", nonce="n", enforce_nonce=True).id == first.id
    assert release_nonces() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        assert release_nonces() == 1
    assert say(hall.bob, hall.channel, "c", nonce="n", enforce_nonce=True).id != first.id
