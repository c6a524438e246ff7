"""What moderators see of edited and deleted messages, and for how long it is kept."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from guilds.permissions import Permissions
from messaging.models import Attachment, Message, MessageEdit, MessageType
from messaging.services.retention import purge_deleted
from tests.builders import allow, deny, make_member, make_user
from tests.messaging.conftest import refused, say


def edits(call, who, channel, message):
    return call(who, "GET", f"/channels/{channel.id}/messages/{message.id}/edits")


def deleted(call, who, channel, query=""):
    return call(who, "GET", f"/channels/{channel.id}/messages/deleted{query}")


def rewrite(call, who, message, text):
    path = f"/channels/{message.channel_id}/messages/{message.id}"
    assert call(who, "PATCH", path, {"content": text}).status_code == 200


def remove(call, who, message):
    path = f"/channels/{message.channel_id}/messages/{message.id}"
    assert call(who, "DELETE", path).status_code == 204


def written(who, channel, text):
    return Message.objects.get(id=say(who, channel, text).id)


def test_moderators_and_its_author_see_what_a_message_said_before(call, hall):
    message = written(hall.bob, hall.channel, "one")
    assert edits(call, hall.ada, hall.channel, message).json() == []
    rewrite(call, hall.bob, message, "two")
    rewrite(call, hall.bob, message, "three")
    found = edits(call, hall.ada, hall.channel, message).json()
    assert edits(call, hall.bob, hall.channel, message).json() == found
    carl = make_member(hall.guild, "carl")
    refused(edits(call, carl, hall.channel, message), 403, 50013)
    assert [version["content"] for version in found] == ["two", "one"]
    assert found[0]["replaced_timestamp"] > found[1]["replaced_timestamp"]
    assert found[0]["embeds"] == []
    remove(call, hall.bob, message)
    assert len(edits(call, hall.ada, hall.channel, message).json()) == 2

    # What is deleted is for moderators only.
    refused(edits(call, hall.bob, hall.channel, message), 403, 50013)
    refused(edits(call, make_user("eve"), hall.channel, message), 403, 50001)
    allow(hall.channel, hall.bob, Permissions.MANAGE_MESSAGES)
    assert edits(call, hall.bob, hall.channel, message).status_code == 200
    deny(hall.channel, hall.bob, Permissions.READ_MESSAGE_HISTORY)
    refused(edits(call, hall.bob, hall.channel, message), 403, 50013)
    message.id = 5
    refused(edits(call, hall.ada, hall.channel, message), 404, 10008)


def test_moderators_see_deleted_messages_newest_first(call, hall):
    first, second, third = (written(hall.bob, hall.channel, text) for text in "abc")
    remove(call, hall.bob, first)
    remove(call, hall.ada, third)
    found = deleted(call, hall.ada, hall.channel).json()
    assert [message["content"] for message in found] == ["c", "a"]
    assert found[0]["author"]["username"] == "bob"
    assert found[0]["deleted_timestamp"] > found[0]["timestamp"]
    [older] = deleted(call, hall.ada, hall.channel, f"?before={third.id}&limit=1").json()
    assert older["id"] == str(first.id)
    refused(deleted(call, hall.ada, hall.channel, "?limit=101"), 400, 50035)
    refused(deleted(call, hall.bob, hall.channel), 403, 50013)
    refused(deleted(call, make_user("eve"), hall.channel), 403, 50001)
    assert second.id not in [int(message["id"]) for message in found]


def test_what_was_deleted_and_replaced_is_destroyed_in_time(call, hall, settings):
    settings.DELETED_CONTENT_DAYS = 7
    kept, gone = (written(hall.bob, hall.channel, text) for text in "ab")
    rewrite(call, hall.bob, kept, "a2")
    remove(call, hall.bob, gone)
    purge_deleted()
    assert len(deleted(call, hall.ada, hall.channel).json()) == 1
    assert len(edits(call, hall.ada, hall.channel, kept).json()) == 1
    long_ago = timezone.now() - timedelta(days=8)
    Message.objects.filter(id=gone.id).update(deleted_at=long_ago)
    MessageEdit.objects.update(replaced_at=long_ago)
    # Before the worker comes by they are not shown any more either.
    assert deleted(call, hall.ada, hall.channel).json() == []
    assert edits(call, hall.ada, hall.channel, kept).json() == []
    assert purge_deleted() == 1
    assert Message.objects.get(id=gone.id).content == ""
    assert not MessageEdit.objects.exists()


def test_an_instance_can_keep_nothing_at_all(call, api, hall, settings):
    settings.DELETED_CONTENT_DAYS = 0
    files = {"files[0]": ("plan.txt", b"the plan", "text/plain")}
    sent = api(hall.bob).post(
        f"/channels/{hall.channel.id}/messages", files=files, data={"content": "the plan"}
    )
    message = Message.objects.get(id=sent.json()["id"])
    rewrite(call, hall.bob, message, "no plan")
    assert not MessageEdit.objects.exists()
    remove(call, hall.bob, message)
    assert Message.objects.get(id=message.id).content == ""
    assert not Attachment.objects.exists()
    assert deleted(call, hall.ada, hall.channel).json() == []


def test_staff_who_look_at_a_message_are_noted(hall):
    hall.ada.is_staff = hall.ada.is_superuser = True
    hall.ada.save()
    client = Client()
    client.force_login(hall.ada, backend="accounts.backends.AuthenticationBackend")
    message = written(hall.bob, hall.channel, "private words")
    page = client.get(f"/admin/messaging/message/{message.id}/change/")
    assert b"private words" in page.content
    [entry] = LogEntry.objects.all()
    assert entry.user == hall.ada
    assert entry.object_id == str(message.id)
    assert "Looked at" in entry.get_change_message()


def test_some_system_messages_stay(call, hall):
    first, second = written(hall.bob, hall.channel, "one"), written(hall.bob, hall.channel, "two")
    Message.objects.filter(id=first.id).update(type=MessageType.THREAD_STARTER_MESSAGE)
    path = f"/channels/{hall.channel.id}/messages"
    refused(call(hall.ada, "DELETE", f"{path}/{first.id}"), 403, 50021)
    both = {"messages": [str(first.id), str(second.id)]}
    assert call(hall.ada, "POST", f"{path}/bulk-delete", both).status_code == 204
    assert Message.objects.get(deleted_at=None).id == first.id
    # An alert is in the name of who set it off; it is not theirs to delete.
    Message.objects.filter(id=first.id).update(type=MessageType.AUTO_MODERATION_ACTION)
    refused(call(hall.bob, "DELETE", f"{path}/{first.id}"), 403, 50013)
    assert call(hall.ada, "DELETE", f"{path}/{first.id}").status_code == 204
