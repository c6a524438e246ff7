"""Role connections: applications say what they know of people, and tell it of each."""

from __future__ import annotations

import pytest

from tests.accounts.test_oauth2 import Client, ada, bearer, bob, client_app
from tests.builders import make_bot, make_user
from tests.helpers.openapi import assert_documented

__all__ = ["ada", "bob", "client_app"]  # fixtures

LEVEL = {"type": 2, "key": "level", "name": "Level", "description": "Reached so far"}
SINCE = {"type": 6, "key": "since", "name": "Since", "description": "Playing since"}
FRIEND = {"type": 7, "key": "friend", "name": "Friend", "description": "Of the house",
          "name_localizations": {"de": "Freund"}}  # fmt: skip


def metadata_path(application) -> str:
    return f"/applications/{application.id}/role-connections/metadata"


def own_path(application) -> str:
    return f"/users/@me/applications/{application.id}/role-connection"


def test_an_application_says_what_it_knows(api, client_app: Client, ada) -> None:
    application = client_app.application
    path = metadata_path(application)
    assert api(application.bot).get(path).json() == []
    saved = api(application.bot).put(path, [LEVEL, SINCE, FRIEND])
    assert saved.json() == [LEVEL, SINCE, FRIEND]
    assert_documented("PUT", path, 200, saved.json())
    assert api(ada).get(path).json() == saved.json()
    assert api(make_user("eve")).get(path).json()["code"] == 50001
    assert api(make_bot("other", owner=make_user("dan"))).put(path, []).json()["code"] == 50001
    assert api(application.bot).put(path, []).json() == []


@pytest.mark.parametrize(
    "records",
    [
        [LEVEL] * 2,
        [{**LEVEL, "key": f"k{n}"} for n in range(6)],
        [{**LEVEL, "type": 9}],
        [{**LEVEL, "key": "Level"}],
        [{**LEVEL, "key": ""}],
        [{**LEVEL, "name": ""}],
        [{**LEVEL, "description": "x" * 201}],
        [{**LEVEL, "name_localizations": {"german": "Stufe"}}],
        [{"type": 1}],
        {"type": 1},
    ],
)
def test_what_it_says_is_limited(api, client_app: Client, records) -> None:
    bot = client_app.application.bot
    assert api(bot).put(metadata_path(client_app.application), records).json()["code"] == 50035
    assert api(bot).get(metadata_path(client_app.application)).json() == []


def test_it_tells_of_people_who_let_it(api, client_app: Client, bob) -> None:
    application = client_app.application
    api(application.bot).put(metadata_path(application), [LEVEL, SINCE, FRIEND])
    path = own_path(application)
    token = client_app.tokens(bob, "identify role_connections.write")["access_token"]
    assert bearer(token).get(path).json() == {"platform_username": None, "metadata": {}}
    body = {
        "platform_name": "Chess",
        "platform_username": "bob64",
        "metadata": {"level": "12", "since": "2024-05-01T00:00:00Z", "friend": "1"},
    }
    saved = bearer(token).put(path, body)
    assert saved.json() == body
    assert_documented("PUT", path, 200, saved.json())
    assert bearer(token).get(path).json() == body
    for wrong in (
        {"platform_name": "x" * 51},
        {"platform_username": "x" * 101},
        {"metadata": {"unknown": "1"}},
        {"metadata": {"level": "twelve"}},
        {"metadata": {"since": "yesterday"}},
        {"metadata": {"friend": "yes"}},
        {"metadata": {"level": ""}},
    ):
        assert bearer(token).put(path, wrong).json()["code"] == 50035, wrong
    assert bearer(token).get(path).json() == body
    assert bearer(token).delete(path).status_code == 204
    assert bearer(token).get(path).json()["metadata"] == {}


def test_nobody_else_tells_of_them(api, client_app: Client, bob) -> None:
    path = own_path(client_app.application)
    other = client_app.tokens(bob, "identify")["access_token"]
    assert bearer(other).get(path).json()["code"] == 50026
    assert api(bob).put(path, {}).json()["code"] == 50026
    assert api(client_app.application.bot).get(path).json()["code"] == 20001
    token = client_app.tokens(bob, "role_connections.write")["access_token"]
    assert bearer(token).get("/users/@me/applications/1/role-connection").json()["code"] == 50001
