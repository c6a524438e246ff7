from __future__ import annotations

import pytest

from accounts.models import UserNote, UserSettings
from config.kernel import outbox
from tests.builders import make_bot, make_user


@pytest.fixture
def ada(transactional_db):
    return make_user("ada")


def test_whoever_set_nothing_has_the_defaults(api, ada):
    settings = api(ada).get("/users/@me/settings").json()
    assert settings == {
        "status": "online",
        "custom_status": None,
        "theme": "system",
        "locale": "en-US",
        "guild_positions": [],
        "client": {},
    }
    assert not UserSettings.objects.exists()


def test_settings_are_changed_and_told_to_the_other_devices(api, ada, monkeypatch):
    heard = []
    original = outbox.add
    monkeypatch.setattr(outbox, "add", lambda event: (heard.append(event), original(event)))
    answer = api(ada).patch(
        "/users/@me/settings",
        {
            "status": "dnd",
            "theme": "dark",
            "locale": "de",
            "custom_status": {"text": "reading", "expires_at": "2030-01-01T00:00:00Z"},
            "guild_positions": ["2", 1],
            "client": {"compact": True, "drafts": {"1": "x"}},
        },
    )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["custom_status"]["text"] == "reading"
    assert body["custom_status"]["expires_at"] == "2030-01-01T00:00:00+00:00"
    assert body["guild_positions"] == ["2", "1"]
    assert [(event.name, event.to.topic) for event in heard] == [
        ("USER_SETTINGS_UPDATE", f"user:{ada.id}")
    ]
    assert heard[0].data == body
    assert api(ada).get("/users/@me").json()["locale"] == "de"


def test_client_settings_are_merged_and_removed_by_null(api, ada):
    client = api(ada)
    client.patch("/users/@me/settings", {"client": {"a": 1, "b": [2]}})
    body = client.patch("/users/@me/settings", {"client": {"a": None, "c": 3}}).json()
    assert body["client"] == {"b": [2], "c": 3}
    cleared = client.patch("/users/@me/settings", {"custom_status": None}).json()
    assert cleared["custom_status"] is None


@pytest.mark.parametrize(
    "body",
    [
        {"status": "offline"},
        {"status": 1},
        {"theme": "pink"},
        {"locale": "xx"},
        {"custom_status": "hi"},
        {"custom_status": {"text": "x" * 129}},
        {"custom_status": {"emoji_name": "x" * 33}},
        {"custom_status": {"text": "x", "expires_at": "tomorrow"}},
        {"guild_positions": ["x"]},
        {"guild_positions": [1] * 101},
        {"client": []},
        {"client": {"x": "y" * 70_000}},
        {"client": {"x": "\x00"}},
    ],
)
def test_bad_settings_are_refused(api, ada, body):
    answer = api(ada).patch("/users/@me/settings", body)
    assert (answer.status_code, answer.json()["code"]) == (400, 50035), answer.text


def test_bots_have_no_settings_and_no_notes(api, ada):
    bot = api(make_bot("helper", owner=ada))
    assert bot.get("/users/@me/settings").json()["code"] == 20001
    assert bot.patch("/users/@me/settings", {}).json()["code"] == 20001
    assert bot.get("/users/@me/notes").json()["code"] == 20001


def test_a_note_is_kept_changed_and_removed(api, ada):
    bob = make_user("bob")
    client = api(ada)
    address = f"/users/@me/notes/{bob.id}"
    assert client.get(address).json()["code"] == 10013
    assert client.put(address, {"note": " met at the fair "}).status_code == 204
    assert client.get(address).json() == {
        "user_id": str(ada.id), "note_user_id": str(bob.id), "note": "met at the fair"
    }  # fmt: skip
    assert client.get("/users/@me/notes").json() == {str(bob.id): "met at the fair"}
    assert api(bob).get("/users/@me/notes").json() == {}, "notes are private"
    assert client.put(address, {"note": ""}).status_code == 204
    assert not UserNote.objects.exists()
    assert client.put(address, {"note": "x" * 257}).json()["code"] == 50035
    assert client.put("/users/@me/notes/5", {"note": "x"}).json()["code"] == 10013
