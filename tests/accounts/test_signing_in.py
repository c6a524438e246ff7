from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import bcrypt
import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import InstanceSettings, User
from accounts.services import lockouts
from accounts.signals import invite_asked
from config.settings import limits
from tests.accounts.browser import ALLAUTH, Browser
from tests.builders import PASSWORD, make_bot, make_user

pytestmark = pytest.mark.django_db(transaction=True)

OWNER = {"username": "root", "password": PASSWORD, "email": "root@example.org"}


def claimed() -> User:
    """Make the instance's owner, so that others may sign up."""
    return User.objects.create_superuser("owner", None, PASSWORD)


def set_mode(mode: str) -> None:
    InstanceSettings.load()
    InstanceSettings.objects.update(registration_mode=mode)


# The first visitor


def test_the_first_visitor_becomes_the_owner_and_is_signed_in():
    browser = Browser()
    answer = browser.post("/instance/owner", OWNER)
    assert answer.status_code == 201, answer.text
    assert answer.json()["username"] == "root"
    assert browser.is_signed_in
    owner = User.objects.get()
    assert owner.is_superuser
    assert owner.is_staff
    assert InstanceSettings.load().owner == owner


def test_there_is_one_owner_however_many_come_at_once():
    browsers = [Browser() for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        answers = list(
            threads.map(
                lambda n: browsers[n].post(
                    "/instance/owner", {**OWNER, "username": f"root{n}", "email": None}
                ),
                range(6),
            )
        )
    assert sorted(answer.status_code for answer in answers) == [201] + [403] * 5
    assert User.objects.filter(is_superuser=True).count() == 1
    assert {answer.json().get("code") for answer in answers} == {None, 0}


def test_nobody_signs_up_before_there_is_an_owner():
    answer = Browser().auth("signup", {"username": "ada", "password": PASSWORD})
    assert answer.status_code == 403
    claimed()
    answer = Browser().auth("signup", {"username": "ada", "password": PASSWORD})
    assert answer.status_code == 200


def test_the_owner_is_not_made_from_another_site():
    browser = Browser()
    stranger = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = browser.request("POST", "/instance/owner", OWNER, stranger)
    assert answer.status_code == 403
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "body", [{}, [], {"username": 5}, {**OWNER, "password": "short"}, {**OWNER, "username": "@"}]
)
def test_an_owner_needs_a_name_and_a_good_password(body):
    answer = Browser().post("/instance/owner", body)
    assert answer.status_code == 400
    assert answer.json()["code"] == 50035
    assert not User.objects.exists()


# Signing up


def test_signing_up_follows_the_mode_of_the_instance():
    claimed()
    set_mode("closed")
    assert Browser().auth("signup", {"username": "a1", "password": PASSWORD}).status_code == 403
    set_mode("open")
    assert Browser().auth("signup", {"username": "a2", "password": PASSWORD}).status_code == 200


def test_where_an_invite_is_needed_only_a_valid_one_admits():
    claimed()
    set_mode("invite")

    def good_code(sender, code, **kwargs):
        return code == "good"

    invite_asked.connect(good_code)
    try:
        for body in ({}, {"invite": ""}, {"invite": "bad"}):
            answer = Browser().auth("signup", {"username": "ada", "password": PASSWORD, **body})
            assert answer.status_code == 400
            assert answer.json()["errors"][0]["param"] == "invite"
        answer = Browser().auth(
            "signup", {"username": "ada", "password": PASSWORD, "invite": "good"}
        )
        assert answer.status_code == 200
    finally:
        invite_asked.disconnect(good_code)


def test_a_new_account_has_the_names_it_asked_for():
    claimed()
    browser = Browser()
    answer = browser.auth(
        "signup",
        {"username": "Ada.L", "password": PASSWORD, "global_name": " Ada ", "email": "A@x.org"},
    )
    assert answer.status_code == 200, answer.text
    me = browser.get("/api/v10/users/@me").json()
    assert (me["username"], me["global_name"], me["email"]) == ("ada.l", "Ada", "a@x.org")


@pytest.mark.parametrize(
    "body",
    [
        {"username": "bob", "password": PASSWORD},
        {"username": "BOB", "password": PASSWORD},
        {"username": "a..b", "password": PASSWORD},
        {"username": "here", "password": PASSWORD},
        {"username": "x" * 33, "password": PASSWORD},
        {"username": "a\x00b", "password": PASSWORD},
        {"username": "ada", "password": "12345678"},
        {"username": "ada", "password": "x" * 5000},
        {"username": "ada", "password": PASSWORD, "global_name": "x" * 40},
        {"username": "ada", "password": PASSWORD, "email": "nonsense"},
        {"username": "ada", "password": PASSWORD, "email": "BOB@example.org"},
        {"username": ["ada"], "password": {"a": 1}},
    ],
)
def test_a_bad_sign_up_is_refused(body):
    claimed()
    make_user("bob", email="bob@example.org")
    before = User.objects.count()
    answer = Browser().auth("signup", body)
    assert answer.status_code == 400, answer.text
    assert User.objects.count() == before


def test_a_bot_does_not_take_a_name_from_a_person():
    claimed()
    make_bot("ada", owner=make_user("maker"))
    browser = Browser()
    answer = browser.auth("signup", {"username": "ada", "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    assert Browser().sign_in("ada", PASSWORD).is_signed_in


# Signing in


@pytest.mark.parametrize("who", [{"username": "Ada"}, {"email": "ADA@example.org"}])
def test_a_person_signs_in_by_name_or_address(who):
    make_user("ada", email="ada@example.org")
    browser = Browser()
    answer = browser.auth("login", {**who, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    assert browser.is_signed_in


def test_an_unknown_account_gets_the_answer_of_a_wrong_password():
    make_user("ada", email="ada@example.org")
    for known, unknown in (({"username": "ada"}, {"username": "bob"}),
                           ({"email": "ada@example.org"}, {"email": "bob@example.org"})):  # fmt: skip
        one = Browser("10.0.0.1").auth("login", {**known, "password": "wrong wrong"})
        other = Browser("10.0.0.2").auth("login", {**unknown, "password": "wrong wrong"})
        assert one.status_code == other.status_code == 400
        assert one.json() == other.json()
        assert one.headers.keys() == other.headers.keys()


def test_an_unknown_account_takes_as_long_as_a_wrong_password(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    make_user("ada")

    def seconds(name: str, number: int) -> float:
        browser = Browser(f"10.1.{number}.{len(name)}")
        started = time.perf_counter()
        browser.auth("login", {"username": name, "password": f"wrong {number}"})
        return time.perf_counter() - started

    pairs = [(seconds("ada", n), seconds("someone", n)) for n in range(5)]
    known, unknown = (min(column) for column in zip(*pairs, strict=True))
    assert 0.4 < known / unknown < 2.5


def test_passwords_are_kept_as_argon2id(settings):
    from config.settings import base

    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    assert make_user("ada").password.startswith("argon2$argon2id$")


def test_an_address_has_five_attempts_a_minute():
    for name in ("ada", "bob", "cyd", "dan", "eve"):
        make_user(name)
    browser = Browser("10.0.0.9")
    for name in ("ada", "bob", "cyd", "dan", "eve"):
        answer = browser.auth("login", {"username": name, "password": "wrong wrong"})
        assert answer.json()["errors"][0]["code"] == "username_password_mismatch"
    answer = browser.auth("login", {"username": "ada", "password": PASSWORD})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "too_many_login_attempts"
    assert Browser("10.0.0.10").sign_in("ada", PASSWORD).is_signed_in, "others may"


@pytest.mark.parametrize(
    "names",
    [
        [{"username": "ada"}],
        [{"username": "ada"}, {"email": "ada@example.org"}, {"username": "ADA"}],
        [{"username": "nobody"}],
        [{"email": "nobody@example.org"}],
    ],
)
def test_an_account_has_five_attempts_a_minute_from_wherever(names):
    make_user("ada", email="ada@example.org")
    for number in range(5):
        who = names[number % len(names)]
        answer = Browser(f"10.0.1.{number}").auth("login", {**who, "password": "wrong wrong"})
        assert "mismatch" in answer.json()["errors"][0]["code"]
    answer = Browser("10.0.1.9").auth("login", {**names[0], "password": PASSWORD})
    assert answer.json()["errors"][0]["code"] == "too_many_login_attempts"


def test_guessing_locks_an_account_longer_each_time(monkeypatch, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    monkeypatch.setattr(limits, "LOCK_AFTER_FAILURES", 2)
    locks = []
    ada = make_user("ada")
    for number in range(4):
        answer = Browser(f"10.0.2.{number}").auth(
            "login", {"username": "ada", "password": "wrong wrong"}
        )
        assert "mismatch" in answer.json()["errors"][0]["code"]
        lock = lockouts.keys_of(f"user:{ada.id}")[1]
        locks.append(lockouts.ask("ttl", lock))
        if locks[-1] > 0:
            refused = Browser(f"10.0.3.{number}").auth(
                "login", {"username": "ada", "password": PASSWORD}
            )
            assert refused.json()["errors"][0]["code"] == "too_many_login_attempts"
        lockouts.ask("delete", lock)  # as if its time were over
    assert locks[0] < 0
    assert [round(seconds, -1) for seconds in locks[1:]] == [60, 120, 240]
    assert Browser("10.0.4.1").sign_in("ada", PASSWORD).is_signed_in
    assert not lockouts.ask("exists", *lockouts.keys_of(f"user:{ada.id}"))


def test_nobody_is_let_in_while_attempts_cannot_be_counted(settings):
    make_user("ada")
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = Browser("10.0.5.1").auth("login", {"username": "ada", "password": PASSWORD})
    assert answer.status_code == 503


def test_a_disabled_account_is_not_let_in():
    ada = make_user("ada")
    assert Browser().sign_in("ada", PASSWORD).is_signed_in
    User.objects.filter(id=ada.id).update(is_active=False)
    browser = Browser()
    answer = browser.auth("login", {"username": "ada", "password": PASSWORD})
    assert answer.status_code in (400, 401, 403)
    assert not browser.is_signed_in


def test_a_bot_does_not_sign_in_with_a_password():
    bot = make_bot("helper", owner=make_user("maker"))
    User.objects.filter(id=bot.id).update(password=make_user("ada").password)
    assert Browser().auth("login", {"username": "helper", "password": PASSWORD}).status_code == 400


def test_an_imported_bcrypt_hash_lets_its_owner_in_and_is_replaced():
    ada = make_user("ada")
    made = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(rounds=4)).decode()
    User.objects.filter(id=ada.id).update(password=f"bcrypt${made}")
    for wrong in ("not the password", "x" * 100):
        given = {"username": "ada", "password": wrong}
        assert Browser().auth("login", given).status_code == 400
    assert User.objects.get(id=ada.id).password.startswith("bcrypt$")
    assert Browser().sign_in("ada", PASSWORD).is_signed_in
    assert User.objects.get(id=ada.id).password.startswith("md5$"), "the first hasher of the tests"


# Mail


@pytest.fixture(autouse=True)
def _worker():
    """Do what is left to a worker at once."""
    from config.celery import app

    app.conf.update(task_always_eager=True)
    yield
    app.conf.update(task_always_eager=False)


def link_in_mail(word: str) -> str:
    """Return the key in the last mail's address of a page."""
    found = re.search(rf"http://[^\s]+/{word}/([^\s]+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return unquote(found[1])


def test_a_forgotten_password_is_replaced_by_mail():
    make_user("ada", email="ada@example.org")
    signed_in = Browser().sign_in("ada", PASSWORD)
    browser = Browser()
    asked = browser.auth("password/request", {"email": "ada@example.org"})
    assert asked.status_code == 200, asked.text
    key = link_in_mail("reset-password")
    new = "another horse 8 battery"
    answer = browser.auth("password/reset", {"key": key, "password": new})
    assert answer.status_code in (200, 401), answer.text
    assert Browser().sign_in("ada", new).is_signed_in
    assert not signed_in.is_signed_in, "whoever was signed in no longer is"
    again = Browser().auth("password/reset", {"key": key, "password": PASSWORD})
    assert again.status_code == 400


def test_asking_for_a_password_does_not_tell_whether_the_account_exists():
    make_user("ada", email="ada@example.org")
    known = Browser("10.0.0.1").auth("password/request", {"email": "ada@example.org"})
    assert len(mail.outbox) == 1
    unknown = Browser("10.0.0.2").auth("password/request", {"email": "bob@example.org"})
    assert len(mail.outbox) == 1
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())


def test_an_address_is_verified_by_mail_and_the_client_learns_of_it():
    claimed()
    browser = Browser()
    browser.auth("signup", {"username": "ada", "password": PASSWORD, "email": "ada@example.org"})
    assert browser.get("/api/v10/users/@me").json()["verified"] is False
    key = link_in_mail("verify-email")
    answer = Browser().auth("email/verify", {"key": key})
    assert answer.status_code in (200, 401), answer.text
    assert browser.get("/api/v10/users/@me").json()["verified"] is True


def test_a_new_address_counts_once_it_is_verified():
    ada = make_user("ada", email="ada@example.org")
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    browser = Browser().sign_in("ada", PASSWORD)
    answer = browser.post(f"{ALLAUTH}account/email", {"email": "new@example.org"})
    assert answer.status_code == 401, "the password is asked for first"
    assert not mail.outbox
    assert browser.auth("reauthenticate", {"password": PASSWORD}).status_code == 200
    answer = browser.post(f"{ALLAUTH}account/email", {"email": "new@example.org"})
    assert answer.status_code == 200, answer.text
    key = link_in_mail("verify-email")
    assert browser.get("/api/v10/users/@me").json()["email"] == "ada@example.org"
    browser.auth("email/verify", {"key": key})
    me = browser.get("/api/v10/users/@me").json()
    assert (me["email"], me["verified"]) == ("new@example.org", True)
    User.objects.get(email="new@example.org")
