"""What is not there, what is hidden, and who adds bots; the rest is in `tests/who_may/`."""

from __future__ import annotations

import pytest

from guilds.models import Role
from guilds.permissions import Permissions
from tests.builders import (
    make_application,
    make_channel,
    make_guild,
    make_member,
    make_user,
)


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
