"""OAuth2: consent, codes and tokens, what scopes open, and how all of it ends."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from allauth.idp.oidc.models import Token
from django.conf import settings
from django.utils import timezone

from accounts.models import Application, User
from accounts.services.applications import update_application
from accounts.services.clients import reset_client_secret
from accounts.services.oauth2 import grant_of
from accounts.services.sessions import clear_expired, revoke_all_sessions
from accounts.services.users import disable_user
from config.openapi.routes import routes
from guilds.models import Member, Webhook
from guilds.permissions import Permissions
from tests.builders import (
    PASSWORD,
    limited,
    make_application,
    make_guild,
    make_member,
    make_user,
    text_channel,
    token_of,
)
from tests.helpers.api import Api
from tests.helpers.openapi import assert_documented

HOME = "https://app.example.org/callback"
VERIFIER = "a-verifier-that-is-long-enough-for-the-rules-of-pkce"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())[:-1].decode()
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


class Client:
    """An application as its author's server uses it."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.secret = reset_client_secret(application)

    @property
    def basic(self) -> dict[str, str]:
        pair = f"{self.application.id}:{self.secret}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}

    def link(self, scope: str, **more: str) -> str:
        query = {"client_id": str(self.application.id), "scope": scope}
        return "/oauth2/authorize?" + urlencode({**query, **more})

    def consent(self, person: User, scope: str, body: dict | None = None, **more: str) -> dict:
        """Let a person consent; returns the query of the address they are sent to."""
        link = self.link(scope, response_type="code", redirect_uri=HOME, **more)
        answer = Api(person).post(link, {"authorize": True, **(body or {})})
        assert answer.status_code == 200, answer.text
        location = answer.json()["location"]
        assert location.startswith(HOME)
        return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}

    def post(self, path: str, fields: dict, **options):
        return Api().post(
            f"/oauth2/{path}", data=fields, headers=options.pop("headers", self.basic)
        )

    def exchange(self, code: str, **more: str):
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOME, **more}
        return self.post("token", fields)

    def tokens(self, person: User, scope: str) -> dict:
        answer = self.exchange(self.consent(person, scope)["code"])
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def ada(transactional_db) -> User:
    return make_user("ada", email="ada@example.org")


@pytest.fixture
def bob(ada) -> User:
    return make_user("bob", email="bob@example.org")


@pytest.fixture
def client_app(ada) -> Client:
    return Client(update_application(make_application(owner=ada), redirect_uris=[HOME]))


def bearer(token: str) -> Api:
    return Api(f"Bearer {token}")


def test_a_person_consents_and_the_application_acts_within_its_scopes(client_app, bob):
    shown = Api(bob).get(
        client_app.link("identify guilds", response_type="code", redirect_uri=HOME)
    )
    assert shown.json()["scopes"] == ["identify", "guilds"]
    assert shown.json()["authorized"] is False
    sent = client_app.consent(bob, "identify guilds", state="xyz & more")
    assert sent["state"] == "xyz & more"
    answer = client_app.exchange(sent["code"])
    body = answer.json()

    assert answer.headers["cache-control"] == "no-store"
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 604_800
    assert set(body["scope"].split()) == {"identify", "guilds"}
    client = bearer(body["access_token"])
    me = client.get("/users/@me").json()
    assert me["id"] == str(bob.id)
    assert "email" not in me
    assert_documented("GET", "/users/@me", 200, me)
    assert client.get("/users/@me/guilds").json() == []
    current = client.get("/oauth2/@me")
    assert current.json()["application"]["id"] == str(client_app.application.id)
    assert current.json()["user"]["id"] == str(bob.id)
    assert_documented("GET", "/oauth2/@me", 200, current.json())
    again = Api(bob).get(client_app.link("identify", response_type="code", redirect_uri=HOME))
    assert again.json()["authorized"] is True


@pytest.mark.parametrize("state", ["☂ &=%", "\x01\t", "%zz", "+", "x" * 3000])
def test_a_state_comes_back_as_it_was(client_app, bob, state):
    sent = client_app.consent(bob, "identify", state=state, nonce=state, **PKCE)
    assert sent["state"] == state
    assert client_app.exchange(sent["code"], code_verifier=VERIFIER).status_code == 200


def test_the_address_is_told_only_with_its_scope(client_app, bob):
    token = client_app.tokens(bob, "identify email")["access_token"]
    assert bearer(token).get("/users/@me").json()["email"] == "bob@example.org"


def test_without_a_scope_everything_is_closed(client_app, bob):
    """Whatever is added later is closed too, unless its declaration opens it."""
    guild = make_guild(bob)
    token = client_app.tokens(bob, "gdm.join")["access_token"]
    client = bearer(token)
    assert Api(bob).get(f"/guilds/{guild.id}").status_code == 200

    for route in routes():
        if route.declared.who in ("anyone", "clients") or "*" in route.declared.scopes:
            continue
        path = route.path
        for name in route.parameters:
            path = path.replace(f"{{{name}}}", str(guild.id))
        answer = client.request(route.method, path, {} if route.declared.body else None)
        assert (answer.status_code, answer.json()["code"]) == (401, 50026), route
    assert Api(bob).get(f"/guilds/{guild.id}").status_code == 200


def test_an_open_endpoint_sees_nobody_in_an_application(client_app, bob):
    token = client_app.tokens(bob, "identify")["access_token"]
    assert bearer(token).get("/gateway").status_code == 200
    assert bearer(token).get("/invites/nothing").json()["code"] == 10006
    assert bearer("void").get("/gateway").status_code == 401


def test_a_code_is_good_once_and_only_for_its_client_and_address(client_app, bob):
    other = Client(update_application(make_application("other"), redirect_uris=[HOME]))
    codes = [client_app.consent(bob, "identify")["code"] for _ in range(3)]

    assert client_app.exchange(codes[0]).status_code == 200
    for refused in (
        client_app.exchange(codes[0]),
        client_app.exchange(codes[1], redirect_uri=f"{HOME}/"),
        other.exchange(codes[2]),
        client_app.exchange("made-up"),
        client_app.exchange("no code at all ☂"),
    ):
        assert refused.status_code == 400
        assert refused.json()["error"] in ("invalid_grant", "invalid_request")


def test_a_wrong_or_missing_secret_gets_nothing(client_app, bob):
    code = client_app.consent(bob, "identify")["code"]
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOME}
    client_id = str(client_app.application.id)
    wrong = base64.b64encode(f"{client_id}:wrong".encode()).decode()

    for more, headers in (
        ({}, {}),
        ({"client_id": client_id}, {}),
        ({"client_id": client_id, "client_secret": "wrong"}, {}),
        ({"client_id": "1", "client_secret": client_app.secret}, {}),
        ({"client_id": "\x00", "client_secret": "\x00"}, {}),
        ({}, {"Authorization": f"Basic {wrong}"}),
        ({}, {"Authorization": "Basic nonsense"}),
        ({}, {"Authorization": f"Bot {token_of(client_app.application.bot)}"}),
    ):
        refused = client_app.post("token", {**fields, **more}, headers=headers)
        assert refused.status_code in (400, 401), (more, headers)
        assert "access_token" not in refused.text
    given = {**fields, "client_id": client_id, "client_secret": client_app.secret}
    assert client_app.post("token", given, headers={}).status_code == 200, "in the form it may be"


def test_pkce_is_checked_and_required_of_public_clients(client_app, bob):
    code = client_app.consent(bob, "identify", **PKCE)["code"]
    refused = client_app.exchange(code, code_verifier="b" * 43)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    code = client_app.consent(bob, "identify", **PKCE)["code"]
    assert client_app.exchange(code).status_code == 400, "the verifier is missing"
    code = client_app.consent(bob, "identify", **PKCE)["code"]
    assert client_app.exchange(code, code_verifier=VERIFIER).status_code == 200

    update_application(client_app.application, public_client=True)
    asked = {"response_type": "code", "redirect_uri": HOME}
    for more in ({}, {"code_challenge": CHALLENGE}, {**PKCE, "code_challenge_method": "plain"}):
        refused = Api(bob).post(client_app.link("identify", **asked, **more), {})
        assert (refused.status_code, refused.json()["code"]) == (400, 50035), more
    code = client_app.consent(bob, "identify", **PKCE)["code"]
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": HOME,
        "client_id": str(client_app.application.id),
        "code_verifier": VERIFIER,
    }
    assert client_app.post("token", fields, headers={}).status_code == 200


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"redirect_uri": "https://evil.example.org/callback"}, "redirect_uri"),
        ({"redirect_uri": HOME + "?next=evil"}, "redirect_uri"),
        ({"redirect_uri": ""}, "redirect_uri"),
        ({"response_type": "id_token"}, "response_type"),
        ({"scope": "identify everything"}, "scope"),
        ({"scope": ""}, "scope"),
        ({"scope": "applications.commands.update"}, "scope"),
    ],
)
def test_a_link_that_is_not_right_leads_nowhere(client_app, bob, change, field):
    query = {"scope": "identify", "response_type": "code", "redirect_uri": HOME, **change}
    for method in ("GET", "POST"):
        answer = Api(bob).request(
            method, client_app.link(**query), {} if method == "POST" else None
        )
        assert (answer.status_code, answer.json()["code"]) == (400, 50035), answer.text
        assert field in answer.json()["errors"]
    assert not Token.objects.exists()


def test_who_does_not_consent_is_sent_back_without_a_code(client_app, bob):
    link = client_app.link("identify", response_type="code", redirect_uri=HOME, state="s")
    location = Api(bob).post(link, {"authorize": False}).json()["location"]
    query = parse_qs(urlsplit(location).query)
    assert location.startswith(HOME)
    assert query["error"] == ["access_denied"]
    assert query["state"] == ["s"]
    assert "code" not in query


def test_only_people_consent(client_app, bob):
    link = client_app.link("identify", response_type="code", redirect_uri=HOME)
    assert Api().post(link, {}).status_code == 401
    assert Api(client_app.application.bot).post(link, {}).json()["code"] == 20001
    token = client_app.tokens(bob, "identify")["access_token"]
    assert bearer(token).post(link, {}).json()["code"] == 50026


def test_a_refresh_token_is_used_once(client_app, bob):
    first = client_app.tokens(bob, "identify guilds")
    fields = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = client_app.post("token", fields)

    assert second.status_code == 200
    assert set(second.json()["scope"].split()) == {"identify", "guilds"}
    assert bearer(second.json()["access_token"]).get("/users/@me").status_code == 200
    again = client_app.post("token", fields)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    other = Client(make_application("other"))
    stolen = {**fields, "refresh_token": second.json()["refresh_token"]}
    assert other.post("token", stolen).status_code == 400
    wider = {**stolen, "scope": "identify email"}
    assert client_app.post("token", wider).json()["error"] == "invalid_scope"


def test_client_credentials_speak_for_the_owner(client_app, ada):
    answer = client_app.post(
        "token",
        {"grant_type": "client_credentials", "scope": "identify applications.commands.update"},
    )
    assert answer.status_code == 200, answer.text
    assert "refresh_token" not in answer.json()
    client = bearer(answer.json()["access_token"])
    assert client.get("/users/@me").json()["id"] == str(ada.id)
    own = f"/applications/{client_app.application.id}/commands"
    assert client.put(own, [{"name": "hello", "description": "Greets"}]).status_code == 200
    other = make_application("other", owner=ada)
    foreign = client.put(f"/applications/{other.id}/commands", [])
    assert (foreign.status_code, foreign.json()["code"]) == (403, 50001)
    for scope in ("bot", "", "nonsense"):
        refused = client_app.post("token", {"grant_type": "client_credentials", "scope": scope})
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_scope")
    for fields in ({}, {"grant_type": "password"}, {"grant_type": "implicit"}):
        refused = client_app.post("token", fields)
        assert refused.status_code == 400
        assert refused.json()["error"] in ("unsupported_grant_type", "invalid_request")


def test_revoking_ends_the_whole_authorisation(client_app, bob):
    first, second = client_app.tokens(bob, "identify"), client_app.tokens(bob, "identify")
    assert bearer(first["access_token"]).get("/users/@me").status_code == 200
    other = Client(make_application("other"))

    assert other.post("token/revoke", {"token": first["access_token"]}).status_code == 200
    assert bearer(first["access_token"]).get("/users/@me").status_code == 200, "not theirs to end"
    assert client_app.post("token/revoke", {"token": "x"}, headers={}).status_code == 401
    ended = client_app.post("token/revoke", {"token": second["refresh_token"]})
    assert (ended.status_code, ended.json()) == (200, {})
    for tokens in (first, second):
        assert bearer(tokens["access_token"]).get("/users/@me").status_code == 401
        fields = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        assert client_app.post("token", fields).status_code == 400


def test_a_person_sees_and_ends_what_they_allowed(client_app, ada, bob):
    token = client_app.tokens(bob, "identify")["access_token"]
    [listed] = Api(bob).get("/oauth2/tokens").json()
    path = f"/oauth2/tokens/{listed['id']}"

    assert listed["application"]["name"] == client_app.application.name
    assert listed["scopes"] == ["identify"]
    assert Api(ada).get("/oauth2/tokens").json() == []
    assert Api(ada).delete(path).status_code == 404
    assert bearer(token).get("/users/@me").status_code == 200
    assert Api(bob).delete(path).status_code == 204
    assert bearer(token).get("/users/@me").status_code == 401
    assert Api(bob).get("/oauth2/tokens").json() == []


def test_signing_out_everywhere_ends_what_applications_may_do(client_app, bob):
    token = client_app.tokens(bob, "identify")["access_token"]
    assert bearer(token).get("/users/@me").status_code == 200
    revoke_all_sessions(bob.id)
    assert bearer(token).get("/users/@me").status_code == 401


@pytest.mark.parametrize("who", ["person", "owner", "application", "time"])
def test_a_token_ends_with_who_it_hangs_on(client_app, ada, bob, who):
    token = client_app.tokens(bob, "identify")["access_token"]
    assert grant_of(token).user == bob
    if who != "time":
        assert bearer(token).get("/users/@me").status_code == 200, "and it is remembered"
    if who == "person":
        disable_user(bob)
    elif who == "owner":
        disable_user(ada)
    elif who == "application":
        path = f"/applications/{client_app.application.id}"
        assert Api(ada).request("DELETE", path, {"password": PASSWORD}).status_code == 204
    else:
        Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert grant_of(token) is None
    assert bearer(token).get("/users/@me").status_code == 401
    if who == "time":
        assert clear_expired() > 0
        assert not Token.objects.exists()


def test_what_an_access_token_stands_for_can_be_asked(client_app, bob):
    token = client_app.tokens(bob, "identify guilds.join")["access_token"]
    grant = grant_of(token)
    assert grant.user == bob
    assert grant.application == client_app.application
    assert grant.scopes == {"identify", "guilds.join"}
    for void in ("", "nonsense", "\x00", "ä", token[:-1], token_of(bob)):
        assert grant_of(void) is None


def test_an_application_s_token_opens_no_gateway_and_is_not_bare(client_app, bob):
    from accounts.authentication import authenticate_token
    from config.kernel import aio
    from config.kernel.errors import Unauthorized

    token = client_app.tokens(bob, "identify")["access_token"]
    assert Api(token).get("/users/@me").status_code == 401
    with pytest.raises(Unauthorized):
        aio.run(authenticate_token(f"Bearer {token}"))


def test_a_webhook_comes_with_the_token(client_app, bob):
    guild = make_guild(bob)
    channel = text_channel(guild)
    stranger = make_member(guild, "eve")
    asked = {"webhook_channel_id": str(channel.id)}
    link = client_app.link("webhook.incoming", response_type="code", redirect_uri=HOME)

    assert Api(stranger).post(link, asked).json()["code"] == 50013
    assert Api(bob).post(link, {}).json()["code"] == 50035
    assert not Webhook.objects.exists()
    answer = client_app.exchange(client_app.consent(bob, "webhook.incoming", asked)["code"])
    webhook = answer.json()["webhook"]
    assert webhook["channel_id"] == str(channel.id)
    assert webhook["application_id"] == str(client_app.application.id)
    sent = Api().post(f"/webhooks/{webhook['id']}/{webhook['token']}?wait=true", {"content": "hi"})
    assert sent.json()["content"] == "hi"


def test_a_bot_joins_with_a_code_and_the_application_learns_where(client_app, bob):
    guild = make_guild(bob)
    bot = client_app.application.bot
    shown = Api(bob).get(client_app.link("bot identify", response_type="code", redirect_uri=HOME))
    assert [one["id"] for one in shown.json()["guilds"]] == [str(guild.id)]
    sent = client_app.consent(
        bob,
        "bot identify",
        {"guild_id": str(guild.id)},
        permissions=str(int(Permissions.KICK_MEMBERS)),
    )
    answer = client_app.exchange(sent["code"])
    assert answer.json()["guild"]["id"] == str(guild.id)
    assert Member.objects.filter(guild=guild, user=bot).exists()


def test_a_plain_link_asks_for_what_the_author_set(client_app, bob):
    guild = make_guild(bob)
    update_application(
        client_app.application,
        install_params={"scopes": ["bot"], "permissions": str(int(Permissions.BAN_MEMBERS))},
    )
    link = f"/oauth2/authorize?client_id={client_app.application.id}"
    shown = Api(bob).get(link).json()
    assert (shown["scopes"], shown["permissions"]) == (["bot"], str(int(Permissions.BAN_MEMBERS)))
    answer = Api(bob).post(link, {"guild_id": str(guild.id)})
    assert answer.json()["location"] == f"/channels/{guild.id}"
    assert guild.roles.get(bot_id=client_app.application.bot_id).permissions == int(
        Permissions.BAN_MEMBERS
    )


def test_a_bot_that_requires_a_code_grant_does_not_join_without(client_app, bob):
    guild = make_guild(bob)
    update_application(client_app.application, bot_require_code_grant=True)
    refused = Api(bob).post(client_app.link("bot"), {"guild_id": str(guild.id)})
    assert "response_type" in refused.json()["errors"]
    client_app.consent(bob, "bot", {"guild_id": str(guild.id)})
    assert Member.objects.filter(guild=guild, user=client_app.application.bot).exists()


def test_openid_signs_who_the_person_is(client_app, bob):
    code = client_app.consent(bob, "openid identify email", nonce="n-1")["code"]
    body = client_app.exchange(code).json()
    keys = Api().get("/oauth2/keys").json()["keys"]
    kid = jwt.get_unverified_header(body["id_token"])["kid"]
    key = jwt.PyJWK(next(key for key in keys if key["kid"] == kid))
    claims = jwt.decode(
        body["id_token"],
        key,
        algorithms=["RS256"],
        audience=str(client_app.application.id),
        issuer=settings.PUBLIC_URL,
    )

    found = Api().get("http://testserver/.well-known/openid-configuration").json()
    assert found["issuer"] == claims["iss"]
    assert found["jwks_uri"].endswith("/api/oauth2/keys")
    assert (claims["sub"], claims["nonce"]) == (str(bob.id), "n-1")
    info = bearer(body["access_token"]).get("/oauth2/userinfo").json()
    assert info["preferred_username"] == "bob"
    assert info["email"] == "bob@example.org"
    assert bearer(body["id_token"]).get("/users/@me").status_code == 401, "it is no access token"
    plain = client_app.tokens(bob, "identify")["access_token"]
    assert bearer(plain).get("/oauth2/userinfo").json()["code"] == 50026
    assert Api(bob).get("/oauth2/userinfo").json()["code"] == 50025


def test_a_secret_is_shown_once_and_replaced(client_app, ada, bob):
    path = f"/applications/{client_app.application.id}/reset"
    code = client_app.consent(bob, "identify")["code"]
    assert Api(bob).post(path).status_code == 403
    secret = Api(ada).post(path, {"password": PASSWORD}).json()["secret"]
    assert client_app.exchange(code).status_code == 401
    client_app.secret = secret
    assert client_app.exchange(client_app.consent(bob, "identify")["code"]).status_code == 200
    assert secret not in Api(ada).get("/applications").text


@pytest.mark.parametrize(
    "uri",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https://a b",
        "//example.org",
        "nothing",
        "https://example.org/#part",
        "https://me@example.org/",
        "https://example.org:99999/",
        "https://example.org/\n",
        "x" * 600,
    ],
)
def test_a_bad_redirect_address_is_refused(client_app, ada, uri):
    path = f"/applications/{client_app.application.id}"
    answer = Api(ada).patch(path, {"redirect_uris": [HOME, uri]})
    assert (answer.status_code, answer.json()["code"]) == (400, 50035)
    assert Api(ada).get(path).json()["redirect_uris"] == [HOME]


def test_an_author_registers_addresses_of_the_web_and_of_programs(client_app, ada):
    wanted = ["http://localhost:3000/cb", "myapp://callback", HOME]
    path = f"/applications/{client_app.application.id}"
    answer = Api(ada).patch(path, {"redirect_uris": [*wanted, HOME], "public_client": True})
    assert answer.json()["redirect_uris"] == wanted
    assert answer.json()["public_client"] is True
    assert_documented("PATCH", path, 200, answer.json())
    refused = Api(ada).patch(path, {"redirect_uris": [f"{HOME}/{n}" for n in range(11)]})
    assert refused.status_code == 400


def test_an_old_link_leads_browsers_to_the_page(client_app):
    link = "http://testserver/api" + client_app.link("bot")
    answer = Api(Accept="text/html").get(link)
    assert answer.status_code == 302
    assert answer.headers["location"] == client_app.link("bot")


def test_an_application_does_not_use_up_its_person_s_limits(client_app, bob):
    limited(bob)
    token = client_app.tokens(bob, "identify")["access_token"]
    client = bearer(token)
    first = client.get("/oauth2/@me")
    for _ in range(3):
        client.get("/oauth2/@me")
    left = int(client.get("/oauth2/@me").headers["x-ratelimit-remaining"])
    assert left == int(first.headers["x-ratelimit-remaining"]) - 4
    own = Api(bob).get("/oauth2/@me").headers["x-ratelimit-remaining"]
    assert own == first.headers["x-ratelimit-remaining"]


def test_a_refusal_says_what_was_wrong_as_the_rfc_has_it(client_app, bob):
    def refusal(fields: dict, **options) -> tuple:
        answer = client_app.post("token", fields, **options)
        body = answer.json()
        assert body["error_description"]
        return answer.status_code, body["error"], answer.headers.get("www-authenticate")

    code = client_app.consent(bob, "identify")["code"]
    elsewhere = {"grant_type": "authorization_code", "code": code, "redirect_uri": HOME + "x"}
    password = {"grant_type": "password", "username": "bob", "password": "p", "scope": "identify"}
    assert refusal({}) == (400, "unsupported_grant_type", None)
    assert refusal(password) == (400, "unsupported_grant_type", None)
    assert refusal(elsewhere) == (400, "invalid_grant", None)
    assert refusal({**elsewhere, "code": "no"}) == (400, "invalid_grant", None)
    assert refusal({"grant_type": "client_credentials"}) == (400, "invalid_scope", None)
    strange = {"grant_type": "client_credentials", "client_id": "1", "client_secret": "x"}
    assert refusal(strange, headers={}) == (401, "invalid_client", 'Basic realm="oauth2"')


def test_the_only_address_of_an_application_need_not_be_named(client_app, bob):
    link = client_app.link("identify", response_type="code")
    location = Api(bob).post(link, {"authorize": True}).json()["location"]
    assert location.startswith(f"{HOME}?code=")
    code = parse_qs(urlsplit(location).query)["code"][0]
    fields = {"grant_type": "authorization_code", "code": code}
    assert client_app.post("token", fields).json()["scope"] == "identify"
    denied = Api(bob).post(link, {"authorize": False}).json()["location"]
    assert denied.startswith(f"{HOME}?error=access_denied")
    update_application(client_app.application, redirect_uris=[HOME, f"{HOME}/2"])
    assert "redirect_uri" in Api(bob).post(link, {"authorize": True}).json()["errors"]
    person = client_app.link("identify", response_type="code", integration_type="1")
    assert "integration_type" in Api(bob).get(person).json()["errors"]


def test_a_page_without_a_server_gets_its_token_at_once(client_app, bob):
    link = client_app.link("identify", response_type="token", redirect_uri=HOME, state="s t")
    location = Api(bob).post(link, {"authorize": True}).json()["location"]
    parts = urlsplit(location)
    assert (location.partition("#")[0], parts.query) == (HOME, "")
    given = {name: values[0] for name, values in parse_qs(parts.fragment).items()}
    assert given["token_type"] == "Bearer"
    assert (given["state"], given["scope"], given["expires_in"]) == ("s t", "identify", "604800")
    assert "refresh_token" not in given
    assert bearer(given["access_token"]).get("/users/@me").json()["id"] == str(bob.id)
    denied = Api(bob).post(link, {"authorize": False}).json()["location"]
    assert denied.startswith(f"{HOME}#error=access_denied")
    for scope in ("identify bot", "identify webhook.incoming"):
        asked = client_app.link(scope, response_type="token", redirect_uri=HOME)
        assert "response_type" in Api(bob).get(asked).json()["errors"]
