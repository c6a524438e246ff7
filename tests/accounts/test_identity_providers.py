"""Signing in with an account elsewhere, at a provider that really answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from io import StringIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import orjson
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.management import call_command

from accounts.models import InstanceSettings, SecurityEvent, User
from accounts.services.users import claim_instance, disable_user
from config.kernel import outbox
from config.kernel.signatures import sign
from config.settings import environment, identity_providers
from tests.accounts.browser import ALLAUTH, Browser
from tests.accounts.issuer import Issuer
from tests.accounts.test_second_factor import code_of
from tests.builders import PASSWORD, make_guild, make_user
from tests.helpers.api import Api

pytestmark = pytest.mark.django_db(transaction=True)

SECRET = "JBSWY3DPEHPK3PXP"
SYNC_SECRET = "whsec_c3luYyBzZWNyZXQ="
GRACE = {"sub": "grace-1", "preferred_username": "Grace.Hopper", "name": "Grace Hopper",
         "email": "grace@example.org", "email_verified": True}  # fmt: skip


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    with Issuer() as issuer:
        yield issuer


@pytest.fixture
def issuer(provider: Issuer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Issuer:
    """Return a provider of an instance that has an owner."""
    provider.person, provider.spoiled, provider.calls_itself = dict(GRACE), {}, None
    provider.signs_with = provider.key
    for name, value in provider.environment.items():
        monkeypatch.setenv(name, value)
    configured = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    apps = identity_providers.read()
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**configured, "APPS": apps}}
    claim_instance("owner", PASSWORD)
    return provider


def come_back(browser: Browser, issuer: Issuer, **body: Any) -> str:
    """Go to the provider and back; return where the browser stands in the end."""
    wanted = {"provider": identity_providers.provider_id(issuer.url), **body}
    answer = browser.post("/account/oidc", wanted)
    assert answer.status_code == 200, answer.text
    return arrive(browser, answer.json()["url"])


def arrive(browser: Browser, url: str) -> str:
    back = urlsplit(httpx.get(url).headers["Location"])
    return browser.get(f"{back.path}?{back.query}").headers["Location"]


def error_of(address: str) -> str:
    return parse_qs(urlsplit(address).query).get("error", [""])[0]


def test_who_comes_for_the_first_time_gets_an_account_and_has_it_the_next_time(issuer: Issuer):
    browser = Browser()
    assert come_back(browser, issuer) == "/login/return"
    me = browser.get("/api/v10/users/@me").json()
    assert (me["username"], me["global_name"]) == ("grace.hopper", "Grace Hopper")
    assert (me["email"], me["verified"]) == ("grace@example.org", True)
    user = User.objects.get(username="grace.hopper")
    assert not user.has_usable_password()
    assert SecurityEvent.objects.get(user=user, kind="signed_in").detail.startswith("http:~~")

    issuer.person["name"] = "Admiral Hopper"
    again = Browser()
    come_back(again, issuer)
    assert again.get("/api/v10/users/@me").json()["id"] == me["id"]
    assert again.get("/api/v10/users/@me").json()["global_name"] == "Grace Hopper"
    # Somebody else of the same name, and another's unconfirmed address, are others.
    issuer.person = {**GRACE, "sub": "grace-2", "email_verified": False}
    other = Browser()
    come_back(other, issuer)
    them = other.get("/api/v10/users/@me").json()
    assert them["id"] != me["id"]
    assert them["username"].startswith("grace.hopper_")
    assert them["email"] is None


def test_what_is_not_the_providers_answer_to_this_sign_in_lets_nobody_in(
    issuer: Issuer, settings: Any
):
    browser = Browser()
    now = int(time.time())
    for spoiled in (
        {"iss": "http://127.0.0.1:1"},
        {"aud": "another"},
        {"aud": ["guildhall", "another"], "azp": "another"},
        {"nonce": "old"},
        {"nonce": None},
        {"exp": now - 300},
        {"sub": "somebody-else"},
        {"sub": None},
    ):
        issuer.spoiled = spoiled
        assert error_of(come_back(browser, issuer)) == "unknown", spoiled
    issuer.spoiled = {}
    issuer.signs_with = rsa.generate_private_key(65537, 2048)
    assert error_of(come_back(browser, issuer)) == "unknown"
    issuer.signs_with = issuer.key

    start = {"provider": identity_providers.provider_id(issuer.url)}
    there = browser.post("/account/oidc", start).json()["url"]
    assert error_of(arrive(Browser(), there)) == "unknown"  # the state is another browser's
    assert browser.post("/account/oidc", {"provider": "nobody\x00"}).status_code == 400
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps = [app, {**app, "provider_id": "another", "client_id": "2"}]
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = apps
    assert browser.post("/account/oidc", {"provider": "openid_connect"}).status_code == 400
    for provider in ("openid_connect", "another", app["provider_id"], "x"):
        given = {"provider": provider, "process": "login", "token": {"id_token": "x"}}
        assert browser.auth("provider/token", given).status_code == 400
    assert browser.auth("provider/signup", {"username": "eve"}).status_code == 409
    away = {**start, "callback_url": "https://evil.example/"}
    assert browser.post("/account/oidc", away).status_code == 400
    assert browser.get("/accounts/oidc/nobody/callback").status_code == 404
    issuer.calls_itself = "https://somebody.else"
    assert browser.post("/account/oidc", start).status_code == 503
    issuer.calls_itself = None
    assert not browser.is_signed_in
    assert User.objects.count() == 1
    assert SecurityEvent.objects.filter(kind="sign_in_failed", detail="the Company").exists()
    come_back(browser, issuer)
    assert browser.is_signed_in


def test_the_registration_mode_and_a_lock_hold_for_who_comes_from_elsewhere(issuer: Issuer):
    guild = make_guild(User.objects.get(username="owner"))
    code = (
        Api(guild.owner)
        .post(f"/channels/{guild.channels.filter(type=0)[0].id}/invites", {})
        .json()["code"]
    )
    for mode in ("closed", "invite"):
        InstanceSettings.objects.update(registration_mode=mode)
        assert error_of(come_back(Browser(), issuer)) == "signup_closed"
    browser = Browser()
    assert come_back(browser, issuer, invite=code) == "/login/return"
    assert browser.get("/api/v10/users/@me").status_code == 200
    disable_user(User.objects.get(username="grace.hopper"))
    assert not browser.is_signed_in
    assert error_of(come_back(Browser(), issuer)) == "user_inactive"
    InstanceSettings.objects.update(owner=None)
    User.objects.update(is_superuser=False)
    issuer.person = {"sub": "first"}
    assert error_of(come_back(Browser(), issuer)) == "signup_closed"


def test_a_confirmed_address_links_after_the_accounts_own_sign_in_only(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
):
    grace = make_user("grace", email="grace@example.org")
    EmailAddress.objects.create(user=grace, email=grace.email, verified=True, primary=True)
    eve = make_user("eve")
    browser = Browser()
    assert error_of(come_back(browser, issuer)) == "link_needed"
    assert not browser.is_signed_in
    browser.sign_in("eve", PASSWORD)
    assert not SocialAccount.objects.exists()

    TOTP.activate(grace, SECRET)
    browser = Browser()
    come_back(browser, issuer)
    assert browser.auth("login", {"username": "grace", "password": PASSWORD}).status_code == 401
    assert not SocialAccount.objects.exists()
    browser.auth("2fa/authenticate", {"code": code_of(SECRET)})
    assert SocialAccount.objects.get().user == grace
    # The second factor is asked for at the next sign-in by the provider, too.
    browser = Browser()
    come_back(browser, issuer)
    flows = browser.get(f"{ALLAUTH}auth/session").json()["data"]["flows"]
    assert [flow["id"] for flow in flows if flow.get("is_pending")] == ["mfa_authenticate"]
    assert not browser.is_signed_in

    # From the settings: after the password, and not what is another's.
    browser = Browser().sign_in("eve", PASSWORD)
    assert error_of(come_back(browser, issuer, process="connect")) == "reauthentication_required"
    browser.auth("reauthenticate", {"password": PASSWORD})
    assert error_of(come_back(browser, issuer, process="connect")) == "connected_other"
    issuer.person = {"sub": "eve"}
    told: list[Any] = []
    add = outbox.add

    def listen(event: Any) -> None:
        told.append(event)
        add(event)

    monkeypatch.setattr(outbox, "add", listen)
    assert error_of(come_back(browser, issuer, process="connect")) == ""
    event = next(event for event in told if event.name == "USER_CONNECTIONS_UPDATE")
    assert (event.to.topic, event.data["user_id"]) == (f"user:{eve.id}", str(eve.id))
    assert event.data["provider"]["name"] == "the Company"
    assert SocialAccount.objects.get(uid="eve").user == eve
    assert SecurityEvent.objects.filter(user=eve, kind="identity_linked").exists()


def test_where_the_provider_is_the_only_way_in_it_is_followed(issuer: Issuer, settings: Any):
    make_user("ada", email="grace@example.org")
    browser = Browser()
    come_back(browser, issuer)
    settings.OIDC_ONLY = True
    assert '"password_login": false' in Browser().get("/login").text
    for path, body in (
        ("login", {"username": "ada", "password": PASSWORD}),
        ("signup", {"username": "bob", "password": PASSWORD}),
    ):
        assert Browser().auth(path, body).status_code == 403
    issuer.person |= {"name": "Admiral Hopper", "email": "admiral@example.org"}
    again = Browser()
    come_back(again, issuer)
    me = again.get("/api/v10/users/@me").json()
    assert (me["global_name"], me["email"]) == ("Admiral Hopper", "admiral@example.org")

    out = StringIO()
    call_command("let_in", stdout=out, stderr=StringIO())
    path = urlsplit(out.getvalue().strip()).path
    owner = Browser()
    assert owner.get(path).headers["Location"] == "/channels/@me"
    assert owner.get("/api/v10/users/@me").json()["username"] == "owner"
    assert not Browser().is_signed_in
    late = Browser()
    late.get(path)
    assert not late.is_signed_in


def test_a_half_configured_provider_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch):
    assert identity_providers.problems() == []
    monkeypatch.setenv("OIDC_ISSUER", "https://id.example.org/realms/main")
    monkeypatch.setenv("OIDC_CLIENT_ID", "guildhall")
    assert identity_providers.read() == []
    assert identity_providers.problems() == [
        "Sign-in by OpenID Connect is half configured: OIDC_CLIENT_SECRET is missing"
    ]
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "x")
    assert identity_providers.problems() == []
    (app,) = identity_providers.read()
    assert app["provider_id"] == "id.example.org~realms~main"
    for number, wrong in ((2, "http://id.example.org"), (3, "https://id.example.org/?a=b")):
        for name in ("CLIENT_ID", "CLIENT_SECRET"):
            monkeypatch.setenv(f"OIDC_{name}_{number}", "x")
        monkeypatch.setenv(f"OIDC_ISSUER_{number}", wrong)
    assert [line.partition(" ")[0] for line in identity_providers.problems()] == [
        "OIDC_ISSUER_2",
        "OIDC_ISSUER_3",
    ]
    assert environment.env.str("OIDC_ISSUER")


def test_connected_accounts_are_listed_shown_to_whom_one_wishes_and_disconnected(issuer: Issuer):
    browser = Browser()
    come_back(browser, issuer)
    user = User.objects.get(username="grace.hopper")
    (one,) = browser.get("/api/v10/users/@me/connections").json()
    assert (one["name"], one["visibility"], one["verified"]) == ("Grace.Hopper", 0, True)
    assert one["provider"]["name"] == "the Company"
    path = f"/users/@me/connections/{one['type']}/{one['id']}"
    eve = make_user("eve")

    def seen() -> list[str]:
        profile = Api(eve).get(f"/users/{user.id}/profile").json()
        return [shown["name"] for shown in profile["connected_accounts"]]

    assert seen() == []
    assert Api(eve).patch(path, {"visibility": 1}).json()["code"] == 10017
    assert Api(user).patch(path, {"visibility": 7}).status_code == 400
    assert Api(user).patch(path, {"visibility": 1}).json()["visibility"] == 1
    assert seen() == ["Grace.Hopper"]
    come_back(Browser(), issuer)
    assert seen() == ["Grace.Hopper"]

    assert Api(eve).request("DELETE", path, {"password": PASSWORD}).json()["code"] == 10017
    assert Api(user).request("DELETE", path, {}).status_code == 400  # the only way in
    user.set_password(PASSWORD)
    user.save()
    assert Api(user).request("DELETE", path, {"password": "not it"}).json()["code"] == 50035
    assert Api(user).request("DELETE", path, {"password": PASSWORD}).status_code == 204
    assert seen() == []
    assert error_of(come_back(Browser(), issuer)) == "link_needed"
    kinds = SecurityEvent.objects.filter(user=user).values_list("kind", flat=True)
    assert "identity_unlinked" in kinds


def test_the_provider_tells_who_is_new_changed_and_gone(issuer: Issuer, settings: Any):
    def tell(kind: str, number: int = 1, *, secret: str = SYNC_SECRET, **more: Any) -> Any:
        claims = {**GRACE, **more.pop("data", {})}
        body = orjson.dumps({"type": f"user.{kind}", "data": claims, **more})
        sent_at = str(int(time.time()) + more.get("age", 0))
        headers = {
            "webhook-id": f"evt_{number}",
            "webhook-timestamp": sent_at,
            "webhook-signature": f"v1,AAAA v1,{sign(secret, f'evt_{number}', sent_at, body)}",
            "Content-Type": "application/json",
        }
        return Api().request("POST", "/users/sync", content=body, headers=headers)

    assert tell("created").status_code == 404
    settings.SYNC_SECRETS = ["old", SYNC_SECRET]
    assert tell("created", secret="another").status_code == 401
    assert tell("created", age=-301).status_code == 401
    assert Api().post("/users/sync", {}).status_code == 401
    assert tell("renamed").json()["code"] == 50035
    assert not User.objects.filter(username="grace.hopper").exists()

    made = tell("created").json()
    assert made["outcome"] == "created"
    assert tell("created").json() == made
    assert tell("updated", 2, data={"name": "Admiral"}).json()["outcome"] == "updated"
    browser = Browser()
    come_back(browser, issuer)
    me = browser.get("/api/v10/users/@me").json()
    assert (me["id"], me["global_name"]) == (made["user_id"], "Admiral")

    late = {"timestamp": "2020-01-01T00:00:00Z"}
    assert tell("deactivated", 3, **late).json()["outcome"] == "stale"
    assert browser.get("/api/v10/users/@me").status_code == 200
    assert tell("deactivated", 4).json()["outcome"] == "deactivated"
    assert browser.get("/api/v10/users/@me").status_code == 401
    assert error_of(come_back(Browser(), issuer)) == "user_inactive"
    assert tell("activated", 5).json()["outcome"] == "activated"
    come_back(browser, issuer)
    assert browser.is_signed_in
    # Whom the staff locked, the provider does not unlock.
    disable_user(User.objects.get(username="grace.hopper"))
    tell("deactivated", 6)
    tell("activated", 7)
    assert not User.objects.get(username="grace.hopper").is_active
    assert tell("deactivated", 8, data={"sub": "nobody"}).json()["outcome"] == "unknown"
