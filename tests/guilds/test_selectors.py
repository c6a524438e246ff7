"""Reads: complete, in pages that do not skip, and with a bounded number of queries."""

from __future__ import annotations

import pytest

from guilds.models import Channel
from guilds.permissions import Permissions
from guilds.selectors import (
    audit_log_page,
    bans_page,
    gateway_guild,
    guild_ids_of,
    guilds_of,
    members_by_ids,
    members_by_prefix,
    members_page,
    role_member_counts,
    visible_channels,
)
from guilds.services import ban_member, update_guild
from tests.builders import deny, make_channel, make_guild, make_member, make_role, make_user


@pytest.fixture
def crowd(guild):
    return [make_member(guild, f"user{number}") for number in range(6)]


def ids(members):
    return [member.user_id for member in members]


def test_the_gateways_guild_is_whole_and_takes_ten_queries(
    guild, owner, crowd, django_assert_num_queries
) -> None:
    role = make_role(guild, "role")
    for number in range(5):
        deny(make_channel(guild, f"room{number}"), role, Permissions.SEND_MESSAGES)
    parent = guild.channels.get(name="general")
    Channel.objects.create(guild=guild, parent=parent, type=11, name="t", owner=owner)
    Channel.objects.create(
        guild=guild, parent=parent, type=11, name="old", owner=owner, archived=True
    )
    with django_assert_num_queries(10):
        payload = gateway_guild(guild.id)
    assert payload is not None
    assert len(payload["channels"]) == 9
    assert [thread["name"] for thread in payload["threads"]] == ["t"]
    assert len(payload["members"]) == payload["member_count"] == 7
    room = next(c for c in payload["channels"] if c["name"] == "room0")
    assert room["permission_overwrites"][0]["id"] == str(role.id)
    required = (
        "id name owner_id icon splash banner description features roles emojis stickers members "
        "channels threads presences voice_states verification_level default_message_notifications "
        "explicit_content_filter mfa_level nsfw_level premium_tier preferred_locale afk_channel_id "
        "afk_timeout application_id system_channel_id system_channel_flags rules_channel_id "
        "public_updates_channel_id vanity_url_code"
    )
    assert set(required.split()) <= payload.keys()


def test_of_a_large_guild_the_members_are_left_out(guild, crowd) -> None:
    whole, trimmed = (gateway_guild(guild.id, max_members=number) for number in (7, 6))
    assert whole is not None
    assert trimmed is not None
    assert len(whole["members"]) == 7
    assert trimmed["members"] == []
    assert gateway_guild(1) is None


def test_members_come_in_pages(guild, owner, crowd, django_assert_num_queries) -> None:
    everybody = sorted([owner.id, *(user.id for user in crowd)])
    with django_assert_num_queries(1):
        first = members_page(guild.id, limit=3)
        assert [member.user.username for member in first]
    assert ids(first) == everybody[:3]
    assert ids(members_page(guild.id, limit=10, after=everybody[2])) == everybody[3:]
    assert ids(members_by_ids(guild.id, [crowd[0].id, 1])) == [crowd[0].id]


def test_members_are_found_by_the_beginning_of_any_name(guild, crowd) -> None:
    member = guild.members.get(user=crowd[0])
    member.nick = "Zoë 100%"
    member.save()
    assert ids(members_by_prefix(guild.id, "zoë", limit=5)) == [crowd[0].id]
    assert ids(members_by_prefix(guild.id, "ZOË 100%", limit=5)) == [crowd[0].id]
    assert len(members_by_prefix(guild.id, "USER", limit=4)) == 4
    assert len(members_by_prefix(guild.id, "", limit=100)) == 7
    assert members_by_prefix(guild.id, "%", limit=5) == []
    assert members_by_prefix(guild.id, "ser", limit=5) == []


def test_bans_come_in_pages_both_ways(guild, owner) -> None:
    banned = [make_user(f"bad{number}", password=None).id for number in range(5)]
    for user_id in banned:
        ban_member(owner, guild, user_id)
    assert ids(bans_page(guild.id, limit=2)) == banned[:2]
    assert ids(bans_page(guild.id, limit=2, after=banned[1])) == banned[2:4]
    assert ids(bans_page(guild.id, limit=2, before=banned[4])) == banned[2:4]
    assert bans_page(guild.id, limit=2, after=banned[4]) == []


def test_the_audit_log_comes_in_pages_and_by_whom_and_what(guild, owner) -> None:
    admin = make_member(guild, "admin", permissions=Permissions.ADMINISTRATOR)
    for number in range(4):
        update_guild(owner if number % 2 else admin, guild, {"name": f"name {number}"})
    page, users = audit_log_page(guild, reader=guild.owner, limit=2, action_type=1)
    assert [e.changes[0]["new_value"] for e in page] == ["name 3", "name 2"]
    assert {user.id for user in users} == {owner.id, admin.id}
    older, _ = audit_log_page(guild, reader=guild.owner, limit=2, action_type=1, before=page[-1].id)
    assert [e.changes[0]["new_value"] for e in older] == ["name 1", "name 0"]
    newer, _ = audit_log_page(guild, reader=guild.owner, limit=1, action_type=1, after=older[-1].id)
    assert [e.changes[0]["new_value"] for e in newer] == ["name 1"]
    assert {
        e.user_id for e in audit_log_page(guild, reader=guild.owner, limit=9, user_id=admin.id)[0]
    } == {admin.id}


def test_own_guilds_take_two_queries(owner, guild, django_assert_num_queries) -> None:
    others = [make_guild(owner, f"guild {number}") for number in range(3)]
    bob = make_user("bob", password=None)
    for found in (guild, *others):
        make_member(found, bob, permissions=Permissions.KICK_MEMBERS)
    with django_assert_num_queries(2):
        page = guilds_of(bob.id, limit=10)
    assert [found.id for found, _ in page] == [guild.id, *(g.id for g in others)]
    assert all(Permissions.KICK_MEMBERS in granted for _, granted in page)
    assert guild_ids_of(bob.id) == [guild.id, *(g.id for g in others)]


def test_visible_channels_take_four_queries(guild, django_assert_num_queries) -> None:
    bob = make_member(guild, "bob")
    for number in range(5):
        channel = make_channel(guild, f"room{number}")
        if number % 2:
            deny(channel, guild, Permissions.VIEW_CHANNEL)
    with django_assert_num_queries(4):
        seen = visible_channels(guild, bob.id)
    assert {str(c) for c in seen if str(c).startswith("room")} == {"room0", "room2", "room4"}


def test_members_are_counted_by_role(guild, crowd) -> None:
    role, unused = make_role(guild, "role"), make_role(guild, "unused")
    for user in crowd[:2]:
        guild.members.filter(user=user).update(roles=[role.id])
    assert role_member_counts(guild) == {str(role.id): 2, str(unused.id): 0}
