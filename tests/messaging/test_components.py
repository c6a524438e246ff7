"""Components of messages: rows of buttons and menus, and messages that are made of components."""

from __future__ import annotations

import json
from typing import Any

import pytest

from config.kernel.errors import FormError
from guilds.services.emojis import create_emoji
from messaging.content.components import read_components
from messaging.external import external_url
from tests.builders import make_bot, make_guild, make_member, text_channel
from tests.guilds.test_emojis import image
from tests.helpers.openapi import assert_documented

V2 = 1 << 15
PNG = b"\x89PNG\r\n\x1a\n"
OK = {"type": 2, "style": 1, "custom_id": "ok", "label": "OK", "emoji": {"name": "👍"}}
LINK = {"type": 2, "style": 5, "url": "https://example.org/", "label": "More"}
MENU: dict[str, Any] = {"type": 3, "custom_id": " menu ", "options": [{"label": "a", "value": "1"}]}
TEXT = {"type": 10, "content": "# Hello"}
PICTURE = {"media": {"url": "attachment://a.png"}, "description": "A picture"}


def row(*components: Any) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


LAYOUT = [
    TEXT,
    {
        "type": 17,
        "accent_color": 5,
        "components": [
            {"type": 9, "components": [TEXT], "accessory": {"type": 11, **PICTURE}},
            {"type": 14, "spacing": 2},
            {"type": 12, "items": [PICTURE, {"media": {"url": "https://example.org/b.png"}}]},
            {"type": 13, "file": {"url": "attachment://a.txt"}, "spoiler": True},
            row(OK),
        ],
    },
]


@pytest.fixture
def place():
    guild = make_guild()
    bot = make_member(guild, make_bot())
    return guild, bot, f"/channels/{text_channel(guild).id}/messages"


def test_what_a_bot_puts_under_its_message_stays_there(api, place) -> None:
    guild, bot, path = place
    users = {"type": 5, "custom_id": "who", "max_values": 2,
             "default_values": [{"id": str(bot.id), "type": "user"}]}  # fmt: skip
    channels = {"type": 8, "custom_id": "where", "channel_types": [0, 5], "placeholder": "Where"}
    rows = [row({**OK, "id": 7}, LINK), row(MENU), row(users), row(channels)]
    sent = api(bot).post(path, {"content": "choose", "components": rows}).json()
    first, second, third, fourth = sent["components"]
    assert first["components"][0] == {**OK, "id": 7, "disabled": False}
    assert first["components"][1]["url"] == LINK["url"]
    assert second["components"][0]["custom_id"] == " menu "
    assert second["components"][0]["min_values"] == second["components"][0]["max_values"] == 1
    assert third["components"][0]["default_values"] == users["default_values"]
    assert fourth["components"][0]["channel_types"] == [0, 5]
    one = f"{path}/{sent['id']}"
    assert api(guild.owner).get(one).json()["components"] == sent["components"]
    assert_documented("POST", path, 200, sent)

    fewer = api(bot).patch(one, {"components": [row(LINK)]}).json()
    assert [len(part["components"]) for part in fewer["components"]] == [1]
    assert fewer["content"] == "choose"
    assert api(bot).patch(one, {"content": "chosen", "components": []}).json()["components"] == []
    assert api(bot).post(path, {"components": [row(OK)]}).status_code == 200
    # People have none of their own, as they have no embeds.
    mine = api(guild.owner).post(path, {"content": "x", "components": [row(OK)]}).json()
    assert mine["components"] == []


def test_a_message_made_of_components_shows_its_files(api, place) -> None:
    guild, bot, path = place
    payload = {"flags": V2, "components": LAYOUT}
    files = {"files[0]": ("a.png", PNG, "image/png"), "files[1]": ("a.txt", b"a", "text/plain")}
    form = {"payload_json": json.dumps(payload)}
    sent = api(bot).post(path, data=form, files=files).json()
    assert sent["flags"] & V2
    text, container = sent["components"]
    assert text == {"type": 10, "id": 1, "content": "# Hello"}
    section, separator, gallery, file, _ = container["components"]
    assert section["accessory"]["media"]["url"].startswith("http")
    assert section["accessory"]["media"]["attachment_id"] == sent["attachments"][0]["id"]
    assert separator["divider"] is True
    there = gallery["items"][1]["media"]
    assert there["url"] == "https://example.org/b.png"
    # Nobody's page learns who looks.
    assert there["proxy_url"] == external_url(there["url"])
    assert (file["name"], file["size"], file["spoiler"]) == ("a.txt", 1, True)
    assert_documented("POST", path, 200, sent)

    reference = {"type": 1, "message_id": sent["id"], "channel_id": sent["channel_id"]}
    copied = api(guild.owner).post(path, {"message_reference": reference}).json()
    snapshot = copied["message_snapshots"][0]["message"]
    assert snapshot["components"][1]["components"][3]["name"] == "a.txt"

    one = f"{path}/{sent['id']}"
    refused = api(bot).patch(one, {"content": "words"}).json()
    assert "MESSAGE_CANNOT_USE_LEGACY_FIELDS" in json.dumps(refused)
    assert api(bot).patch(one, {"attachments": []}).json()["code"] == 50035
    edited = api(bot).patch(one, {"components": [TEXT], "attachments": []}).json()
    assert (len(edited["components"]), edited["attachments"]) == (1, [])
    # A message with content becomes one of components when that goes, and stays one.
    plain = f"{path}/{api(bot).post(path, {'content': 'old'}).json()['id']}"
    new = {"flags": V2, "components": [TEXT]}
    assert api(bot).patch(plain, new).json()["code"] == 50035
    assert api(bot).patch(plain, {**new, "content": None}).json()["flags"] & V2
    assert api(bot).patch(plain, {"flags": 0}).json()["flags"] & V2
    assert api(guild.owner).post(path, new).json()["code"] == 50006


def test_what_components_say_mentions_people_and_is_kept_when_it_changes(api, place) -> None:
    guild, bot, path = place
    named = {"flags": V2, "components": [{"type": 10, "content": f"<@{guild.owner_id}>"}]}
    sent = api(bot).post(path, named).json()
    assert [user["id"] for user in sent["mentions"]] == [str(guild.owner_id)]
    one = f"{path}/{sent['id']}"
    assert api(bot).patch(one, {"components": [TEXT]}).json()["mentions"] == []
    [before] = api(guild.owner).get(f"{one}/edits").json()
    assert before["components"] == sent["components"]
    assert len(api(bot).patch(one, named).json()["mentions"]) == 1
    hushed = {**named, "allowed_mentions": {"parse": []}}
    assert api(bot).patch(one, hushed).json()["mentions"] == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"components": [TEXT]}, "UNION_TYPE_CHOICES"),
        ({"components": [OK]}, "UNION_TYPE_CHOICES"),
        ({"components": [row()]}, "BASE_TYPE_BAD_LENGTH"),
        ({"components": [{"type": 1}]}, "BASE_TYPE_REQUIRED"),
        ({"components": [row(LINK)] * 6}, "BASE_TYPE_BAD_LENGTH"),
        ({"components": [row(*[LINK] * 6)]}, "BASE_TYPE_MAX_LENGTH"),
        ({"components": [row(OK, MENU)]}, "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
        ({"components": [row(OK), row(OK)]}, "COMPONENT_CUSTOM_ID_DUPLICATED"),
        ({"components": [row({**LINK, "id": 3}), row({**LINK, "id": 3})]}, "COMPONENT_ID"),
        ({"components": [row({"type": 2, "style": 1, "label": "x"})]}, "BASE_TYPE_REQUIRED"),
        ({"components": [row({"type": 2, "style": 1, "custom_id": "x"})]}, "LABEL_OR_EMOJI"),
        ({"components": [row({**OK, "style": 9})]}, "BASE_TYPE_CHOICES"),
        ({"components": [row({**OK, "emoji": {"name": "no"}})]}, "COMPONENT_INVALID_EMOJI"),
        ({"components": [row({**LINK, "url": "javascript:1"})]}, "URL_TYPE_INVALID_SCHEME"),
        ({"components": [row({**LINK, "custom_id": "x"})]}, "MUTUALLY_EXCLUSIVE"),
        ({"components": [row({**MENU, "options": MENU["options"] * 2})]}, "VALUE_DUPLICATED"),
        ({"components": [row({**MENU, "min_values": 2})]}, "MIN_VALUES_EXCEEDS_MAX"),
        ({"components": [row({**MENU, "options": []})]}, "BASE_TYPE_REQUIRED"),
        ({"components": [row({**OK, "style": [1]})]}, "BASE_TYPE_CHOICES"),
        ({"components": [row({"type": 8, "custom_id": "x", "channel_types": 5})]}, "TYPE_CHOICES"),
        ({"components": [row({"type": 8, "custom_id": "x", "channel_types": [[]]})]}, "CHOICES"),
        ({"flags": V2, "content": "x", "components": [TEXT]}, "LEGACY_FIELDS"),
        ({"flags": V2, "embeds": [{"title": "x"}], "components": [TEXT]}, "LEGACY_FIELDS"),
        ({"flags": V2, "components": []}, "50006"),
        ({"flags": V2, "components": [TEXT] * 41}, "BASE_TYPE_BAD_LENGTH"),
        ({"flags": V2, "components": [row(*[LINK] * 5)] * 7}, "MAX_TOTAL_COMPONENTS"),
        ({"flags": V2, "components": [{"type": 10, "content": "x" * 2001}] * 2}, "TEXT_SIZE"),
        ({"flags": V2, "components": [{"type": 12, "items": [PICTURE]}]}, "NOT_FOUND"),
        ({"flags": V2, "components": [{"type": 9, "components": [TEXT]}]}, "BASE_TYPE_REQUIRED"),
        ({"flags": V2, "components": [{"type": 13, "file": {"url": "https://a.b/c"}}]}, "SCHEME"),
        ({"components": [1, None, [], {"type": []}]}, "DICT_TYPE_CONVERT"),
        ({"components": [{"type": 1, "components": {"a": 1}}]}, "LIST_TYPE_CONVERT"),
    ],
)
def test_components_of_a_wrong_form_are_refused(api, place, body, code) -> None:
    _, bot, path = place
    answer = api(bot).post(path, {"content": "x", **body} if "flags" not in body else body)
    assert answer.status_code == 400
    assert code in answer.text, answer.text


@pytest.mark.parametrize("value", [1, "x", {}, [[]], [{"type": True}], [{"type": 1, "id": -1}]])
def test_what_is_no_component_is_refused_too(value) -> None:
    for is_v2 in (False, True):
        with pytest.raises(FormError):
            read_components(value, is_v2=is_v2)


def test_webhooks_of_people_show_components_that_nobody_can_press(api, place) -> None:
    guild, _, path = place
    made = api(guild.owner).post(path.replace("messages", "webhooks"), {"name": "hook"}).json()
    hook = f"/webhooks/{made['id']}/{made['token']}"
    body = {"content": "x", "components": [row(LINK)]}
    assert api().post(f"{hook}?wait=true", body).json()["components"] == []
    asked = f"{hook}?wait=true&with_components=true"
    sent = api().post(asked, body).json()
    assert sent["components"][0]["components"][0]["url"] == LINK["url"]
    assert api().post(asked, {**body, "components": [row(OK)]}).json()["code"] == 50035
    one = f"{hook}/messages/{sent['id']}"
    kept = api().patch(one, {"content": "y", "components": []}).json()
    assert len(kept["components"]) == 1
    assert api().patch(f"{one}?with_components=true", {"components": []}).json()["components"] == []
    poll = {"question": {"text": "?"}, "answers": [{"poll_media": {"text": "a"}}]}
    assert api().patch(one, {"poll": poll}).json()["code"] == 520003


def test_custom_emoji_of_components_are_looked_up(api, place) -> None:
    guild, bot, path = place
    emoji = create_emoji(guild.owner, guild, name="wave", image=image())
    hidden = create_emoji(
        (other := make_guild(guild.owner, "Other")).owner, other, name="oo", image=image()
    )
    named = {"id": str(emoji.id), "name": "whatever"}
    options = [{"label": "a", "value": "1", "emoji": named}]
    sent = (
        api(bot)
        .post(
            path,
            {
                "components": [row({**OK, "emoji": named}), row({**MENU, "options": options})],
                "content": "x",
            },
        )
        .json()
    )
    wave = {"id": str(emoji.id), "name": "wave", "animated": False}
    button, menu = (one["components"][0] for one in sent["components"])
    assert button["emoji"] == menu["options"][0]["emoji"] == wave
    for unknown in ({"id": "1", "name": "wave"}, {"id": str(hidden.id), "name": "oo"}):
        body = {"content": "x", "components": [row(LINK, {**OK, "emoji": unknown})]}
        for answer in (api(bot).post(path, body), api(bot).patch(f"{path}/{sent['id']}", body)):
            assert answer.json()["code"] == 50035
            wrong = answer.json()["errors"]["components"]["0"]["components"]["1"]["emoji"]["id"]
            assert wrong["_errors"][0]["code"] == "COMPONENT_INVALID_EMOJI"
