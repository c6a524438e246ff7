"""Founding, changing, leaving and deleting guilds."""

from __future__ import annotations

import pytest

from guilds.models import AuditLogEntry, AuditLogEvent, Guild, Member
from guilds.permissions import Permissions
from tests.builders import make_guild, make_member, make_user, text_channel
from tests.helpers.openapi import assert_documented


def test_a_new_guild_has_what_a_new_guild_has(api) -> None:
    ada = make_user("ada")
    answer = api(ada).post("/guilds", {"name": "Hall"})
    assert answer.status_code == 201
    body = answer.json()
    assert body["owner_id"] == str(ada.id)
    assert [role["name"] for role in body["roles"]] == ["@everyone"]
    assert body["roles"][0]["permissions"] == "2248473465835073"
    channels = api(ada).get(f"/guilds/{body['id']}/channels").json()
    assert {(c["name"], c["type"]) for c in channels} == {
        ("Text Channels", 4), ("Voice Channels", 4), ("general", 0), ("General", 2),
    }  # fmt: skip
    general = next(c for c in channels if c["name"] == "general")
    assert body["system_channel_id"] == general["id"]


def test_reading_a_guild(api) -> None:
    guild = make_guild()
    answer = api(guild.owner).get(f"/guilds/{guild.id}")
    assert answer.status_code == 200
    assert_documented("GET", f"guilds/{guild.id}", 200, answer.json())
    listed = api(guild.owner).get("/users/@me/guilds")
    assert_documented("GET", "users/@me/guilds", 200, listed.json())
    assert listed.json()[0]["permissions"] == str(sum(Permissions))
