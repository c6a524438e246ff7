"""Invites that bring roles or are for few, joining by an application, and pruning."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import presence
from accounts.models import User
from accounts.services.activity import record_last_seen
from accounts.services.applications import update_application
from guilds import signals
from guilds.models import AuditLogEntry, AuditLogEvent, Guild, Member, MemberFlags
from guilds.permissions import Permissions
from guilds.services import ban_member, kick_member
from guilds.services.pruning import prune_members
from tests.accounts.test_oauth2 import HOME, Client
from tests.builders import (
    make_application,
    make_bot,
    make_guild,
    make_member,
    make_role,
    make_user,
)
from tests.helpers.openapi import assert_documented


def invites_of(guild: Guild) -> str:
    return f"/channels/{guild.channels.get(name='general').id}/invites"


def test_an_invite_brings_roles_below_whoever_made_it(api) -> None:
    guild = make_guild()
    low = make_role(guild, "low")
    maker = make_member(guild, "maker", permissions=Permissions.MANAGE_ROLES)
    high = make_role(guild, "high")
    path = invites_of(guild)
    assert api(make_member(guild)).post(path, {"role_ids": [low.id]}).json()["code"] == 50013
    assert api(maker).post(path, {"role_ids": [high.id]}).json()["code"] == 50013
    assert api(maker).post(path, {"role_ids": [1]}).json()["code"] == 10011
    assert api(maker).post(path, {"role_ids": [guild.id]}).json()["code"] == 50028
    invite = api(maker).post(path, {"role_ids": [str(low.id)], "temporary": True}).json()
    assert_documented("POST", path, 200, invite)
    assert [role["name"] for role in invite["roles"]] == ["low"]
    eve = make_user("eve")
    assert api(eve).get(f"/invites/{invite['code']}").json()["roles"][0]["id"] == str(low.id)
    assert api(eve).post(f"/invites/{invite['code']}").status_code == 200
    assert Member.objects.get(guild=guild, user=eve).roles == [low.id]
    same = api(maker).post(path, {"role_ids": [str(low.id)]}).json()
    assert same["code"] != invite["code"]


def test_an_invite_may_be_for_chosen_users_only(api) -> None:
    guild = make_guild()
    eve, bob = make_user("eve"), make_member(guild, "bob")
    path = invites_of(guild)
    owner = api(guild.owner)

    def upload(who: Any, method: str, address: str, content: str) -> Any:
        return api(who).request(
            method, address, files={"target_users_file": ("users.csv", content, "text/csv")}
        )

    refused = upload(guild.owner, "POST", path, "user_id\n1\nabc\n")
    assert refused.json()["code"] == 50035
    assert len(refused.json()["errors"]["target_users_file"]["_errors"]) == 2
    invite = upload(guild.owner, "POST", path, f"user_id\r\n{eve.id}\r\n{eve.id}\r\n").json()
    code = invite["code"]
    targets = f"/invites/{code}/target-users"
    assert owner.get(targets).text.split() == ["user_id", str(eve.id)]
    job = owner.get(f"{targets}/job-status").json()
    assert_documented("GET", f"{targets}/job-status", 200, job)
    assert (job["status"], job["total_users"]) == (2, 1)
    assert api(bob).get(targets).json()["code"] == 50013
    stranger = make_user("stranger")
    for who in (stranger, None):
        assert api(who).get(f"/invites/{code}").json()["code"] == 10006
    assert api(stranger).post(f"/invites/{code}").json()["code"] == 10006
    assert api(eve).get(f"/invites/{code}").status_code == 200
    assert upload(bob, "PUT", targets, f"{stranger.id}").json()["code"] == 50013
    assert upload(guild.owner, "PUT", targets, f"{stranger.id}").status_code == 204
    assert api(eve).post(f"/invites/{code}").json()["code"] == 10006
    assert api(stranger).post(f"/invites/{code}").status_code == 200
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.INVITE_UPDATE)
    assert entry.changes[1]["new_value"] == [str(stranger.id)]
    plain = owner.post(path, {}).json()["code"]
    assert owner.get(f"/invites/{plain}/target-users").json()["code"] == 10129
    assert owner.get(f"/invites/{plain}/target-users/job-status").json()["code"] == 10124


def test_an_invite_to_a_stream_needs_the_stream(api) -> None:
    guild = make_guild()
    voice = guild.channels.get(type=2)
    path = f"/channels/{voice.id}/invites"
    wanted = {"target_type": 1, "target_user_id": str(guild.owner_id)}
    owner = api(guild.owner)
    assert owner.post(path, wanted).json()["code"] == 50035
    assert owner.post(path, {"target_type": 2}).json()["code"] == 50035
    assert owner.post(invites_of(guild), wanted).json()["code"] == 50035

    def answer(guild: Guild, **_: Any) -> Any:
        return {guild.owner_id: {"channel_id": str(voice.id), "self_stream": True}}

    signals.voice_states_asked.connect(answer)
    try:
        invite = owner.post(path, wanted).json()
    finally:
        signals.voice_states_asked.disconnect(answer)
    assert (invite["target_type"], invite["target_user"]["id"]) == (1, str(guild.owner_id))
    assert_documented("POST", path, 200, invite)


@pytest.fixture
def joiner(transactional_db) -> Client:
    """Return an application whose bot lets people into guilds."""
    maker = make_user("maker", email="maker@example.org")
    application = make_application("joiner", owner=maker)
    return Client(update_application(application, redirect_uris=[HOME]))


def test_an_application_lets_in_who_allowed_it_to(api, joiner) -> None:
    guild = make_guild()
    bot = joiner.application.bot
    make_member(guild, bot, permissions=Permissions.MANAGE_NICKNAMES)
    role = make_role(guild, "guests")
    eve = make_user("eve", email="eve@example.org")
    other = make_user("other", email="other@example.org")
    path = f"/guilds/{guild.id}/members/{eve.id}"
    token = joiner.tokens(eve, "identify guilds.join")["access_token"]
    calls = api(bot)
    assert api(guild.owner).put(path, {"access_token": token}).json()["code"] == 20002
    assert calls.put(path, {"access_token": "no"}).json()["code"] == 50025
    others = joiner.tokens(other, "guilds.join")["access_token"]
    assert calls.put(path, {"access_token": others}).json()["code"] == 50025
    narrow = joiner.tokens(eve, "identify")["access_token"]
    assert calls.put(path, {"access_token": narrow}).json()["code"] == 50026
    wanted = {"access_token": token, "nick": "Evie"}
    refused = calls.put(path, {**wanted, "roles": [str(role.id)]})
    assert refused.json()["code"] == 50013
    ban_member(guild.owner, guild, other.id)
    banned = f"/guilds/{guild.id}/members/{other.id}"
    assert calls.put(banned, {"access_token": others}).json()["code"] == 40007
    answer = calls.put(path, wanted)
    assert answer.status_code == 201
    assert_documented("PUT", path, 201, answer.json())
    assert answer.json()["nick"] == "Evie"
    assert calls.put(path, wanted).status_code == 204


def absent_for(days: int, *users: User) -> None:
    """Make users look as if they had not been there for so many days."""
    moment = timezone.now() - timedelta(days=days)
    ids = [user.id for user in users]
    User.objects.filter(id__in=ids).update(last_seen=moment, date_joined=moment)
    Member.objects.filter(user_id__in=ids).update(joined_at=moment)


def test_pruning_removes_who_was_not_there_and_has_no_other_role(api) -> None:
    guild = make_guild()
    role, other_role = make_role(guild, "reader"), make_role(guild, "writer")
    gone = make_member(guild, "gone")
    reader = make_member(guild, "reader", roles=[role])
    writer = make_member(guild, "writer", roles=[role, other_role])
    here = make_member(guild, "hereby")
    newcomer = make_member(guild, "newcomer")
    absent_for(10, guild.owner, gone, reader, writer)
    absent_for(3, here)
    User.objects.filter(id=newcomer.id).update(last_seen=None)
    path = f"/guilds/{guild.id}/prune"
    owner = api(guild.owner)
    kicker = make_member(guild, "kicker", permissions=Permissions.KICK_MEMBERS)
    for answer in (api(kicker).get(path), api(kicker).post(path, {})):
        assert answer.json()["code"] == 50013
    for days in (0, 31):
        assert owner.get(f"{path}?days={days}").json()["code"] == 50035
        assert owner.post(path, {"days": days}).json()["code"] == 50035
    assert owner.get(f"{path}?include_roles=1").json()["code"] == 10011
    assert owner.get(f"{path}?include_roles=x").json()["code"] == 50035
    assert owner.get(path).json() == {"pruned": 1}
    assert owner.get(f"{path}?days=2").json() == {"pruned": 2}
    assert owner.get(f"{path}?include_roles={role.id}").json() == {"pruned": 2}
    both = f"{path}?include_roles={role.id},{other_role.id}"
    assert owner.get(both).json() == {"pruned": 3}
    answer = owner.post(path, {"include_roles": [str(role.id)]})
    assert_documented("POST", path, 200, answer.json())
    assert answer.json() == {"pruned": 2}
    left = set(Member.objects.filter(guild=guild).values_list("user__username", flat=True))
    assert left == {"owner", "writer", "hereby", "newcomer", "kicker"}
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.MEMBER_PRUNE)
    assert entry.options == {"delete_member_days": "7", "members_removed": "2"}


def test_nobody_prunes_holders_of_roles_above_them(guild, owner) -> None:
    needed = Permissions.KICK_MEMBERS | Permissions.MANAGE_GUILD
    mod = make_member(guild, "mod", permissions=needed)
    high = make_role(guild, "high")
    boss = make_member(guild, "boss", roles=[high])
    absent_for(10, boss)
    assert prune_members(mod, guild, days=7, role_ids=[high.id]) == 0
    assert prune_members(owner, guild, days=7, role_ids=[high.id]) == 1


def test_a_prune_that_nobody_waits_for_is_the_workers(api, monkeypatch) -> None:
    from guilds import tasks

    guild = make_guild()
    gone = make_member(guild, "gone")
    absent_for(10, gone)
    asked: list[Any] = []
    monkeypatch.setattr(tasks.prune, "delay", lambda *values: asked.append(values))
    path = f"/guilds/{guild.id}/prune"
    for no in (False, "false"):
        answer = api(guild.owner).post(path, {"compute_prune_count": no})
        assert answer.json() == {"pruned": None}
    assert len(asked) == 2
    tasks.prune(*asked[0])
    assert not Member.objects.filter(guild=guild, user=gone).exists()


def test_who_is_connected_was_seen(db, monkeypatch) -> None:
    ada, bob = make_user("ada"), make_user("bob")
    monkeypatch.setattr(presence, "connected", lambda: {ada.id})
    assert record_last_seen() == 1
    ada.refresh_from_db()
    bob.refresh_from_db()
    assert ada.last_seen is not None
    assert bob.last_seen is None


def test_who_comes_back_is_known_to_have_been_here(guild, owner) -> None:
    bob = make_member(guild, "bob")
    assert Member.objects.get(guild=guild, user=bob).flags == 0
    kick_member(owner, guild, bob.id)
    make_member(guild, bob)
    assert Member.objects.get(guild=guild, user=bob).flags == MemberFlags.DID_REJOIN


def test_members_write_about_themselves_where_they_are(api) -> None:
    guild = make_guild()
    bob = make_member(guild, "bob")
    own = f"/guilds/{guild.id}/members/@me"
    assert api(bob).patch(own, {"bio": "x" * 191}).json()["code"] == 50035
    assert api(bob).patch(own, {"bio": "I bake", "nick": "Baker"}).status_code == 200
    profile = api(guild.owner).get(f"/users/{bob.id}/profile?guild_id={guild.id}").json()
    assert profile["guild_member_profile"]["bio"] == "I bake"
    assert profile["guild_member"]["nick"] == "Baker"
    stranger = make_user("stranger")
    profile = api(stranger).get(f"/users/{bob.id}/profile?guild_id={guild.id}").json()
    assert "guild_member" not in profile
    assert api(bob).patch(f"{own}/nick", {"nick": "Cook"}).json() == {"nick": "Cook"}


def test_bots_list_members_if_their_application_may_know_them(api) -> None:
    guild = make_guild()
    bot = make_bot(owner=make_user("maker"))
    make_member(guild, bot)
    path = f"/guilds/{guild.id}/members?limit=10"
    assert len(api(bot).get(path).json()) == 2
    update_application(bot.bot_application, flags=0)
    assert api(bot).get(path).json()["code"] == 50001
    found = api(bot).get(f"/guilds/{guild.id}/members/search?query=own")
    assert [member["user"]["username"] for member in found.json()] == ["owner"]


def test_a_picture_is_no_list_of_users(api) -> None:
    guild = make_guild()
    content = base64.b64decode("iVBORw0KGgo=")
    answer = api(guild.owner).request(
        "POST", invites_of(guild), files={"target_users_file": ("x.png", content, "image/png")}
    )
    assert answer.json()["code"] == 50046
