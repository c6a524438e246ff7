"""Files that are uploaded before their message, voice messages, and what is said about files."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from config.settings import limits
from guilds.models import ChannelType
from guilds.permissions import Permissions
from messaging.models import Attachment, Message, Upload
from messaging.services.retention import sweep_uploads
from tests.builders import deny, make_channel, make_user
from tests.messaging.conftest import refused

OPUS = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(200)
WAVE = base64.b64encode(bytes(range(32))).decode()


def announce(call, who, channel, *files):
    body = {
        "files": [{"id": str(n), "filename": f, "file_size": s} for n, (f, s) in enumerate(files)]
    }
    return call(who, "POST", f"/channels/{channel.id}/attachments", body)


def put(api, address, content=b"", **headers):
    return api().request("PUT", address["upload_url"], content=content, headers=headers)


def upload(call, api, who, channel, name="plan.txt", content=b"the plan"):
    [address] = announce(call, who, channel, (name, len(content))).json()["attachments"]
    assert put(api, address, content).status_code == 200
    return address


def send(call, who, channel, *addresses, path="messages", **more):
    described = [
        {"id": str(n), "uploaded_filename": each["upload_filename"], **more.pop("about", {})}
        for n, each in enumerate(addresses)
    ]
    return call(who, "POST", f"/channels/{channel.id}/{path}", {"attachments": described, **more})


def test_a_file_is_uploaded_first_and_named_by_the_message(call, api, hall):
    answer = announce(call, hall.bob, hall.channel, ("plan.txt", 8), ("b.txt", 3))
    assert answer.status_code == 200, answer.text
    first, second = answer.json()["attachments"]
    assert [first["id"], second["id"]] == ["0", "1"]
    assert first["upload_filename"].endswith("/plan.txt")
    assert put(api, first, b"the plan").status_code == 200
    assert put(api, second, b"two").status_code == 200
    about = {"description": "what we do", "title": "The plan", "is_spoiler": True}
    message = send(call, hall.bob, hall.channel, first, second, about=about, content="here").json()
    one, two = message["attachments"]
    assert (one["filename"], one["size"]) == ("plan.txt", 8)
    assert (one["description"], one["title"], one["flags"]) == ("what we do", "The plan", 8)
    assert one["content_type"] == "text/plain; charset=utf-8"
    assert api().get(one["url"]).content == b"the plan"
    assert two["filename"] == "b.txt"
    # A message has it; it is not to be had twice.
    refused(send(call, hall.bob, hall.channel, first, content="again"), 400, 50146)


def test_an_upload_goes_on_where_it_stopped(call, api, hall):
    content = bytes(range(256)) * 4
    [address] = announce(call, hall.bob, hall.channel, ("a.bin", 1024)).json()["attachments"]
    asked = put(api, address, **{"Content-Range": "bytes */1024"})
    assert (asked.status_code, asked.headers.get("range")) == (308, None)
    part = put(api, address, content[:400], **{"Content-Range": "bytes 0-399/1024"})
    assert (part.status_code, part.headers["range"]) == (308, "bytes=0-399")
    # What does not follow is not taken, and the answer says what would.
    wrong = put(api, address, content[500:], **{"Content-Range": "bytes 500-1023/1024"})
    assert (wrong.status_code, wrong.headers["range"]) == (416, "bytes=0-399")
    refused(send(call, hall.bob, hall.channel, address), 400, 50146)
    asked = put(api, address, **{"Content-Range": "bytes */1024"})
    assert asked.headers["range"] == "bytes=0-399"
    last = put(api, address, content[400:], **{"Content-Range": "bytes 400-1023/1024"})
    assert last.status_code == 200
    [file] = send(call, hall.bob, hall.channel, address).json()["attachments"]
    assert api().get(file["url"]).content == content


def test_who_may_not_upload_and_what_is_too_much(call, api, hall, monkeypatch):
    refused(announce(call, hall.bob, hall.channel), 400, 50035)
    refused(announce(call, hall.bob, hall.channel, *[("a", 1)] * 11), 400, 50035)
    refused(announce(call, hall.bob, hall.channel, ("a", 0)), 400, 50035)
    refused(announce(call, hall.bob, hall.channel, ("a", 10 * 1024 * 1024 + 1)), 413, 40005)
    refused(announce(call, make_user("eve"), hall.channel, ("a", 1)), 403, 50001)
    monkeypatch.setattr(limits, "UPLOADS_PENDING_BYTES", 10)
    refused(announce(call, hall.bob, hall.channel, ("a", 6), ("b", 6)), 413, 40005)
    [address] = announce(call, hall.bob, hall.channel, ("a.txt", 3)).json()["attachments"]
    assert put(api, address, b"four").status_code == 413
    assert put(api, {"upload_url": address["upload_url"][:-3] + "000"}, b"abc").status_code == 403
    assert api().get(address["upload_url"]).status_code == 405
    assert put(api, address, b"abc").status_code == 200
    other = make_channel(hall.guild, "other")
    refused(send(call, hall.bob, other, address), 400, 50146)
    refused(send(call, hall.ada, hall.channel, address), 400, 50146)
    deny(hall.channel, hall.guild, Permissions.ATTACH_FILES)
    refused(announce(call, hall.bob, hall.channel, ("a", 1)), 403, 50013)
    refused(send(call, hall.bob, hall.channel, address), 403, 50013)


def test_a_refused_message_leaves_the_upload_for_the_next_try(call, api, hall):
    address = upload(call, api, hall.bob, hall.channel)
    long = {"content": "x" * 2001}
    refused(send(call, hall.bob, hall.channel, address, **long), 400, 50035)
    assert send(call, hall.bob, hall.channel, address, content="short").status_code == 200
    assert Attachment.objects.count() == 1


def test_uploads_are_added_to_messages_and_posts(call, api, hall):
    message = send(call, hall.bob, hall.channel, upload(call, api, hall.bob, hall.channel)).json()
    [old] = message["attachments"]
    address = upload(call, api, hall.bob, hall.channel, "more.txt", b"more")
    change = {
        "attachments": [
            {"id": old["id"], "description": "the old one", "title": "Old"},
            {"id": "0", "uploaded_filename": address["upload_filename"]},
        ]
    }
    path = f"/channels/{hall.channel.id}/messages/{message['id']}"
    old, new = call(hall.bob, "PATCH", path, change).json()["attachments"]
    assert (old["description"], old["title"]) == ("the old one", "Old")
    assert new["filename"] == "more.txt"
    change = {"attachments": [{"id": new["id"], "is_spoiler": True}]}
    [left] = call(hall.bob, "PATCH", path, change).json()["attachments"]
    assert (left["id"], left["flags"]) == (new["id"], 8)
    change = {"attachments": [{"id": "0", "uploaded_filename": "nothing/here"}]}
    refused(call(hall.bob, "PATCH", path, change), 400, 50146)

    forum = make_channel(hall.guild, "forum", type=ChannelType.GUILD_FORUM)
    address = upload(call, api, hall.bob, forum)
    described = [{"id": "0", "uploaded_filename": address["upload_filename"]}]
    post = {"name": "A post", "message": {"content": "look", "attachments": described}}
    started = call(hall.bob, "POST", f"/channels/{forum.id}/threads", post)
    assert started.json()["message"]["attachments"][0]["filename"] == "plan.txt"


def test_an_upload_is_taken_back_or_swept_away(call, api, hall):
    first, _, used = (upload(call, api, hall.bob, hall.channel) for _ in range(3))
    send(call, hall.bob, hall.channel, used)
    refused(call(hall.ada, "DELETE", f"/attachments/{first['upload_filename']}"), 400, 50146)
    refused(call(hall.bob, "DELETE", f"/attachments/{used['upload_filename']}"), 400, 50146)
    in_channel = f"/channels/{hall.channel.id}/attachments/{first['upload_filename']}"
    assert call(hall.bob, "DELETE", in_channel).status_code == 204
    refused(call(hall.bob, "DELETE", f"/attachments/{first['upload_filename']}"), 400, 50146)
    [unused] = Upload.objects.filter(attachment=None)
    Upload.objects.update(created_at=timezone.now() - timedelta(days=2))
    sweep_uploads()
    assert not Upload.objects.exists()
    assert not storages["attachments"].exists(unused.key)
    assert storages["attachments"].exists(Attachment.objects.get().key)


def test_a_voice_message_is_one_recording_with_its_wave(call, api, hall, bot):
    def speak(who=hall.bob, content=OPUS, name="voice.ogg", about=None, **more):
        address = upload(call, api, who, hall.channel, name, content)
        about = {"duration_secs": 2.5, "waveform": WAVE} if about is None else about
        return send(call, who, hall.channel, address, about=about, **{"flags": 8192, **more})

    message = speak().json()
    assert message["flags"] == 8192
    [file] = message["attachments"]
    assert file["content_type"] == "audio/ogg"
    assert (file["duration_secs"], file["waveform"]) == (2.5, WAVE)

    refused(speak(content=b"words", name="a.txt"), 400, 50160)
    refused(speak(about={"waveform": WAVE}), 400, 50161)
    refused(speak(about={"duration_secs": 1.0}), 400, 50161)
    refused(
        speak(about={"duration_secs": 1.0, "waveform": "?"}),
        400,
        50035,
    )
    path = f"/channels/{hall.channel.id}/messages"
    refused(call(hall.bob, "POST", path, {"flags": 8192, "content": "words"}), 400, 50159)
    refused(call(hall.bob, "POST", path, {"flags": 8192}), 400, 50160)
    refused(call(hall.bob, "PATCH", f"{path}/{message['id']}", {"content": "x"}), 403, 50162)
    deny(hall.channel, hall.guild, Permissions.SEND_VOICE_MESSAGES)
    refused(speak(), 403, 50173)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("about", [{"title": "x" * 1025}, {"waveform": "x" * 401}])
def test_what_is_said_of_a_file_has_limits(call, api, hall, about):
    address = upload(call, api, hall.bob, hall.channel)
    refused(send(call, hall.bob, hall.channel, address, about=about), 400, 50035)
