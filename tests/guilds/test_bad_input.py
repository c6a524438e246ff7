"""Whatever is sent, the answer is an error in the API's format, and nothing is written."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import pytest

from guilds.api import bans, channels, emojis, guilds, invites, members, roles
from guilds.models import AuditLogEntry
from guilds.services import create_invite
from tests.builders import make_channel, make_guild, make_role, make_user, text_channel

NASTY: list[Any] = [
    None, True, 0, -1, 1.5, 2**31, 2**63, 2**64, 10**30, "", " ", "0", "-1", "9" * 30, "x" * 5000,
    "\ud83d", "a\u0000b", "\u202e", [], {}, [None], [[]], [{}], {"a": {}}, ["x"], [1, 1], [-1],
]  # fmt: skip

FORMS: list[tuple[str, str, type]] = [
    ("POST", "/guilds", guilds.NewGuild),
    ("PATCH", "/guilds/{guild}", guilds.GuildChanges),
    ("POST", "/guilds/{guild}/channels", channels.NewChannel),
    ("PATCH", "/channels/{channel}", channels.ChannelChanges),
    ("PUT", "/channels/{channel}/permissions/{guild}", channels.SingleOverwrite),
    ("POST", "/guilds/{guild}/roles", roles.RoleFields),
    ("PATCH", "/guilds/{guild}/roles/{role}", roles.RoleFields),
    ("PATCH", "/guilds/{guild}/members/{user}", members.MemberChanges),
    ("PATCH", "/guilds/{guild}/members/@me", members.OwnMemberChanges),
    ("PUT", "/guilds/{guild}/bans/1", bans.NewBan),
    ("POST", "/guilds/{guild}/bulk-ban", bans.NewBans),
    ("POST", "/channels/{channel}/invites", invites.NewInvite),
    ("POST", "/guilds/{guild}/emojis", emojis.NewEmoji),
]
LISTS = [
    ("PATCH", "/guilds/{guild}/channels", channels.ChannelMove),
    ("PATCH", "/guilds/{guild}/roles", roles.RolePosition),
]
ITEMS = {
    "permission_overwrites": channels.OverwriteBody,
    "available_tags": channels.TagBody,
}
VALID = {"name": "valid", "image": "data:,", "user_ids": ["1"], "id": "1"}


@pytest.fixture
def hall(transactional_db):
    owner = make_user("owner", password=None)
    guild = make_guild(owner)
    names = {
        "guild": guild.id,
        "channel": make_channel(guild, "room").id,
        "role": make_role(guild, "role").id,
        "user": owner.id,
    }
    return guild, names


def bodies(form: type) -> Any:
    """Yield each field with each nasty value, among fields that are in order."""
    fields = [field.encode_name for field in msgspec.structs.fields(form)]
    valid = {name: VALID[name] for name in fields if name in VALID}
    for name, value in itertools.product(fields, NASTY):
        yield {**valid, name: value}
    for name in fields:
        for item in bodies(ITEMS[name]) if name in ITEMS else ():
            yield {**valid, name: [item]}


def check(answer: Any, what: str) -> None:
    assert answer.status_code < 500, what
    if answer.status_code >= 400:
        assert {"code", "message"} <= answer.json().keys(), what


@pytest.mark.parametrize(("method", "path", "form"), FORMS)
def test_no_field_of_a_form_breaks_anything(api, hall, method, path, form) -> None:
    guild, names = hall
    calls = api(guild.owner)
    for body in bodies(form):
        answer = calls.request(method, path.format(**names), content=encoded(body))
        check(answer, f"{method} {path} {str(body)[:300]}")


@pytest.mark.parametrize(("method", "path", "form"), LISTS)
def test_no_item_of_a_list_breaks_anything(api, hall, method, path, form) -> None:
    guild, names = hall
    calls = api(guild.owner)
    for body in bodies(form):
        answer = calls.request(method, path.format(**names), content=encoded([body]))
        check(answer, f"{method} {path} {str(body)[:300]}")


def encoded(body: Any) -> bytes:
    import json

    return json.dumps(body).encode()


QUERIES = (
    "/guilds/{guild}/members?limit={}",
    "/guilds/{guild}/members?after={}",
    "/guilds/{guild}/members/search?query={}&limit=2",
    "/guilds/{guild}/bans?before={}",
    "/guilds/{guild}/audit-logs?action_type={}",
    "/guilds/{guild}/audit-logs?user_id={}",
    "/users/@me/guilds?limit={}",
    "/users/@me/guilds?with_counts={}",
    "/guilds/{guild}?with_counts={}",
    "/invites/{}",
    "/oauth2/authorize?client_id={}&permissions={}&scope={}",
)


def test_no_query_breaks_anything(api, hall) -> None:
    guild, _ = hall
    calls = api(guild.owner)
    values = ("-1", "0", "x", "9" * 40, "%00", "1.5", "", "%F0%9F", "%ED%A0%BD")
    for path, value in itertools.product(QUERIES, values):
        answer = calls.get(path.replace("{guild}", str(guild.id)).replace("{}", value))
        check(answer, f"{path} {value}")


def test_a_reason_is_percent_encoded_and_not_too_long(api, hall) -> None:
    guild, names = hall
    calls = api(guild.owner)
    path = "/channels/{channel}".format(**names)
    ok = calls.patch(
        path, {"topic": "a"}, headers={"X-Audit-Log-Reason": "why%20not%3F%20%E2%9C%93"}
    )
    assert ok.status_code == 200
    assert AuditLogEntry.objects.latest("id").reason == "why not? ✓"
    for reason in ("x" * 513, "%FF%FE"):
        answer = calls.patch(path, {"topic": "b"}, headers={"X-Audit-Log-Reason": reason})
        assert answer.json()["code"] == 50035
    nul = calls.patch(path, {"topic": "c"}, headers={"X-Audit-Log-Reason": "a%00b"})
    assert nul.status_code == 200


def test_a_form_error_names_the_field(api, hall) -> None:
    guild, names = hall
    calls = api(guild.owner)

    def errors(method: str, path: str, body: Any) -> Any:
        answer = calls.request(method, path.format(**names), body)
        assert (answer.status_code, answer.json()["code"]) == (400, 50035)
        return answer.json()["errors"]

    found = errors("POST", "/guilds/{guild}/channels", {})
    assert found["name"]["_errors"][0]["code"] == "BASE_TYPE_REQUIRED"
    found = errors("POST", "/guilds/{guild}/channels", {"name": "x" * 101})
    assert found["name"]["_errors"][0]["code"] == "BASE_TYPE_BAD_LENGTH"
    wrong = [{"id": "1"}, {"id": "no"}]
    found = errors(
        "POST", "/guilds/{guild}/channels", {"name": "x", "permission_overwrites": wrong}
    )
    assert found["permission_overwrites"]["1"]["id"]["_errors"][0]["code"] == "NUMBER_TYPE_COERCE"


def test_an_invite_code_is_taken_as_it_is(api, hall) -> None:
    guild, _ = hall
    code = create_invite(guild.owner, text_channel(guild)).code
    assert api().get(f"/invites/{code}").status_code == 200
    assert api().get(f"/invites/{code.swapcase()}").json()["code"] == 10006
    assert api().get(f"/invites/{code}%00").status_code == 404
    assert api().get("/invites/" + "x" * 3000).status_code == 404
