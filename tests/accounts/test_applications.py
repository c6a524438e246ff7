from __future__ import annotations

import pytest

from accounts.models import PRIVILEGED_INTENTS, Application, ApplicationFlags, User
from accounts.services.applications import create_application
from accounts.signals import bot_deleted
from config.kernel import tokens
from tests.builders import PASSWORD, make_bot, make_user
from tests.helpers.openapi import assert_documented


@pytest.fixture
def ada(transactional_db):
    return make_user("ada")


def test_a_person_creates_an_application_with_a_bot(api, ada):
    answer = api(ada).post("/applications", {"name": "Helper", "description": "helps"})
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body["name"] == body["bot"]["username"] == "Helper"
    assert body["id"] == body["bot"]["id"]
    assert body["owner"]["id"] == str(ada.id)
    assert body["flags"] == 0
    assert "token" not in str(body)
    assert [found["id"] for found in api(ada).get("/applications").json()] == [body["id"]]


def test_a_token_is_shown_once_and_kept_as_a_digest(api, ada):
    application = create_application(ada, name="Helper")
    token = api(ada).post(f"/applications/{application.id}/bot/reset").json()["token"]
    assert tokens.bot_id_of(token) == application.id
    application.refresh_from_db()
    assert application.token_hash == tokens.digest(token)
    assert token not in str(api(ada).get("/applications").json())
    assert api(f"Bot {token}").get("/users/@me").json()["id"] == str(application.id)
    assert api(token).get("/users/@me").status_code == 401, "a bot's token needs its prefix"
    assert api(f"Bearer {token}").get("/users/@me").status_code == 401


def test_a_token_without_its_secret_is_worth_nothing(api, ada):
    bot = make_bot("helper", owner=ada)
    forged = tokens.new_bot_token(bot.id)
    assert api(f"Bot {forged}").get("/users/@me").status_code == 401


def test_a_bot_reads_its_application_at_both_addresses(api, ada):
    bot = make_bot("helper", owner=ada)
    for path in ("/oauth2/applications/@me", "/applications/@me", f"/applications/{bot.id}"):
        answer = api(bot).get(path)
        assert answer.status_code == 200, answer.text
        assert answer.json()["id"] == str(bot.id)
        assert answer.json()["owner"]["username"] == "ada"
        assert_documented("GET", path, 200, answer.json())


def test_a_bot_changes_its_application(api, ada):
    bot = make_bot("helper", owner=ada)
    answer = api(bot).patch(
        "/applications/@me",
        {
            "description": {"default": "new"},
            "tags": ["a", "b", "a"],
            "interactions_endpoint_url": None,
        },
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["description"] == "new"
    assert answer.json()["tags"] == ["a", "b"]
    assert_documented("PATCH", "/applications/@me", 200, answer.json())


def test_only_the_privileged_intents_can_be_switched(api, ada):
    application = create_application(ada, name="Helper")
    everything = 2**31 - 1
    answer = api(ada).patch(f"/applications/{application.id}", {"flags": everything})
    assert answer.json()["flags"] == PRIVILEGED_INTENTS
    content = ApplicationFlags.GATEWAY_MESSAGE_CONTENT_LIMITED
    answer = api(ada).patch(f"/applications/{application.id}", {"flags": str(int(content))})
    assert answer.json()["flags"] == content


def test_applications_of_others_are_not_managed(api, ada):
    application = create_application(make_user("bob"), name="Helper")
    for method, path in (
        ("GET", f"/applications/{application.id}"),
        ("PATCH", f"/applications/{application.id}"),
        ("DELETE", f"/applications/{application.id}"),
        ("POST", f"/applications/{application.id}/bot/reset"),
    ):
        answer = api(ada).request(method, path, {} if method == "PATCH" else None)
        assert (answer.status_code, answer.json()["code"]) == (403, 50001), (method, path)
    assert api(ada).get("/applications/1").json()["code"] == 10002
    assert Application.objects.get().token_hash is None


def test_bots_do_not_make_or_delete_applications(api, ada):
    bot = make_bot("helper", owner=ada)
    for method, path in (
        ("GET", "/applications"),
        ("POST", "/applications"),
        ("DELETE", f"/applications/{bot.id}"),
        ("POST", f"/applications/{bot.id}/bot/reset"),
    ):
        answer = api(bot).request(method, path, {} if method == "POST" else None)
        assert (answer.status_code, answer.json()["code"]) == (403, 20001), (method, path)
    answer = api(ada).get("/applications/@me")
    assert (answer.status_code, answer.json()["code"]) == (403, 20002)


def test_the_bot_of_a_deleted_application_is_signed_out_and_stays_as_a_name(api, ada):
    bot = make_bot("helper", owner=ada)
    client = api(bot)
    assert client.get("/users/@me").status_code == 200
    gone = []

    def hear(sender, user, **kwargs):
        gone.append(user.id)

    bot_deleted.connect(hear)
    try:
        sure = {"password": PASSWORD}
        assert api(ada).request("DELETE", f"/applications/{bot.id}", sure).status_code == 204
    finally:
        bot_deleted.disconnect(hear)
    assert client.get("/users/@me").status_code == 401
    assert gone == [bot.id]
    assert not Application.objects.exists()
    assert User.objects.get(id=bot.id).username.startswith("deleted_user")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "name"),
        ({"name": "x"}, "name"),
        ({"name": "x" * 33}, "name"),
        ({"name": "a@b"}, "name"),
        ({"name": 7}, "name"),
        ({"name": "ok", "description": "x" * 401}, "description"),
    ],
)
def test_a_bad_application_is_refused(api, ada, body, path):
    answer = api(ada).post("/applications", body)
    assert answer.status_code == 400
    assert path in answer.json()["errors"]
    assert not Application.objects.exists()
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"terms_of_service_url": "javascript:alert(1)"},
        {"privacy_policy_url": "x" * 300},
        {"tags": ["x"] * 6},
        {"tags": ["x" * 21]},
        {"flags": -1},
        {"flags": "many"},
        {"icon": "data:image/png;base64,AAAA"},
        {"bot_public": "no"},
        {"description": 5},
    ],
)
def test_a_bad_change_is_refused(api, ada, body):
    application = create_application(ada, name="Helper")
    answer = api(ada).patch(f"/applications/{application.id}", body)
    assert (answer.status_code, answer.json()["code"]) == (400, 50035)


def test_bots_may_share_a_name(ada):
    first, second = make_bot("helper", owner=ada), make_bot("Helper", owner=ada)
    assert first.discriminator != "0"
    assert (first.username.lower(), first.discriminator) != (
        second.username.lower(),
        second.discriminator,
    )
