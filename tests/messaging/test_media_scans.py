"""Pictures that the operator's scanner is asked about, and those that it calls explicit."""

from __future__ import annotations

import pytest

from config.kernel.telemetry.metrics import MEDIA_SCANS
from guilds.services import add_member_role, update_channel, update_guild
from messaging.models import Attachment, Message
from messaging.services.media_scans import scan_attachment
from tests.builders import make_channel, make_role

EXPLICIT = (200, {"Content-Type": "application/json"}, b'{"explicit": true}')


@pytest.fixture
def scanner(website, settings):
    """Return the scanner, on this machine as an operator's may be; it finds all explicit."""
    settings.MEDIA_SCANNER_URL = website.url.replace("public.test", "127.0.0.1") + "/scan"
    website.answers["/scan"] = EXPLICIT
    return website


def scan_newest(channel):
    file = Attachment.objects.filter(channel_id=channel.id).latest("id")
    return scan_attachment(file.id)


def show(call, who, channel, picture, text=""):
    """Send a picture; returns the message's id."""
    files = {"files[0]": ("cat.png", picture(), "image/png")}
    answer = call(
        who, "POST", f"/channels/{channel.id}/messages", None, files=files, data={"content": text}
    )
    assert answer.status_code == 200, answer.text
    return int(answer.json()["id"])


def test_an_explicit_picture_is_taken_out_of_its_message_and_its_forwards(
    call, hall, scanner, picture, log
) -> None:
    update_guild(hall.ada, hall.guild, {"explicit_content_filter": 2})
    message_id = show(call, hall.ada, hall.channel, picture, "look")
    there = make_channel(hall.guild, "there")
    reference = {"type": 1, "channel_id": str(hall.channel.id), "message_id": str(message_id)}
    path = f"/channels/{there.id}/messages"
    forward = call(hall.bob, "POST", path, {"message_reference": reference}).json()
    assert scan_newest(hall.channel)
    assert scanner.given == [picture()]
    shown = call(hall.bob, "GET", f"/channels/{hall.channel.id}/messages/{message_id}").json()
    assert (shown["content"], shown["attachments"]) == ("look", [])
    copy = call(hall.bob, "GET", f"/channels/{there.id}/messages/{forward['id']}").json()
    assert copy["message_snapshots"][0]["message"]["attachments"] == []
    updates = [data for name, data, _ in log("MESSAGE_UPDATE") if data["id"] == str(message_id)]
    assert updates[-1]["attachments"] == []
    alone = show(call, hall.ada, hall.channel, picture)
    assert scan_newest(hall.channel)
    assert Message.objects.get(id=alone).deleted_at is not None
    assert not Attachment.objects.filter(message=alone).exists()


def test_the_guild_says_whose_pictures_are_looked_at(call, hall, scanner, picture) -> None:
    def is_withheld(who):
        show(call, who, hall.channel, picture, "look")
        return scan_newest(hall.channel)

    assert not is_withheld(hall.bob)
    assert scanner.asked == []
    update_guild(hall.ada, hall.guild, {"explicit_content_filter": 1})
    assert is_withheld(hall.bob)
    add_member_role(hall.ada, hall.guild, hall.bob.id, make_role(hall.guild).id)
    assert not is_withheld(hall.bob)
    update_guild(hall.ada, hall.guild, {"explicit_content_filter": 2})
    assert is_withheld(hall.bob)
    update_channel(hall.ada, hall.channel, {"nsfw": True})
    assert not is_withheld(hall.bob)


@pytest.mark.parametrize(
    "answer", [(500, {}, b""), (200, {}, b"no"), (200, {}, b"[]"), (200, {}, b'{"explicit": 1}')]
)
def test_no_sensible_answer_lets_a_picture_stay(call, hall, scanner, picture, answer) -> None:
    def failures():
        return MEDIA_SCANS.labels("failed")._value.get()

    update_guild(hall.ada, hall.guild, {"explicit_content_filter": 2})
    show(call, hall.bob, hall.channel, picture, "look")
    before = failures()
    scanner.answers["/scan"] = answer
    assert not scan_newest(hall.channel)
    assert failures() == before + 1
