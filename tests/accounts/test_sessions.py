from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import jwt
import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts import authentication, revocations
from accounts.authentication import authenticate_cookies, authenticate_token
from accounts.models import Session, TokenFamily, User
from accounts.services import sessions, users
from accounts.services.applications import reset_bot_token
from accounts.tasks import clear_expired_sessions
from config.kernel import aio, log, outbox, tokens
from config.kernel.errors import Unauthorized
from tests.accounts.browser import ALLAUTH, AppClient, Browser
from tests.builders import PASSWORD, make_bot, make_user, token_of

pytestmark = pytest.mark.django_db(transaction=True)

ME = "/api/v10/users/@me"


@pytest.fixture
def heard(monkeypatch):
    """Collect the events that services dispatch, in order, as (name, topic, data)."""
    events = []
    original = outbox.add

    def listen(event):
        events.append((event.name, event.to.topic, event.data))
        original(event)

    monkeypatch.setattr(outbox, "add", listen)
    return events


@pytest.fixture
def ada():
    return make_user("ada")


def signed_in() -> Browser:
    return Browser().sign_in("ada", PASSWORD)


# Cookies


def ends_in() -> timedelta:
    return Session.objects.get().expire_date - timezone.now()


def test_a_session_in_use_is_renewed(ada):
    browser = signed_in()
    assert timedelta(days=6) < ends_in() <= timedelta(days=7)
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        assert ends_in() < timedelta(days=3)
        assert browser.get(f"{ALLAUTH}auth/session").status_code == 200
        assert ends_in() > timedelta(days=6)
        (cookie,) = (one for one in browser.cookies.jar if one.name == "sessionid")
        assert cookie.expires is not None
        assert cookie.expires - time.time() > timedelta(days=6).total_seconds()


def test_a_session_that_was_not_used_for_long_is_over(ada):
    browser = signed_in()
    assert browser.is_signed_in
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    authentication.forget_user(ada.id)
    assert not browser.is_signed_in


def test_a_refresh_token_renews_its_session(ada):
    client = AppClient().sign_in("ada", PASSWORD)
    with time_machine.travel(timezone.now() + timedelta(days=5)):
        assert ends_in() < timedelta(days=3)
        assert client.refresh().status_code == 200
        assert ends_in() > timedelta(days=6)


def test_the_cookie_needs_the_csrf_token_to_change_something(ada):
    browser = signed_in()
    assert browser.patch(ME, {"bio": "one"}).status_code == 200, "with it, it works"
    for headers in (
        {"X-CSRFToken": ""},
        {"X-CSRFToken": "x" * 32},
        {"X-CSRFToken": "\x01"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        answer = browser.request("PATCH", ME, {"bio": "two"}, headers)
        assert answer.status_code == 403, headers
        assert "CSRF" in answer.json()["message"]
    ada.refresh_from_db()
    assert ada.bio == "one"


def test_without_origin_the_token_alone_decides(ada):
    browser = signed_in()
    answer = browser.request("PATCH", ME, {"bio": "x"}, {"Origin": "", "Sec-Fetch-Site": ""})
    assert answer.status_code == 200


def test_a_header_token_needs_no_csrf_token(ada, api):
    assert api(ada).patch("/users/@me", {"bio": "x"}).status_code == 200


@pytest.mark.parametrize("cookie", ["", "nonsense", "x" * 5000, "a%00b"])
def test_a_cookie_that_is_no_session_names_nobody(cookie):
    browser = Browser()
    browser.cookies.set("sessionid", cookie)
    assert browser.get(ME).status_code == 401


def test_a_session_key_is_not_told_to_anybody(ada, heard):
    browser = signed_in()
    key = browser.cookies["sessionid"]
    browser.delete(f"{ALLAUTH}auth/session")
    assert key not in str(heard)
    assert Session.objects.filter(session_key=key).count() == 0


# App clients


def test_an_app_client_gets_an_access_and_a_refresh_token(ada):
    client = AppClient().sign_in("ada", PASSWORD)
    assert client.me() == 200
    header = jwt.get_unverified_header(client.access_token)
    assert header["alg"] == "RS256"
    assert header["kid"]
    claims = tokens.verify(client.access_token)
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["sub"] == str(ada.id)
    refresh = tokens.verify(client.refresh_token)
    assert refresh["exp"] - refresh["iat"] == 7 * 24 * 3600


def test_a_refresh_token_is_no_access_token(ada):
    client = AppClient().sign_in("ada", PASSWORD)
    assert client.me(client.refresh_token) == 401
    assert client.refresh(client.access_token).status_code == 400


def test_a_refresh_token_is_exchanged_for_the_next(ada):
    client = AppClient().sign_in("ada", PASSWORD)
    answer = client.refresh()
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    assert client.me(data["access_token"]) == 200
    assert client.me() == 200, "the older access token lives out its hour"
    assert client.refresh(data["refresh_token"]).status_code == 200


def test_reuse_of_a_refresh_token_ends_the_whole_family(ada, heard):
    other = AppClient().sign_in("ada", PASSWORD)
    client = AppClient().sign_in("ada", PASSWORD)
    newer = client.refresh().json()["data"]
    assert client.me(newer["access_token"]) == 200
    assert client.refresh().status_code == 400, "it was exchanged before"
    assert client.me(newer["access_token"]) == 401
    assert client.me() == 401
    assert client.refresh(newer["refresh_token"]).status_code == 400
    assert other.me() == 200, "other sessions are not concerned"
    revoked = [data for name, _, data in heard if name == "SESSION_REVOKED"]
    assert revoked[0]["session"] == tokens.verify(client.access_token)["sid"]


def test_of_two_exchanges_at_once_one_wins_and_the_family_ends(ada):
    client = AppClient().sign_in("ada", PASSWORD)
    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(lambda _: client.refresh().status_code, range(4)))
    assert sorted(statuses) == [200, 400, 400, 400]
    assert client.me() == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "e30.e30.e30", "x" * 100_000])
def test_nonsense_is_not_exchanged(token):
    assert AppClient().refresh(token or "x").status_code == 400


def test_tokens_of_a_replaced_key_still_count(ada, settings):
    client = AppClient().sign_in("ada", PASSWORD)
    from config.settings.environment import generate_rsa_key

    old = settings.HEADLESS_JWT_PRIVATE_KEY
    settings.HEADLESS_JWT_PRIVATE_KEY = generate_rsa_key()
    authentication.remembered.clear()
    assert client.me() == 401, "the key is gone"
    settings.JWT_PREVIOUS_KEYS = f"{generate_rsa_key()}\n{old}"
    assert client.me() == 200
    assert tokens.verify(token_of(ada)) is not None


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_of_another_algorithm_is_refused(ada, algorithm):
    client = AppClient().sign_in("ada", PASSWORD)
    header = jwt.get_unverified_header(client.access_token)
    claims = tokens.verify(client.access_token)
    key = "" if algorithm == "none" else "a secret that the attacker knows, long enough"
    forged = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": header["kid"]})
    assert client.me(forged) == 401


def test_an_expired_token_is_refused(ada):
    session_token = sessions.make_access_token(ada, 60)
    claims = tokens.verify(session_token)
    stale = tokens.sign({**claims, "iat": 1, "exp": int(time.time()) - 1})
    assert AppClient().me(session_token) == 200
    assert AppClient().me(stale) == 401


def test_an_access_token_opens_allauths_app_endpoints(ada):
    client = AppClient().sign_in("ada", PASSWORD)
    answer = client.request(
        "GET", "/_allauth/app/v1/auth/sessions", Authorization=f"Bearer {client.access_token}"
    )
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["data"]) == 1


# Revoking


def test_signing_out_ends_the_session_and_tells_it(ada, heard):
    browser, other = signed_in(), signed_in()
    credentials = aio.run(authenticate_cookies(browser.cookies))
    assert credentials.user == ada
    assert browser.delete(f"{ALLAUTH}auth/session").status_code == 401
    assert not browser.is_signed_in
    assert other.is_signed_in
    _, topic, data = next(event for event in heard if event[0] == "SESSION_REVOKED")
    assert topic == f"user:{ada.id}"
    assert data == {
        "user_id": str(ada.id), "session": credentials.session_key, "but_not": None
    }  # fmt: skip


def test_a_stolen_cookie_is_dead_after_signing_out(ada):
    browser = signed_in()
    stolen = Browser()
    stolen.cookies.update(browser.cookies)
    assert stolen.is_signed_in
    browser.delete(f"{ALLAUTH}auth/session")
    assert not stolen.is_signed_in
    assert stolen.get(f"{ALLAUTH}auth/session").status_code == 401


def test_a_person_lists_and_ends_their_sessions(ada):
    here, there = signed_in(), signed_in()
    listed = here.get(f"{ALLAUTH}auth/sessions").json()["data"]
    assert len(listed) == 2
    other = next(session["id"] for session in listed if not session["is_current"])
    answer = here.delete(f"{ALLAUTH}auth/sessions", {"sessions": [other]})
    assert answer.status_code == 200
    assert here.is_signed_in
    assert not there.is_signed_in


def test_nobody_ends_the_sessions_of_somebody_else(ada):
    make_user("bob")
    bob = Browser().sign_in("bob", PASSWORD)
    browser = signed_in()
    own = browser.get(f"{ALLAUTH}auth/sessions").json()["data"][0]["id"]
    assert bob.delete(f"{ALLAUTH}auth/sessions", {"sessions": [own]}).status_code == 400
    assert browser.is_signed_in


def test_a_new_password_ends_the_other_sessions(ada, heard):
    here, there, client = signed_in(), signed_in(), AppClient().sign_in("ada", PASSWORD)
    before = aio.run(authenticate_cookies(here.cookies))
    answer = here.post(
        f"{ALLAUTH}account/password/change",
        {"current_password": PASSWORD, "new_password": "another horse 8 battery"},
    )
    assert answer.status_code == 200, answer.text
    assert here.is_signed_in
    assert not there.is_signed_in
    assert client.me() == 401
    assert client.refresh().status_code == 400
    after = aio.run(authenticate_cookies(here.cookies))
    assert after.session_key == before.session_key, "its sockets stay open"
    data = next(data for name, _, data in heard if name == "SESSION_REVOKED")
    assert data["session"] is None
    assert data["but_not"] == before.session_key


def test_a_disabled_account_is_out_at_once(ada, heard):
    browser, client, token = signed_in(), AppClient().sign_in("ada", PASSWORD), token_of(ada)
    bot = make_bot("helper", owner=ada)
    bot_token = token_of(bot)
    assert browser.is_signed_in
    assert client.me() == 200
    heard.clear()
    users.disable_user(ada)
    assert not browser.is_signed_in
    assert client.me() == client.me(token) == 401
    with pytest.raises(Unauthorized):
        aio.run(authenticate_token(bot_token))
    topics = {topic for name, topic, _ in heard if name == "SESSION_REVOKED"}
    assert topics == {f"user:{ada.id}", f"user:{bot.id}"}


def test_a_new_bot_token_voids_the_old(ada, heard, api):
    bot = make_bot("helper", owner=ada)
    old = token_of(bot)
    assert api(f"Bot {old}").get("/users/@me").status_code == 200
    new = reset_bot_token(bot.bot_application)
    assert api(f"Bot {old}").get("/users/@me").status_code == 401
    assert api(f"Bot {new}").get("/users/@me").status_code == 200
    assert ("SESSION_REVOKED", f"user:{bot.id}") in {event[:2] for event in heard}


def test_every_revocation_makes_older_credentials_stale(ada):
    token = token_of(ada)
    before = aio.run(authenticate_token(token))
    other = aio.run(authenticate_token(token_of(ada)))
    sessions.revoke_session(ada.id, other.session_key)
    after = aio.run(authenticate_token(token))
    assert after.auth_version > before.auth_version


def test_an_instance_read_before_does_not_set_the_version_back(ada):
    older = User.objects.get(id=ada.id)
    sessions.revoke_all_sessions(ada.id)
    version = User.objects.get(id=ada.id).auth_version
    older.save()
    assert User.objects.get(id=ada.id).auth_version == version


# Remembering


def until(condition, seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def remember(token: str) -> authentication.Credentials:
    """Ask until the process remembers the answer."""
    assert until(
        lambda: revocations.listening(authentication.forget_user, authentication.remembered.clear)
    )
    aio.run(authenticate_token(token))
    found = authentication.remembered.get("access:" + tokens.digest(token))
    assert found is not None
    return found


def test_a_token_that_was_checked_a_moment_ago_costs_no_query(ada, django_assert_num_queries):
    token = token_of(ada)
    remember(token)
    with django_assert_num_queries(0):
        assert aio.run(authenticate_token(token)).user == ada


def test_another_process_hears_of_a_revocation(ada):
    token = token_of(ada)
    remember(token)
    # As another process would: only the database and the channel.
    Session.objects.filter(user=ada).delete()
    assert aio.run(authenticate_token(token)).user == ada, "it was remembered"
    revocations.publish(ada.id)
    assert until(lambda: authentication.remembered.get("access:" + tokens.digest(token)) is None)
    with pytest.raises(Unauthorized):
        aio.run(authenticate_token(token))


def test_what_was_read_before_a_revocation_is_not_remembered_after_it(ada):
    token = token_of(ada)
    credentials = remember(token)
    asked = authentication.remembered.revocations
    authentication.forget_user(ada.id)
    authentication.remembered.put("access:late", credentials, asked)
    assert authentication.remembered.get("access:late") is None


# Housekeeping


def test_what_expired_is_deleted(ada):
    sessions.make_access_token(ada, 60)
    client = AppClient().sign_in("ada", PASSWORD)
    assert client.me() == 200
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sessions SET expire_date = now() - interval '1 day'")
        cursor.execute("UPDATE token_families SET expires_at = now() - interval '1 day'")
    clear_expired_sessions()
    assert not Session.objects.exists()
    assert not TokenFamily.objects.exists()


def test_the_event_of_a_revocation_reaches_the_log(ada):
    before = aio.run(log.head())
    sessions.revoke_all_sessions(ada.id)
    assert aio.run(log.head()) != before


def test_cookies_are_not_readable_by_scripts(ada):
    browser = Browser()
    answer = browser.auth("login", {"username": "ada", "password": PASSWORD})
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("sessionid"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie, "over plain HTTP it would be lost"
