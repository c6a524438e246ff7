"""Acts that replace or destroy something take more than a session that somebody left open."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import Application, User
from tests.accounts.test_second_factor import code_of
from tests.builders import PASSWORD, make_bot, make_guild, make_member, make_user, token_of
from tests.helpers.api import Api

SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def ada(transactional_db: None) -> User:
    return make_user("ada")


def test_a_bot_token_that_is_in_use_is_reset_with_the_password(api: type[Api], ada: User) -> None:
    bot = make_bot("helper", owner=ada)
    path = f"/applications/{bot.id}/bot/reset"
    token = token_of(bot)
    answer = api(ada).post(path)
    assert (answer.status_code, answer.json()["code"]) == (400, 50035)
    assert "password" in answer.json()["errors"]
    wrong = api(ada).post(path, {"password": "not it"}).json()["errors"]["password"]
    assert wrong["_errors"][0]["code"] == "PASSWORD_DOES_NOT_MATCH"
    assert api(f"Bot {token}").get("/users/@me").status_code == 200
    assert api(ada).post(path, {"password": PASSWORD}).status_code == 200
    assert api(f"Bot {token}").get("/users/@me").status_code == 401


def test_whoever_has_a_second_factor_gives_a_code_of_it(api: type[Api], ada: User) -> None:
    bot = make_bot("helper", owner=ada)
    token_of(bot)
    TOTP.activate(ada, SECRET)
    path = f"/applications/{bot.id}"
    for method, what in (("POST", "/bot/reset"), ("DELETE", "")):
        answer = api(ada).request(method, path + what, {"password": PASSWORD})
        assert (answer.status_code, answer.json()["code"]) == (403, 60003)
        answer = api(ada).request(method, path + what, {"code": "000000"})
        assert (answer.status_code, answer.json()["code"]) == (400, 60008)
    assert api(ada).request("DELETE", path, {"code": code_of(SECRET)}).status_code == 204
    assert not Application.objects.exists()


def test_a_client_secret_is_replaced_with_the_password_and_made_without(
    api: type[Api], ada: User
) -> None:
    path = f"/applications/{make_bot('helper', owner=ada).id}/reset"
    first = api(ada).post(path).json()["secret"]
    assert api(ada).post(path).json()["code"] == 50035
    assert api(ada).post(path, {"password": PASSWORD}).json()["secret"] != first


def test_an_owner_with_a_second_factor_deletes_a_guild_with_a_code(
    api: type[Api], ada: User
) -> None:
    plain, secured = make_guild(make_user("bob"), "Plain"), make_guild(ada, "Secured")
    member = make_member(secured, "eve")
    TOTP.activate(ada, SECRET)
    assert api(plain.owner).delete(f"/guilds/{plain.id}").status_code == 204
    path = f"/guilds/{secured.id}"
    assert api(ada).delete(path).json()["code"] == 60003
    assert api(ada).request("DELETE", path, {"code": "000000"}).json()["code"] == 60008
    given = {"code": code_of(SECRET)}
    assert api(member).request("DELETE", path, given).json()["code"] == 50013
    assert api(ada).request("DELETE", path, given).status_code == 204
    assert api(ada).get(path).json()["code"] == 10004
