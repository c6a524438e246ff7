"""Channels that keep their messages for some days only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.kernel.storage import bucket
from guilds.models import AuditLogEntry, AuditLogEvent
from guilds.permissions import Permissions
from messaging.content.bodies import ReferenceBody
from messaging.models import Attachment, Message
from messaging.services import expiry
from messaging.services.pins import pin_message
from messaging.tasks import delete_expired
from tests.builders import make_channel, make_member
from tests.messaging.conftest import refused, say

OLD = datetime.now(UTC) - timedelta(days=8)


def test_old_messages_go_for_good_and_pinned_ones_stay(api, hall, log, monkeypatch):
    monkeypatch.setattr(expiry, "AT_ONCE", 2)
    other = make_channel(hall.guild, "archive")
    path = f"/channels/{hall.channel.id}"
    start = {"name": "aside", "type": 11}
    thread = api(hall.ada).post(f"{path}/threads", start).json()
    aside = say(hall.ada, SimpleNamespace(id=int(thread["id"])), "old aside", sent_at=OLD)
    file = SimpleUploadedFile("plan.txt", b"secret")
    old = [
        say(hall.ada, hall.channel, "with a file", sent_at=OLD, files={"files[0]": file}),
        *(say(hall.bob, hall.channel, f"old {number}", sent_at=OLD) for number in range(3)),
    ]
    pinned = say(hall.ada, hall.channel, "the rules", sent_at=OLD)
    pin_message(hall.ada, hall.channel.id, pinned.id)
    elsewhere = say(hall.ada, other, "old, in a channel that keeps", sent_at=OLD)
    answer = say(
        hall.bob, hall.channel, "quite", message_reference=ReferenceBody(message_id=str(old[0].id))
    )
    [stored] = Attachment.objects.all()
    delete_expired()
    assert Message.objects.filter(id__in=[one.id for one in old]).count() == 4

    answered = api(hall.ada).patch(path, {"message_retention_days": 7})
    assert answered.json()["message_retention_days"] == 7
    [entry] = AuditLogEntry.objects.filter(action_type=AuditLogEvent.CHANNEL_UPDATE)
    assert entry.changes == [{"key": "message_retention_days", "new_value": 7}]
    delete_expired()
    assert not Message.objects.filter(id__in=[aside.id, *(one.id for one in old)]).exists()
    assert not bucket("attachments").exists(stored.key)
    shown = {one["content"]: one for one in api(hall.bob).get(f"{path}/messages").json()}
    assert {"the rules", "quite"} <= shown.keys()
    assert shown["quite"]["referenced_message"] is None
    assert Message.objects.filter(id__in=[pinned.id, elsewhere.id, answer.id]).count() == 3
    found = api(hall.bob).get(f"/guilds/{hall.guild.id}/messages/search?content=old").json()
    assert found["total_results"] == 1
    told = [data["ids"] for _, data, _ in log("MESSAGE_DELETE_BULK")]
    gone = sorted(one.id for one in [aside, *old])
    assert sorted(int(one) for ids in told for one in ids) == gone
    assert max(map(len, told)) == 2
    assert api(hall.bob).get(f"/channels/{thread['id']}").status_code == 200


def test_retention_is_set_by_who_manages_channels_within_bounds(api, hall):
    path = f"/channels/{hall.channel.id}"
    change = {"message_retention_days": 30}
    refused(api(hall.bob).patch(path, change), 403, 50013)
    moderator = make_member(hall.guild, "moderator", permissions=Permissions.MANAGE_MESSAGES)
    refused(api(moderator).patch(path, change), 403, 50013)
    for wrong in (0, -1, 3651, "7", 1.5):
        refused(api(hall.ada).patch(path, {"message_retention_days": wrong}), 400, 50035)
    assert "message_retention_days" not in api(hall.bob).get(path).json()
    steward = make_member(hall.guild, "steward", permissions=Permissions.MANAGE_CHANNELS)
    assert api(steward).patch(path, change).status_code == 200
    assert api(hall.bob).get(path).json()["message_retention_days"] == 30
    body = api(steward).patch(path, {"message_retention_days": None}).json()
    assert "message_retention_days" not in body


@pytest.mark.parametrize("most", [1, 3])
def test_one_run_deletes_so_many_at_most(hall, monkeypatch, most):
    monkeypatch.setattr(expiry, "AT_ONCE", 1)
    monkeypatch.setattr(expiry, "MOST", most)
    hall.channel.message_retention_days = 7
    hall.channel.save()
    for number in range(4):
        say(hall.ada, hall.channel, f"old {number}", sent_at=OLD)
    assert expiry.delete_expired() == most
    assert Message.objects.filter(content__startswith="old").count() == 4 - most
