"""Founding, changing, leaving and deleting guilds."""

from __future__ import annotations

import pytest

from config.kernel.errors import (
    FormError,
    InvalidGuild,
    MaximumGuilds,
    MissingAccess,
    MissingPermissions,
    OwnershipCannotBeTransferredToBot,
)
from config.settings import limits
from guilds.models import AuditLogEntry, AuditLogEvent, Channel, Guild, Member
from guilds.permissions import Permissions
from guilds.services import (
    add_bot,
    create_guild,
    delete_guild,
    join_guild,
    leave_guild,
    update_guild,
)
from tests.builders import make_application, make_channel, make_guild, make_member, make_user
from tests.helpers.openapi import assert_documented


def test_a_new_guild_has_what_a_new_guild_has(api) -> None:
    ada = make_user("ada")
    answer = api(ada).post("/guilds", {"name": "  Hall "})
    assert answer.status_code == 201
    body = answer.json()
    assert (body["name"], body["owner_id"]) == ("Hall", str(ada.id))
    assert [role["name"] for role in body["roles"]] == ["@everyone"]
    assert body["roles"][0]["permissions"] == "2248473465835073"
    channels = api(ada).get(f"/guilds/{body['id']}/channels").json()
    assert {(c["name"], c["type"]) for c in channels} == {
        ("Text Channels", 4), ("Voice Channels", 4), ("general", 0), ("General", 2),
    }  # fmt: skip
    general = next(c for c in channels if c["name"] == "general")
    assert body["system_channel_id"] == general["id"]


def test_reading_a_guild_in_every_way(api) -> None:
    guild = make_guild()
    calls = api(guild.owner)
    for path in (
        f"guilds/{guild.id}",
        f"guilds/{guild.id}/channels",
        f"guilds/{guild.id}/roles",
        f"guilds/{guild.id}/roles/{guild.id}",
        f"guilds/{guild.id}/roles/member-counts",
        f"guilds/{guild.id}/members",
        f"guilds/{guild.id}/members/{guild.owner_id}",
        f"guilds/{guild.id}/bans",
        f"guilds/{guild.id}/invites",
        f"guilds/{guild.id}/audit-logs",
        f"guilds/{guild.id}/emojis",
        "users/@me/guilds",
        f"users/@me/guilds/{guild.id}/member",
    ):
        answer = calls.get(f"/{path}")
        assert answer.status_code == 200, path
        assert_documented("GET", path, 200, answer.json())
    entry = calls.get("/users/@me/guilds").json()[0]
    assert entry["permissions"] == str(sum(Permissions))
    assert entry["owner"] is True


def test_founding_announces_the_guild_to_its_owner_and_counts_them(announced, owner) -> None:
    guild = create_guild(owner, name="Hall")
    assert announced.names() == ["GUILD_CREATE", "GUILD_MEMBER_ADD"]
    assert announced.all()[0].topic == f"user:{owner.id}"
    assert announced.one("GUILD_MEMBER_ADD").data["user"]["id"] == str(owner.id)
    guild.refresh_from_db()
    assert (guild.member_count, guild.permissions_version) == (1, 1)


def test_a_name_is_neither_too_short_nor_too_long(owner) -> None:
    for name in ("x", " x ", "x" * 101):
        with pytest.raises(FormError):
            create_guild(owner, name=name)
    assert Guild.objects.count() == 0
    create_guild(owner, name="x" * 100)


def test_nobody_is_in_more_guilds_than_the_limit(owner, monkeypatch) -> None:
    monkeypatch.setattr(limits, "GUILDS_PER_USER", 2)
    other = make_guild(make_user("other", password=None))
    create_guild(owner, name="one")
    create_guild(owner, name="two")
    with pytest.raises(MaximumGuilds):
        create_guild(owner, name="three")
    with pytest.raises(MaximumGuilds):
        join_guild(owner, other)


def test_changing_a_guild_is_announced_and_recorded(announced, guild, owner) -> None:
    announced.forget()
    update_guild(owner, guild, {"name": "New", "verification_level": 2}, reason="tidying")
    assert announced.names() == ["GUILD_AUDIT_LOG_ENTRY_CREATE", "GUILD_UPDATE"]
    assert announced.one("GUILD_UPDATE").data["name"] == "New"
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.GUILD_UPDATE)
    assert (entry.user_id, entry.target_id, entry.reason) == (owner.id, guild.id, "tidying")
    assert {"key": "name", "old_value": "Hall", "new_value": "New"} in entry.changes
    assert {"key": "verification_level", "old_value": 0, "new_value": 2} in entry.changes


def test_changing_nothing_says_nothing(announced, guild, owner) -> None:
    announced.forget()
    update_guild(owner, guild, {"name": "Hall"})
    assert announced.names() == []


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"verification_level": 9},
        {"afk_timeout": 61},
        {"system_channel_id": 1},
        {"owner_id": 1},
    ],
)
def test_wrong_values_change_nothing(guild, owner, values) -> None:
    with pytest.raises(FormError):
        update_guild(owner, guild, values)
    assert not AuditLogEntry.objects.exists()


def test_the_afk_channel_is_a_voice_channel_of_the_guild(guild, owner) -> None:
    voice = guild.channels.get(type=2)
    update_guild(owner, guild, {"afk_channel_id": voice.id})
    with pytest.raises(FormError):
        update_guild(owner, guild, {"afk_channel_id": guild.channels.get(name="general").id})
    elsewhere = make_guild(make_user("eve", password=None)).channels.get(type=2)
    with pytest.raises(FormError):
        update_guild(owner, guild, {"afk_channel_id": elsewhere.id})


def test_only_the_owner_hands_the_guild_over_and_never_to_a_bot(guild, owner) -> None:
    admin = make_member(guild, "admin", permissions=Permissions.ADMINISTRATOR)
    with pytest.raises(MissingPermissions):
        update_guild(admin, guild, {"owner_id": admin.id})
    application = make_application(owner=owner)
    add_bot(owner, guild, application)
    with pytest.raises(OwnershipCannotBeTransferredToBot):
        update_guild(owner, guild, {"owner_id": application.bot_id})
    version = Guild.objects.get(id=guild.id).permissions_version
    update_guild(owner, guild, {"owner_id": admin.id})
    changed = Guild.objects.get(id=guild.id)
    assert changed.owner_id == admin.id
    assert changed.permissions_version > version
    with pytest.raises(MissingPermissions):
        delete_guild(owner, guild)


def test_the_owner_cannot_leave_but_others_can(announced, guild, owner) -> None:
    bob = make_member(guild, "bob")
    with pytest.raises(InvalidGuild):
        leave_guild(owner, guild)
    announced.forget()
    leave_guild(bob, guild)
    assert [(e.name, e.topic) for e in announced.all()] == [
        ("GUILD_DELETE", f"user:{bob.id}"),
        ("GUILD_MEMBER_REMOVE", f"guild:{guild.id}"),
    ]
    assert not Member.objects.filter(user=bob).exists()
    assert Guild.objects.get(id=guild.id).member_count == 1


def test_deleting_a_guild_deletes_what_is_in_it(announced, guild, owner) -> None:
    admin = make_member(guild, "admin", permissions=Permissions.ADMINISTRATOR)
    make_channel(guild, "more")
    with pytest.raises(MissingPermissions):
        delete_guild(admin, guild)
    with pytest.raises(MissingAccess):
        delete_guild(make_user("eve", password=None), guild)
    announced.forget()
    delete_guild(owner, guild)
    assert announced.names() == ["GUILD_DELETE"]
    assert announced.all()[0].topic == f"guild:{guild.id}"
    assert not Guild.objects.exists()
    assert not Channel.objects.exists()


def test_own_guilds_come_in_pages(api) -> None:
    ada = make_user("ada")
    guilds = [make_guild(ada, f"guild {number}") for number in range(5)]
    calls = api(ada)

    def ids(query: str) -> list[int]:
        answer = calls.get(f"/users/@me/guilds?{query}").json()
        return [guilds.index(next(g for g in guilds if str(g.id) == x["id"])) for x in answer]

    assert ids("") == [0, 1, 2, 3, 4]
    assert ids("limit=2") == [0, 1]
    assert ids(f"limit=2&after={guilds[1].id}") == [2, 3]
    assert ids(f"limit=2&before={guilds[4].id}") == [2, 3]
    assert calls.get("/users/@me/guilds?limit=201").json()["code"] == 50035
