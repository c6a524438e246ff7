"""Files of messages: taken in, looked at, handed out, swept away."""

from __future__ import annotations

import io
import json
import zlib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.storage import storages
from PIL import Image

from guilds.permissions import Permissions
from guilds.services.channels import delete_channel
from messaging.models import Attachment, Message
from messaging.services.retention import purge_deleted, sweep_uploads
from messaging.services.thumbnails import make_thumbnails_of
from tests.builders import deny
from tests.helpers.openapi import assert_documented


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    """Keep this test's files apart, and throw them away."""
    from django.core.files.storage import storages as all_storages

    settings.STORAGES = {
        **settings.STORAGES,
        **{
            name: {
                "BACKEND": "django.core.files.storage.FileSystemStorage",
                "OPTIONS": {"location": tmp_path / name},
            }
            for name in ("attachments", "thumbnails")
        },
    }
    all_storages._storages.clear()
    yield
    all_storages._storages.clear()


@pytest.fixture(autouse=True)
def queued(monkeypatch):
    """Collect what would be queued for the worker."""
    batches = []
    monkeypatch.setattr("messaging.tasks.make_thumbnails", SimpleNamespace(delay=batches.append))
    return batches


def png(width=16, height=16):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "PNG")
    return out.getvalue()


def send(api, who, channel, payload, *files):
    """Send a message with files: (name, content) pairs, numbered from 0."""
    parts = [(f"files[{n}]", (name, content)) for n, (name, content) in enumerate(files)]
    data = None if payload is None else {"payload_json": json.dumps(payload)}
    path = f"/channels/{channel.id}/messages"
    answer = api(who).post(path, files=parts, data=data)
    assert_documented("POST", path, answer.status_code, answer.json())
    return answer


def fetch(api, url, **headers):
    return api().get(url.replace("http://localhost:8000", "http://testserver"), headers=headers)


def test_files_come_back_as_they_were_sent(api, hall, log):
    data, image = bytes(range(256)) * 300, png(16, 8)
    payload = {"content": "files", "attachments": [{"id": 0, "description": "alt"}]}
    message = send(
        api, hall.bob, hall.channel, payload, ("räw data.bin", data), ("SPOILER_p.png", image)
    ).json()
    first, second = message["attachments"]
    assert (first["filename"], first["size"], first["description"]) == (
        "räw data.bin", len(data), "alt",
    )  # fmt: skip
    assert "width" not in first
    assert (second["filename"], second["content_type"]) == ("SPOILER_p.png", "image/png")
    assert (second["width"], second["height"], second["flags"]) == (16, 8, 8)
    assert log("MESSAGE_CREATE")[0][1]["attachments"] == message["attachments"]
    read = api(hall.ada).get(f"/channels/{hall.channel.id}/messages/{message['id']}").json()
    assert read["attachments"] == message["attachments"]

    answer = fetch(api, first["url"])
    assert (answer.status_code, answer.content) == (200, data)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer = fetch(api, second["url"])
    assert answer.content == image
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_only_the_signed_address_leads_to_a_file(api, hall):
    message = send(api, hall.bob, hall.channel, None, ("a.txt", b"secret")).json()
    url = message["attachments"][0]["url"]
    assert fetch(api, url).content == b"secret"
    assert fetch(api, url.split("?")[0]).status_code == 404
    assert fetch(api, url.replace("hm=", "hm=0")).status_code == 404
    assert fetch(api, url.replace("a.txt", "b.txt")).status_code == 404
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        assert fetch(api, url).status_code == 404
    api(hall.bob).delete(f"/channels/{hall.channel.id}/messages/{message['id']}")
    assert fetch(api, url).status_code == 404


def test_the_json_may_come_last_and_numbers_may_start_anywhere(api, hall):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="files[7]"; filename="b.txt"\r\n\r\nB\r\n'
        b'--x\r\nContent-Disposition: form-data; name="files[3]"; filename="a.txt"\r\n\r\nA\r\n'
        b'--x\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n'
        b'{"content": "late", "attachments": [{"id": "7", "filename": "c.txt"}]}\r\n--x--\r\n'
    )
    answer = api(hall.bob).post(
        f"/channels/{hall.channel.id}/messages",
        content=body,
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    message = answer.json()
    assert message["content"] == "late"
    assert [file["filename"] for file in message["attachments"]] == ["a.txt", "c.txt"]


def test_a_body_may_come_in_chunks_without_a_length(api, hall):
    async def body():
        yield b'--x\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n{"content":'
        yield b' "streamed"}\r\n--x\r\nContent-Disposition: form-data; name="files[0]";'
        yield b' filename="a.txt"\r\n\r\nA\r\n--x--\r\n'

    answer = api(hall.bob).post(
        f"/channels/{hall.channel.id}/messages",
        content=body(),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert "content-length" not in answer.request.headers
    message = answer.json()
    assert message["content"] == "streamed"
    assert [file["size"] for file in message["attachments"]] == [1]


def test_a_file_alone_is_a_message(api, hall):
    assert send(api, hall.bob, hall.channel, None, ("a.txt", b"x")).status_code == 200
    assert Message.objects.get().content == ""


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"hello", "text/plain; charset=utf-8"),
        ("a.py", b"print()", "text/x-python; charset=utf-8"),
        ("a.png", b"not a png", "text/plain; charset=utf-8"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "application/octet-stream"),
        ("evil.txt", b"<html><script>alert(1)</script></html>", "text/plain; charset=utf-8"),
        ("a.html", b"<!doctype html><p>", "text/plain; charset=utf-8"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "text/plain; charset=utf-8"),
        ("a.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", "application/pdf"),
        ("photo.bin", png(), "image/png"),
        ("empty", b"", "text/plain; charset=utf-8"),
        ("noise", bytes(range(128, 255)), "application/octet-stream"),
    ],
)
def test_the_type_is_what_the_content_says(api, hall, name, content, expected):
    message = send(api, hall.bob, hall.channel, None, (name, content)).json()
    assert message["attachments"][0]["content_type"] == expected


def test_an_image_that_claims_to_be_huge_is_not_decoded(api, hall):
    def chunk(kind, data):
        crc = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + crc

    header = (60_000).to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    message = send(api, hall.bob, hall.channel, None, ("bomb.png", bomb)).json()
    assert "width" not in message["attachments"][0]
    assert message["attachments"][0]["content_type"] == "application/octet-stream"


def test_too_many_or_too_large_files_are_refused(api, hall, monkeypatch):
    answer = send(api, hall.bob, hall.channel, {}, *[("a", b"x")] * 11)
    assert (answer.status_code, answer.json()["code"]) == (400, 30015)
    monkeypatch.setattr("config.settings.limits.ATTACHMENT_BYTES", 10)
    answer = send(api, hall.bob, hall.channel, {}, ("a", b"x" * 11))
    assert (answer.status_code, answer.json()["code"]) == (413, 40005)
    assert not Message.objects.exists()
    assert not Attachment.objects.exists()


def test_files_need_a_permission(api, hall):
    assert send(api, hall.bob, hall.channel, {}, ("a", b"x")).status_code == 200
    deny(hall.channel, hall.bob, Permissions.ATTACH_FILES)
    answer = send(api, hall.bob, hall.channel, {"content": "x"}, ("a", b"x"))
    assert (answer.status_code, answer.json()["code"]) == (403, 50013)
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("payload", "path"),
    [
        ({"attachments": [{"id": 0, "description": "x" * 1025}]}, "attachments.0.description"),
        ({"attachments": [{"id": 0, "description": 5}]}, "attachments.0.description"),
        ({"attachments": [{"id": "x"}]}, "attachments.0.id"),
        ({"content": 5}, "content"),
    ],
)
def test_a_wrong_description_names_the_field(api, hall, payload, path):
    answer = send(api, hall.bob, hall.channel, payload, ("a", b"x"))
    assert (answer.status_code, answer.json()["code"]) == (400, 50035)
    node = answer.json()["errors"]
    for part in path.split("."):
        node = node[part]
    assert node["_errors"]
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"--x", b"--x--\r\n", b"\xff" * 100,
     b'--x\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n{nope\r\n--x--\r\n'],
)  # fmt: skip
def test_a_broken_form_is_refused(api, hall, body):
    answer = api(hall.bob).post(
        f"/channels/{hall.channel.id}/messages",
        content=body,
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] in (50006, 50046, 50109)
    assert not Message.objects.exists()


def test_an_edit_keeps_and_adds_files(api, hall):
    message = send(
        api, hall.bob, hall.channel, {"content": "x"}, ("a.txt", b"A"), ("b.txt", b"B")
    ).json()
    path = f"/channels/{hall.channel.id}/messages/{message['id']}"
    kept = {"attachments": [{"id": message["attachments"][1]["id"]}, {"id": 0}]}
    edited = api(hall.bob).patch(
        path,
        files=[("files[0]", ("new.txt", b"new"))],
        data={"payload_json": json.dumps(kept)},
    )
    assert_documented("PATCH", path, edited.status_code, edited.json())
    assert [file["filename"] for file in edited.json()["attachments"]] == ["b.txt", "new.txt"]
    assert edited.json()["edited_timestamp"] is not None
    assert fetch(api, edited.json()["attachments"][1]["url"]).content == b"new"
    assert fetch(api, message["attachments"][0]["url"]).status_code == 404
    unchanged = api(hall.bob).patch(path, {"content": "y"}).json()
    assert len(unchanged["attachments"]) == 2
    none = api(hall.bob).patch(path, {"attachments": []}).json()
    assert none["attachments"] == []


def test_another_persons_file_cannot_be_taken_over(api, hall):
    theirs = send(api, hall.ada, hall.channel, {}, ("a.txt", b"secret")).json()
    mine = send(api, hall.bob, hall.channel, {"content": "x"}, ("b.txt", b"B")).json()
    answer = api(hall.bob).patch(
        f"/channels/{hall.channel.id}/messages/{mine['id']}",
        {"attachments": [{"id": theirs["attachments"][0]["id"]}]},
    )
    assert answer.json()["code"] == 50035


def test_an_embed_shows_a_file_in_its_place(api, hall, bot):
    payload = {"embeds": [{"title": "T", "image": {"url": "attachment://p.png"}}]}
    message = send(api, bot, hall.channel, payload, ("p.png", png())).json()
    assert message["attachments"] == []
    image = message["embeds"][0]["image"]
    assert fetch(api, image["url"]).content == png()
    assert (image["width"], image["height"]) == (16, 16)
    assert image["content_type"] == "image/png"
    assert fetch(api, image["proxy_url"]).content == png()


def test_the_worker_makes_smaller_copies(api, hall, queued):
    message = send(
        api, hall.bob, hall.channel, {}, ("big.png", png(1200, 600)), ("a.txt", b"x")
    ).json()
    image = int(message["attachments"][0]["id"])
    assert queued == [[image]]
    for _ in range(2):  # running twice is harmless
        make_thumbnails_of(image)
    url = message["attachments"][0]["url"]
    small = fetch(api, url + "&width=300")
    assert small.headers["Content-Type"] == "image/webp"
    assert Image.open(io.BytesIO(small.content)).size == (400, 200)
    assert fetch(api, url + "&width=5000").content == png(1200, 600)
    assert fetch(api, url + "&width=x").content == png(1200, 600)


def test_what_no_message_claims_is_swept_away(api, hall):
    message = send(api, hall.bob, hall.channel, {"content": "x"}, ("a.txt", b"A")).json()
    api(hall.bob).patch(
        f"/channels/{hall.channel.id}/messages/{message['id']}", {"attachments": []}
    )
    kept = send(api, hall.bob, hall.channel, {}, ("b.txt", b"B")).json()
    key = Attachment.objects.get(message=None).key
    assert sweep_uploads() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        assert sweep_uploads() == 1
    assert not storages["attachments"].exists(key)
    assert fetch(api, kept["attachments"][0]["url"]).content == b"B"


def test_files_of_deleted_messages_and_channels_go_with_them(api, hall):
    message = send(api, hall.bob, hall.channel, {"content": "x"}, ("a.txt", b"A")).json()
    send(api, hall.bob, hall.channel, {"content": "x"}, ("b.txt", b"B"))
    api(hall.bob).delete(f"/channels/{hall.channel.id}/messages/{message['id']}")
    keys = list(Attachment.objects.order_by("id").values_list("key", flat=True))
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        assert purge_deleted() == 1
    assert [storages["attachments"].exists(key) for key in keys] == [False, True]
    delete_channel(hall.ada, hall.channel)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        assert sweep_uploads() == 1
    assert not storages["attachments"].exists(keys[1])
