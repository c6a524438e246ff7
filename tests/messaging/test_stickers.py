"""Stickers in messages: one's own guild's anywhere, others' where that is allowed."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from guilds.permissions import Permissions
from guilds.services.stickers import create_sticker, delete_sticker
from tests.builders import deny, make_guild, make_member, text_channel
from tests.helpers.openapi import assert_documented


def make_sticker(guild, name="wave"):
    output = io.BytesIO()
    Image.new("RGB", (320, 320), "#336699").save(output, "PNG")
    output.seek(0)
    return create_sticker(guild.owner, guild, name=name, tags="👋", file=output)


@pytest.fixture
def wave(hall):
    return make_sticker(hall.guild)


def send(api, who, channel, *stickers, **more):
    body = {"sticker_ids": [str(getattr(one, "id", one)) for one in stickers]} | more
    return api(who).post(f"/channels/{channel.id}/messages", body)


def test_a_sticker_is_a_message(api, hall, log, wave) -> None:
    sent = send(api, hall.bob, hall.channel, wave, wave)
    assert sent.status_code == 200, sent.text
    item = {"id": str(wave.id), "name": "wave", "format_type": 1}
    assert sent.json()["sticker_items"] == [item]
    path = f"/channels/{hall.channel.id}/messages"
    assert_documented("POST", path, 200, sent.json())
    assert log("MESSAGE_CREATE")[-1][1]["sticker_items"] == [item]
    page = api(hall.ada).get(path)
    assert page.json()[0]["sticker_items"] == [item]
    assert_documented("GET", path, 200, page.json())
    # It shows what was sent, also once the sticker is gone.
    delete_sticker(hall.ada, wave)
    assert api(hall.ada).get(path).json()[0]["sticker_items"] == [item]


def test_at_most_three_and_only_those_there_are(api, hall, wave) -> None:
    more = [make_sticker(hall.guild, f"wave {n}") for n in range(3)]
    assert send(api, hall.bob, hall.channel, *more).status_code == 200
    assert send(api, hall.bob, hall.channel, wave, *more).json()["code"] == 50035
    assert send(api, hall.bob, hall.channel, 1).json()["code"] == 50081
    wave.available = False
    wave.save(update_fields=["available"])
    assert send(api, hall.bob, hall.channel, wave).json()["code"] == 50081


def test_those_of_other_guilds_are_for_their_members_where_allowed(api, hall, wave) -> None:
    other = make_guild(hall.ada, "Other")
    make_member(other, hall.bob)
    foreign = make_sticker(make_guild(hall.ada, "Foreign"))
    elsewhere = text_channel(other)
    assert send(api, hall.bob, elsewhere, wave).status_code == 200
    assert send(api, hall.bob, elsewhere, foreign).json()["code"] == 50081
    deny(elsewhere, other, Permissions.USE_EXTERNAL_STICKERS)
    refused = send(api, hall.bob, elsewhere, wave)
    assert (refused.status_code, refused.json()["code"]) == (403, 50600)
    assert send(api, hall.bob, elsewhere, make_sticker(other)).status_code == 200
    direct = api(hall.bob).post("/users/@me/channels", {"recipient_id": str(hall.ada.id)}).json()
    body = {"sticker_ids": [str(wave.id)]}
    sent = api(hall.bob).post(f"/channels/{direct['id']}/messages", body)
    assert sent.json()["sticker_items"][0]["id"] == str(wave.id)


def test_an_edit_changes_words_and_no_stickers(api, hall, wave) -> None:
    sent = send(api, hall.bob, hall.channel, wave, content="hi").json()
    path = f"/channels/{hall.channel.id}/messages/{sent['id']}"
    other = make_sticker(hall.guild, "other")
    changed = api(hall.bob).patch(path, {"content": "", "sticker_ids": [str(wave.id)]})
    assert changed.status_code == 200
    assert changed.json()["sticker_items"] == sent["sticker_items"]
    refused = api(hall.bob).patch(path, {"sticker_ids": [str(other.id)]})
    assert refused.json()["code"] == 50080


def test_a_forward_shows_the_sticker(api, hall, wave) -> None:
    sent = send(api, hall.bob, hall.channel, wave).json()
    reference = {"type": 1, "message_id": sent["id"], "channel_id": sent["channel_id"]}
    path = f"/channels/{hall.channel.id}/messages"
    forward = api(hall.ada).post(path, {"message_reference": reference})
    assert_documented("POST", path, 200, forward.json())
    [snapshot] = forward.json()["message_snapshots"]
    assert snapshot["message"]["sticker_items"] == sent["sticker_items"]


def test_webhooks_have_no_stickers(api, hall, wave) -> None:
    made = api(hall.ada).post(f"/channels/{hall.channel.id}/webhooks", {"name": "news"}).json()
    path = f"/webhooks/{made['id']}/{made['token']}"
    refused = api().post(path, {"content": "x", "sticker_ids": [str(wave.id)]})
    assert refused.json()["code"] == 50081
