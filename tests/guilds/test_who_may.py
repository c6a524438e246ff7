"""Who may call what: every endpoint of guilds, tried by everybody."""

from __future__ import annotations

import base64
import io
import itertools
from collections.abc import Callable
from typing import Any, Final

import pytest
from PIL import Image

from accounts.models import User
from guilds.models import Channel, Emoji, Guild, Role
from guilds.permissions import Permissions
from guilds.services import ban_member, create_invite, join_guild
from tests.builders import (
    make_application,
    make_channel,
    make_guild,
    make_member,
    make_role,
    make_user,
    text_channel,
)
from tests.helpers.openapi import assert_documented, is_described

MODERATOR: Final = (
    Permissions.KICK_MEMBERS
    | Permissions.BAN_MEMBERS
    | Permissions.MODERATE_MEMBERS
    | Permissions.MANAGE_NICKNAMES
    | Permissions.VIEW_AUDIT_LOG
)
PEOPLE: Final = ("nobody", "outsider", "member", "moderator", "admin", "owner")


def png() -> str:
    output = io.BytesIO()
    Image.new("RGB", (8, 8), "#336699").save(output, "PNG")
    return "data:image/png;base64," + base64.b64encode(output.getvalue()).decode()


class World:
    """A guild with one of each kind of people, and new things to act upon."""

    def __init__(self) -> None:
        self.numbers = itertools.count()
        self.guild = make_guild(self.person("owner"))
        self.channel = text_channel(self.guild)
        # Below the roles of those who act.
        self.role = make_role(self.guild, "low")
        moderator = make_role(self.guild, "moderators", int(MODERATOR))
        admin = make_role(self.guild, "admins", int(Permissions.ADMINISTRATOR))
        self.people: dict[str, User | None] = {
            "nobody": None,
            "outsider": self.person("outsider"),
            "member": make_member(self.guild, self.person("member")),
            "moderator": make_member(self.guild, self.person("moderator"), roles=[moderator]),
            "admin": make_member(self.guild, self.person("admin"), roles=[admin]),
            "owner": self.guild.owner,
        }

    def person(self, name: str) -> User:
        number = next(self.numbers)
        return make_user(f"{name}{number}", password=None)

    def victim(self) -> User:
        user = self.person("victim")
        join_guild(user, self.guild)
        return user

    def banned(self) -> User:
        user = self.person("banned")
        ban_member(self.guild.owner, self.guild, user.id)
        return user

    def new_channel(self) -> Channel:
        return make_channel(self.guild, f"room {next(self.numbers)}")

    def new_role(self) -> Role:
        return Role.objects.create(guild=self.guild, name="spare", position=1)

    def new_emoji(self) -> Emoji:
        return Emoji.objects.create(guild=self.guild, name="wave", user=self.guild.owner)

    def new_guild(self) -> Guild:
        return self.guild

    def new_invite(self) -> str:
        return create_invite(self.guild.owner, self.channel, unique=True).code


Path = Callable[[World], str]
NO, OUT, DENIED = "401", "50001", "50013"


def row(path: Path, method: str, expected: str, body: Any = None) -> Any:
    return (path, method, expected.split(), body)


def g(rest: str = "") -> Path:
    return lambda world: f"guilds/{world.guild.id}{rest}"


# What each of PEOPLE is answered: a status, or the code of the error.
READ = "401 50001 200 200 200 200"
MANAGERS = "401 50001 50013 50013 200 200"
ENDPOINTS = [
    row(g(), "GET", READ),
    row(g("/channels"), "GET", READ),
    row(g("/roles"), "GET", READ),
    row(g("/roles/member-counts"), "GET", READ),
    row(g("/members?limit=5"), "GET", READ),
    row(g("/members/search?query=vic"), "GET", READ),
    row(lambda w: f"guilds/{w.guild.id}/members/{w.guild.owner_id}", "GET", READ),
    row(lambda w: f"guilds/{w.guild.id}/roles/{w.role.id}", "GET", READ),
    row(g("/emojis"), "GET", READ),
    row(lambda w: f"channels/{w.channel.id}", "GET", READ),
    row(g("/audit-logs"), "GET", "401 50001 50013 200 200 200"),
    row(g("/bans"), "GET", "401 50001 50013 200 200 200"),
    row(lambda w: f"guilds/{w.guild.id}/bans/{w.banned().id}", "GET",
        "401 50001 50013 200 200 200"),
    row(g("/invites"), "GET", "401 50001 50013 200 200 200"),
    row(lambda w: f"channels/{w.channel.id}/invites", "GET", "401 50001 50013 50013 200 200"),
    row(g(), "PATCH", "401 50001 50013 50013 200 200", {"description": "a hall"}),
    row(g("/channels"), "POST", "401 50001 50013 50013 201 201", {"name": "new"}),
    row(g("/channels"), "PATCH", "401 50001 50013 50013 204 204", []),
    row(lambda w: f"channels/{w.channel.id}", "PATCH", "401 50001 50013 50013 200 200",
        {"topic": "of the day"}),
    row(lambda w: f"channels/{w.new_channel().id}", "DELETE", "401 50001 50013 50013 200 200"),
    row(lambda w: f"channels/{w.channel.id}/permissions/{w.guild.id}", "PUT",
        "401 50001 50013 50013 204 204", {"type": 0, "allow": "0", "deny": "2048"}),
    row(lambda w: f"channels/{w.channel.id}/permissions/1", "DELETE",
        "401 50001 50013 50013 10009 10009"),
    row(g("/roles"), "POST", "401 50001 50013 50013 200 200", {"name": "new"}),
    row(g("/roles"), "PATCH", "401 50001 50013 50013 200 200", []),
    row(lambda w: f"guilds/{w.guild.id}/roles/{w.role.id}", "PATCH",
        "401 50001 50013 50013 200 200", {"color": 255}),
    row(lambda w: f"guilds/{w.guild.id}/roles/{w.new_role().id}", "DELETE",
        "401 50001 50013 50013 204 204"),
    row(lambda w: f"guilds/{w.guild.id}/members/{w.victim().id}/roles/{w.role.id}", "PUT",
        "401 50001 50013 50013 204 204"),
    row(lambda w: f"guilds/{w.guild.id}/members/{w.victim().id}/roles/{w.role.id}", "DELETE",
        "401 50001 50013 50013 204 204"),
    row(lambda w: f"guilds/{w.guild.id}/members/{w.victim().id}", "PATCH",
        "401 50001 50013 200 200 200", {"nick": "Vic"}),
    row(lambda w: f"guilds/{w.guild.id}/members/{w.victim().id}", "PATCH",
        "401 50001 50013 50013 40032 40032", {"mute": True}),
    row(g("/members/@me"), "PATCH", READ, {"nick": "me"}),
    row(lambda w: f"guilds/{w.guild.id}/members/{w.victim().id}", "DELETE",
        "401 50001 50013 204 204 204"),
    row(lambda w: f"guilds/{w.guild.id}/bans/{w.victim().id}", "PUT",
        "401 50001 50013 204 204 204", {}),
    row(lambda w: f"guilds/{w.guild.id}/bans/{w.banned().id}", "DELETE",
        "401 50001 50013 204 204 204"),
    row(g("/bulk-ban"), "POST", "401 50001 50013 50013 500000 500000", {"user_ids": ["1"]}),
    row(lambda w: f"channels/{w.channel.id}/invites", "POST", READ, {}),
    row(lambda w: f"invites/{w.new_invite()}", "GET", "200 200 200 200 200 200"),
    row(lambda w: f"invites/{w.new_invite()}", "DELETE", "401 50001 50013 50013 200 200"),
    row(g("/emojis"), "POST", "401 50001 201 201 201 201", {"name": "hi", "image": png()}),
    row(lambda w: f"guilds/{w.guild.id}/emojis/{w.new_emoji().id}", "PATCH",
        "401 50001 50013 50013 200 200", {"name": "bye"}),
    row(lambda w: f"guilds/{w.guild.id}/emojis/{w.new_emoji().id}", "DELETE",
        "401 50001 50013 50013 204 204"),
    row(g("/auto-moderation/rules"), "GET", "401 50001 50013 50013 200 200"),
    row(g("/auto-moderation/rules"), "POST", "401 50001 50013 50013 200 50035",
        {"name": "spam", "event_type": 1, "trigger_type": 3}),
    row(g("/widget"), "GET", MANAGERS),
    row(g("/widget"), "PATCH", MANAGERS, {"enabled": True}),
    row(g("/widget.json"), "GET", "200 200 200 200 200 200"),
    row(g("/vanity-url"), "GET", MANAGERS),
    row(g("/vanity-url"), "PATCH", MANAGERS, {"code": None}),
    row(g("/mfa"), "POST", "401 50001 50013 50013 50013 200", {"level": 0}),
    row(g("/incident-actions"), "PUT", MANAGERS, {}),
    row(g("/regions"), "GET", READ),
    row(g("/preview"), "GET", READ),
    row(g("/welcome-screen"), "GET", MANAGERS),
    row(g("/welcome-screen"), "PATCH", MANAGERS, {}),
    row(g("/onboarding"), "GET", READ),
    row(g("/onboarding"), "PUT", MANAGERS, {}),
    row(g("/onboarding-responses"), "POST", "401 50001 50035 50035 50035 50035",
        {"onboarding_responses": []}),
    row(g("/new-member-welcome"), "GET", "401 50001 204 204 204 204"),
    row(g("/new-member-welcome"), "PUT", MANAGERS, {}),
    row(g("/prune?days=30"), "GET", MANAGERS),
    row(g("/prune"), "POST", MANAGERS, {"days": 30}),
    row(g("/integrations"), "GET", MANAGERS),
    row(g("/integrations/1"), "DELETE", "401 50001 50013 50013 10005 10005"),
    row(g("/templates"), "GET", MANAGERS),
    row(g("/templates"), "POST", "401 50001 50013 50013 200 30031", {"name": "shape"}),
    *[
        row(g("/templates/none"), method, "401 50001 50013 50013 10057 10057", body)
        for method, body in (("PUT", None), ("PATCH", {}), ("DELETE", None))
    ],
    row(lambda w: "guilds/templates/none", "GET", "401 10057 10057 10057 10057 10057"),
    row(g("/members/1"), "PUT", "401 20002 20002 20002 20002 20002", {"access_token": "x"}),
    row(lambda w: f"invites/{w.new_invite()}/target-users", "GET",
        "401 50013 50013 10129 10129 10129"),
    row(lambda w: f"invites/{w.new_invite()}/target-users/job-status", "GET",
        "401 50013 50013 10124 10124 10124"),
    row(lambda w: f"users/@me/guilds/{w.guild.id}/member", "GET", READ),
    row(lambda w: f"users/@me/guilds/{w.guild.id}", "DELETE", "401 50001 - - - 50055"),
    row(g(), "DELETE", "401 50001 50013 50013 50013 -"),
]  # fmt: skip


def test_everybody_may_what_they_may_and_nothing_else(api) -> None:
    world = World()
    wrong = []
    for path, method, expected, body in ENDPOINTS:
        for name, wanted in zip(PEOPLE, expected, strict=True):
            if wanted == "-":
                continue
            address = path(world)
            answer = api(world.people[name]).request(method, f"/{address}", body)
            got = answer.json() if answer.content else None
            outcome = str(answer.status_code)
            if answer.status_code >= 400 and answer.status_code != 401:
                outcome = str(answer.json()["code"])
            if outcome != wanted:
                wrong.append(f"{method} {address} by {name}: {outcome}, not {wanted} ({got})")
            elif answer.status_code < 300 and is_described(method, address):
                assert_documented(method, address.split("?")[0], answer.status_code, got)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("guilds/1", 10004),
        ("channels/1", 10003),
        ("guilds/{guild}/members/1", 10007),
        ("guilds/{guild}/roles/1", 10011),
        ("guilds/{guild}/bans/1", 10026),
        ("guilds/{guild}/emojis/1", 10014),
        ("invites/nothere", 10006),
        ("guilds/notanid", 50035),
        ("guilds/99999999999999999999999", 50035),
    ],
)
def test_what_is_not_there_has_its_code(api, path, code) -> None:
    guild = make_guild(make_user("owner"))
    answer = api(guild.owner).get("/" + path.format(guild=guild.id))
    assert answer.json()["code"] == code
    assert answer.status_code == (400 if code == 50035 else 404)


def test_a_hidden_channel_is_hidden_everywhere(api) -> None:
    guild = make_guild(make_user("owner"))
    bob = make_member(guild, "bob")
    hidden = make_channel(guild, "secret")
    calls = api(bob)
    assert calls.get(f"/channels/{hidden.id}").status_code == 200, "bob must be able to see it"

    body = {"type": 0, "deny": str(int(Permissions.VIEW_CHANNEL))}
    put = api(guild.owner).put(f"/channels/{hidden.id}/permissions/{guild.id}", body)
    assert put.status_code == 204

    assert calls.get(f"/channels/{hidden.id}").json()["code"] == 50001
    listed = {channel["id"] for channel in calls.get(f"/guilds/{guild.id}/channels").json()}
    assert str(hidden.id) not in listed
    assert len(listed) == 4
    for answer in (
        calls.patch(f"/channels/{hidden.id}", {"topic": "x"}),
        calls.delete(f"/channels/{hidden.id}"),
        calls.post(f"/channels/{hidden.id}/invites", {}),
        calls.put(f"/channels/{hidden.id}/permissions/{bob.id}", {"type": 1, "allow": "1024"}),
    ):
        assert answer.json()["code"] == 50001


def test_a_bot_makes_its_application_known(api) -> None:
    ada = make_user("ada")
    guild = make_guild(ada)
    application = make_application(owner=ada)
    query = f"client_id={application.id}&scope=bot&permissions=8"
    page = api(ada).get(f"/oauth2/authorize?{query}").json()
    assert [entry["id"] for entry in page["guilds"]] == [str(guild.id)]
    assert page["application"]["id"] == str(application.id)
    answer = api(ada).post(
        f"/oauth2/authorize?{query}", {"guild_id": str(guild.id), "permissions": "8"}
    )
    assert answer.status_code == 200
    role = Role.objects.get(bot_id=application.bot_id)
    assert (role.managed, role.permissions) == (True, 8)
    bob = make_member(guild, "bob")
    refused = api(bob).post(f"/oauth2/authorize?{query}", {"guild_id": str(guild.id)})
    assert refused.json()["code"] == 50013
