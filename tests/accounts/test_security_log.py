"""Who came in, who was refused and what was changed is written down, for its owner and for staff."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from accounts.models import SecurityEvent, User
from accounts.services.security_log import clear_old
from accounts.services.users import claim_instance
from config.kernel.snowflake import snowflake_at
from tests.accounts.browser import Browser
from tests.builders import PASSWORD, make_bot, make_guild, make_user
from tests.helpers.api import Api

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ada() -> User:
    return make_user("ada", email="ada@example.org")


def do_what_is_left() -> None:
    """Do what a worker would: what waits in its queue."""
    from config.celery import app

    with app.connection_for_read() as connection:
        queue = app.amqp.queues["chat"](connection.default_channel)
        while (message := queue.get(no_ack=True)) is not None:
            app.tasks[message.headers["task"]](*message.payload[0])


def kinds_of(api: type[Api], user: User) -> list[str]:
    return [event["kind"] for event in api(user).get("/users/@me/security-log").json()][::-1]


def test_sign_ins_and_failures_are_listed_for_their_owner_only(api: type[Api], ada: User) -> None:
    bob = make_user("bob")
    wrong = {"username": "ada", "password": "my other password"}
    Browser("192.0.2.7").auth("login", wrong)
    Browser("192.0.2.7").auth("login", {"username": "a secret typed here", "password": "x"})
    Browser("192.0.2.8").sign_in("ada", PASSWORD)
    log = api(ada).get("/users/@me/security-log").json()
    assert [(event["kind"], event["ip"]) for event in log] == [
        ("signed_in", "192.0.2.8"),
        ("sign_in_failed", "192.0.2.7"),
    ]
    older = api(ada).get(f"/users/@me/security-log?before={log[0]['id']}&limit=1").json()
    assert older == log[1:]
    assert kinds_of(api, bob) == []
    assert SecurityEvent.objects.filter(user=None).count() == 1
    assert "secret typed" not in str(list(SecurityEvent.objects.values()))


def test_what_was_changed_is_listed(api: type[Api], ada: User) -> None:
    browser = Browser().sign_in("ada", PASSWORD)
    change = {"current_password": PASSWORD, "new_password": "another 7 horses"}
    browser.post("/_allauth/browser/v1/account/password/change", change)
    ada.refresh_from_db()
    bot = make_bot("helper", owner=ada)
    api(ada).post(f"/applications/{bot.id}/bot/reset")
    api(ada).post(f"/applications/{bot.id}/bot/reset", {"password": "wrong"})
    assert kinds_of(api, ada) == [
        "signed_in",
        "password_changed",
        "all_sessions_ended",
        "bot_token_reset",
        "password_refused",
    ]
    assert api(ada).get("/users/@me/security-log").json()[1]["detail"] == str(bot.id)


def test_a_refused_code_is_kept_though_the_act_is_taken_back(api: type[Api], ada: User) -> None:
    guild = make_guild(ada)
    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    answer = api(ada).request("DELETE", f"/guilds/{guild.id}", {"code": "000000"})
    assert answer.json()["code"] == 60008
    do_what_is_left()
    assert kinds_of(api, ada) == ["factor_refused"]


def test_staff_read_the_log_and_change_nothing(ada: User) -> None:
    Browser("192.0.2.7").sign_in("ada", PASSWORD)
    staff = Client()
    staff.force_login(claim_instance("root", PASSWORD))
    address = "/admin/accounts/securityevent/"
    assert b"192.0.2.7" in staff.get(address, {"q": "ada"}).content
    assert b"192.0.2.7" not in staff.get(address, {"q": "nobody"}).content
    event = SecurityEvent.objects.filter(user=ada).get()
    assert staff.get(f"{address}{event.id}/change/").status_code == 200
    assert staff.post(f"{address}{event.id}/change/", {"kind": "enabled"}).status_code == 403
    assert staff.post(f"{address}{event.id}/delete/", {"post": "yes"}).status_code == 403


def test_the_log_is_cleared_after_a_while(ada: User) -> None:
    old = snowflake_at(timezone.now() - timedelta(days=91))
    SecurityEvent.objects.create(id=old, user=ada, kind="signed_in")
    SecurityEvent.objects.create(user=ada, kind="signed_in")
    assert clear_old() == 1
    assert SecurityEvent.objects.get().id != old
