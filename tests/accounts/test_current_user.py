from __future__ import annotations

import pytest

from accounts.models import User
from tests.builders import (
    PASSWORD,
    authorization,
    limited,
    make_bot,
    make_guild,
    make_member,
    make_user,
)
from tests.helpers.openapi import assert_documented


def test_a_person_reads_themselves(api):
    ada = make_user("ada", email="Ada@Example.org", global_name="  Ada   L. ")
    answer = api(ada).get("/users/@me")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    me = answer.json()
    assert me["id"] == str(ada.id)
    assert me["username"] == "ada"
    assert me["global_name"] == "Ada L."
    assert me["email"] == "ada@example.org"
    assert me["verified"] is False
    assert me["discriminator"] == "0"
    assert "bot" not in me
    assert_documented("GET", "/users/@me", 200, me)


def test_a_bot_reads_itself(api):
    bot = make_bot("helper")
    me = api(bot).get("/users/@me").json()
    assert me["bot"] is True
    assert me["username"] == "helper"
    assert len(me["discriminator"]) == 4
    assert me["email"] is None
    assert_documented("GET", "/users/@me", 200, me)


@pytest.mark.parametrize(
    "header",
    [
        "Bot nonsense",
        "Bot",
        "Bearer a.b.c",
        "Basic YTpi",
        "Bot MTIz.abc.def",
        "Bearer " + "x" * 20_000,
        "\x7f\x01",
    ],
)
def test_a_token_that_is_not_valid_is_refused(api, header):
    answer = api(header).get("/users/@me")
    assert answer.status_code == 401
    assert answer.json() == {"message": "401: Unauthorized", "code": 0}


def test_nobody_is_refused(api):
    assert api().get("/users/@me").status_code == 401


def test_a_person_changes_their_profile(api):
    ada = make_user("ada")
    answer = api(ada).patch(
        "/users/@me", {"global_name": "Ada", "bio": "first", "accent_color": 0x123456}
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["global_name"] == "Ada"
    assert answer.json()["accent_color"] == 0x123456
    assert answer.json()["bio"] == "first"
    assert_documented("PATCH", "/users/@me", 200, answer.json())
    ada.refresh_from_db()
    assert ada.bio == "first"


def test_a_new_username_needs_the_password(api):
    ada = api(make_user("ada"))
    assert ada.patch("/users/@me", {"username": "ada.l"}).json()["errors"]["password"]
    wrong = ada.patch("/users/@me", {"username": "ada.l", "password": "no"})
    assert wrong.status_code == 400
    assert wrong.json()["errors"]["password"]["_errors"][0]["code"] == "PASSWORD_DOES_NOT_MATCH"
    right = ada.patch("/users/@me", {"username": "Ada.L", "password": PASSWORD})
    assert right.status_code == 200
    assert right.json()["username"] == "ada.l"


def test_guessing_the_password_is_limited(api):
    ada = api(limited(make_user("ada")))
    statuses = [
        ada.patch("/users/@me", {"username": "ada.l", "password": f"guess {n}"}).status_code
        for n in range(6)
    ]
    assert statuses == [400] * 5 + [429]


def test_a_bot_changes_its_name_without_a_password(api):
    answer = api(make_bot("helper")).patch("/users/@me", {"username": "Helper Bot", "bio": "x"})
    assert answer.status_code == 200
    assert answer.json()["username"] == "Helper Bot"
    assert answer.json()["bio"] == ""


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a", "BASE_TYPE_BAD_LENGTH"),
        ("a" * 33, "BASE_TYPE_BAD_LENGTH"),
        ("a..b", "USERNAME_INVALID_CONTAINS"),
        ("ädä", "USERNAME_INVALID_CONTAINS"),
        ("a b", "USERNAME_INVALID_CONTAINS"),
        ("everyone", "USERNAME_INVALID_RESERVED"),
        ("Bob", "USERNAME_ALREADY_TAKEN"),
    ],
)
def test_usernames_follow_the_rules(api, name, code):
    make_user("bob")
    ada = api(make_user("ada"))
    answer = ada.patch("/users/@me", {"username": name, "password": PASSWORD})
    assert answer.status_code == 400
    body = answer.json()
    assert body["code"] == 50035
    assert body["errors"]["username"]["_errors"][0]["code"] == code


@pytest.mark.parametrize(
    "body",
    [
        '{"username": 7}',
        '{"username": null}',
        '{"global_name": ["x"]}',
        '{"global_name": "\\u0000"}',
        '{"global_name": "\\ud800"}',
        '{"bio": "%s"}' % ("x" * 200),
        '{"pronouns": "%s"}' % ("x" * 41),
        '{"accent_color": -1}',
        '{"accent_color": 99999999999999999999999}',
        '{"accent_color": "red"}',
        '{"avatar": "nonsense"}',
        '{"avatar": 5}',
        "[]",
        "null",
        "7",
        "{",
        "[" * 10_000,
        '{"a":' * 10_000,
        "\xff\xfe",
    ],
)
def test_bad_input_changes_nothing(api, body):
    ada = make_user("ada")
    answer = api(ada).patch("/users/@me", content=body.encode("latin-1"))
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.json()["code"] in (50035, 50109)
    stored = User.objects.values().get(id=ada.id)
    assert {name: getattr(ada, name) for name in stored} == stored


def test_a_body_of_ten_megabytes_is_refused(api):
    ada = api(make_user("ada"))
    answer = ada.patch("/users/@me", content=b'{"bio": "' + b"x" * 10_000_000 + b'"}')
    assert answer.status_code == 413


def test_others_see_what_is_public(api):
    ada, bob = make_user("ada", email="ada@example.org"), make_user("bob")
    user = api(bob).get(f"/users/{ada.id}").json()
    assert user["username"] == "ada"
    assert "email" not in user
    assert_documented("GET", f"/users/{ada.id}", 200, user)


def test_an_unknown_user_is_not_found(api):
    ada = api(make_user("ada"))
    assert ada.get("/users/1").json() == {"message": "Unknown User", "code": 10013}
    assert ada.get("/users/abc").json()["code"] == 50035
    assert ada.get("/users/99999999999999999999999").json()["code"] == 50035


def test_a_profile_is_for_people(api):
    ada = make_user("ada")
    bot = make_bot("helper", owner=ada)
    profile = api(ada).get(f"/users/{bot.id}/profile").json()
    assert profile["user"]["id"] == str(bot.id)
    assert profile["application"]["id"] == str(bot.id)
    refused = api(bot).get(f"/users/{ada.id}/profile")
    assert (refused.status_code, refused.json()["code"]) == (403, 20001)


def test_a_token_is_never_taken_from_the_address(api):
    token = authorization(make_user("ada")).split()[1]
    assert api(token).get("/users/@me").status_code == 200, "it is a valid token"
    assert api().get(f"/users/@me?token={token}&access_token={token}").status_code == 401


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("v10/nothing", 404, 0), ("v5/users/@me", 400, 50041), ("v11", 400, 50041), ("v10", 404, 0)],
)
def test_what_is_not_there_says_so_and_whether_it_is_the_version(api, path, status, code):
    answer = api(make_user("ada")).get(f"http://testserver/api/{path}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_people_say_of_themselves_is_in_their_profile_also_per_guild(api):
    ada = make_user("ada")
    guild = make_guild(ada)
    bob = make_member(guild, "bob")
    said = api(bob).patch("/users/@me/profile", {"pronouns": " they/them ", "bio": "hi"})
    assert said.json() == {"bio": "hi", "pronouns": "they/them", "accent_color": None}
    here = api(bob).patch(f"/guilds/{guild.id}/profile/@me", {"pronouns": "he/him"})
    assert here.json() == {"guild_id": str(guild.id), "bio": "", "pronouns": "he/him"}
    seen = api(ada).get(f"/users/{bob.id}/profile?guild_id={guild.id}").json()
    assert seen["user_profile"]["pronouns"] == "they/them"
    assert seen["guild_member_profile"]["pronouns"] == "he/him"
