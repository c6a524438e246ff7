"""Channels and what they allow and deny."""

from __future__ import annotations

from typing import Any

import pytest

from config.kernel.errors import (
    CannotExecuteOnChannelType,
    FormError,
    MaximumChannels,
    MaximumOverwrites,
    MissingAccess,
    MissingPermissions,
    UnknownChannel,
    UnknownOverwrite,
)
from config.settings import limits
from guilds.models import AuditLogEntry, AuditLogEvent, Channel, ChannelType, Guild
from guilds.payloads import channel_payload
from guilds.permissions import ALL, Overwrite, Permissions, is_synced
from guilds.services import (
    Move,
    WantedOverwrite,
    create_channel,
    create_invite,
    delete_channel,
    delete_overwrite,
    move_channels,
    set_overwrite,
    update_channel,
)
from guilds.signals import channels_deleting
from guilds.standing import standing
from tests.builders import (
    allow,
    deny,
    make_channel,
    make_guild,
    make_member,
    make_role,
    make_user,
    overwrite,
    text_channel,
)
from tests.helpers.openapi import assert_documented

VIEW, SEND = Permissions.VIEW_CHANNEL, Permissions.SEND_MESSAGES
KEEPER = Permissions.MANAGE_CHANNELS | Permissions.MANAGE_ROLES


def pairs(channel: Channel) -> list[tuple[int, Overwrite]]:
    return [(o.target_id, Overwrite(o.allow, o.deny)) for o in channel.overwrites.all()]


def test_every_type_has_its_own_fields(api) -> None:
    guild = make_guild(make_user("owner", password=None))
    calls = api(guild.owner)
    made = {}
    for kind in (0, 2, 4, 5, 13, 15, 16):
        answer = calls.post(f"/guilds/{guild.id}/channels", {"name": "A Room", "type": kind})
        assert answer.status_code == 201, answer.text
        if kind != 16:
            assert_documented("POST", f"guilds/{guild.id}/channels", 201, answer.json())
        made[kind] = answer.json()
    assert made[0]["name"] == "a-room"
    assert made[2]["name"] == "A Room"
    assert made[2]["bitrate"] == 64_000
    assert "topic" not in made[2]
    assert "bitrate" not in made[0]
    assert made[15]["available_tags"] == []
    assert "parent_id" in made[4]
    answer = calls.post(f"/guilds/{guild.id}/channels", {"name": "dm", "type": 1})
    assert answer.json()["code"] == 50024


def test_a_new_channel_is_announced_to_who_sees_it_and_recorded(announced, guild, owner) -> None:
    announced.forget()
    channel = create_channel(owner, guild, name="New Room", topic="of the day", reason="more")
    event = announced.one("CHANNEL_CREATE")
    assert (event.topic, event.channel_id) == (f"guild:{guild.id}", channel.id)
    assert (event.data["name"], event.data["topic"]) == ("new-room", "of the day")
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.CHANNEL_CREATE)
    assert (entry.target_id, entry.reason) == (channel.id, "more")
    assert {"key": "name", "new_value": "new-room"} in entry.changes


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"name": "x", "topic": "x" * 1025},
        {"name": "x", "rate_limit_per_user": 21_601},
        {"name": "x", "type": 2, "bitrate": 7_999},
        {"name": "x", "type": 2, "user_limit": 100},
        {"name": "x", "parent_id": 1},
        {"name": "x", "position": -1},
        {"name": "x", "default_auto_archive_duration": 61},
        {"name": "x", "type": 15, "available_tags": [{"name": ""}]},
    ],
)
def test_wrong_values_create_nothing(guild, owner, values) -> None:
    with pytest.raises(FormError):
        create_channel(owner, guild, **values)
    assert guild.channels.count() == 4


def test_there_are_as_many_channels_as_the_limits_allow(guild, owner, monkeypatch) -> None:
    monkeypatch.setattr(limits, "CHANNELS_PER_CATEGORY", 2)
    category = guild.channels.get(name="Text Channels")
    create_channel(owner, guild, name="two", parent_id=category.id)
    with pytest.raises(FormError):
        create_channel(owner, guild, name="three", parent_id=category.id)
    monkeypatch.setattr(limits, "CHANNELS_PER_GUILD", 6)
    create_channel(owner, guild, name="six")
    with pytest.raises(MaximumChannels):
        create_channel(owner, guild, name="seven")


def test_a_channel_starts_synced_with_its_category_unless_told_otherwise(guild, owner) -> None:
    category = guild.channels.get(name="Text Channels")
    deny(category, guild, SEND)
    own = [WantedOverwrite(guild.id, 0, int(SEND))]
    inside, likewise, apart = (
        create_channel(
            owner, guild, name="inside", parent_id=category.id, permission_overwrites=overwrites
        )
        for overwrites in (None, [], own)
    )
    assert is_synced(pairs(inside), pairs(category))
    assert is_synced(pairs(likewise), pairs(category))  # as discord.py and its kin mean it
    assert not is_synced(pairs(apart), pairs(category))


def test_channels_come_after_those_of_their_kind(guild, owner) -> None:
    category = guild.channels.get(name="Text Channels")
    first = create_channel(owner, guild, name="one", parent_id=category.id)
    second = create_channel(owner, guild, name="two", parent_id=category.id)
    assert (first.position, second.position) == (1, 2)
    assert create_channel(owner, guild, name="More", type=4).position == 2
    assert create_channel(owner, guild, name="v", type=2, parent_id=category.id).position == 0


def test_changing_a_channel_is_announced_and_recorded(announced, guild, owner) -> None:
    channel = text_channel(guild)
    announced.forget()
    update_channel(owner, channel, {"topic": "new", "rate_limit_per_user": 5}, reason="calm")
    assert announced.one("CHANNEL_UPDATE").data["rate_limit_per_user"] == 5
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.CHANNEL_UPDATE)
    assert {"key": "topic", "new_value": "new"} in entry.changes
    assert {"key": "rate_limit_per_user", "old_value": 0, "new_value": 5} in entry.changes
    announced.forget()
    update_channel(owner, channel, {"topic": "new"})
    assert announced.names() == []


def test_only_text_and_announcements_turn_into_each_other(guild, owner) -> None:
    channel = text_channel(guild)
    assert update_channel(owner, channel, {"type": 5}).type == ChannelType.GUILD_ANNOUNCEMENT
    with pytest.raises(FormError):
        update_channel(owner, channel, {"type": 2})


def test_managing_one_channel_takes_permission_in_that_channel(guild) -> None:
    keeper = make_member(guild, "keeper", permissions=KEEPER)
    channel = make_channel(guild, "room")
    update_channel(keeper, channel, {"topic": "mine"})
    deny(channel, keeper, Permissions.MANAGE_CHANNELS)
    with pytest.raises(MissingPermissions):
        update_channel(keeper, channel, {"topic": "still mine"})
    deny(channel, keeper, VIEW)
    with pytest.raises(MissingAccess):
        delete_channel(keeper, channel)
    bob = make_member(guild, "bob")
    with pytest.raises(MissingPermissions):
        update_channel(bob, text_channel(guild), {"topic": "mine"})
    allow(text_channel(guild), bob, Permissions.MANAGE_CHANNELS)
    update_channel(bob, text_channel(guild), {"topic": "mine"})


def test_deleting_a_category_leaves_its_channels(announced, guild, owner) -> None:
    category = guild.channels.get(name="Text Channels")
    general = text_channel(guild)
    announced.forget()
    delete_channel(owner, category)
    assert Channel.objects.get(id=general.id).parent is None
    assert announced.one("CHANNEL_DELETE").data["id"] == str(category.id)
    assert announced.one("CHANNEL_UPDATE").data["parent_id"] is None


def test_deleting_a_channel_takes_threads_invites_and_references_with_it(
    announced, guild, owner
) -> None:
    general = text_channel(guild)
    thread = Channel.objects.create(
        guild=guild, parent=general, type=ChannelType.PUBLIC_THREAD, name="t", owner=owner
    )
    create_invite(owner, general)
    told = []

    def receive(sender, **about):
        told.append(set(about["channel_ids"]))

    channels_deleting.connect(receive)
    announced.forget()
    delete_channel(owner, general, reason="old")
    channels_deleting.disconnect(receive)
    assert told == [{general.id, thread.id}]
    names = announced.names()
    assert {"THREAD_DELETE", "CHANNEL_DELETE", "INVITE_DELETE", "GUILD_UPDATE"} <= set(names)
    assert Guild.objects.get(id=guild.id).system_channel_id is None
    assert not Channel.objects.filter(id__in=(general.id, thread.id)).exists()
    with pytest.raises(UnknownChannel):
        delete_channel(owner, general)


def test_the_log_names_each_permission_that_was_changed_with_the_channel(guild, owner) -> None:
    talk, role = text_channel(guild), make_role(guild, "crew")
    deny(talk, guild, SEND)

    def set_to(*wanted: WantedOverwrite, **values: object) -> list[tuple[int, str, list]]:
        AuditLogEntry.objects.all().delete()
        update_channel(owner, talk, values, permission_overwrites=wanted, reason="order")
        return [
            (e.action_type, (e.options or {}).get("id", ""), e.changes)
            for e in AuditLogEntry.objects.order_by("id")
        ]

    everyone, crew = str(guild.id), str(role.id)
    send, none = str(int(SEND)), "0"
    denied = WantedOverwrite(guild.id, 0, deny=int(SEND))
    [(action, target, changes)] = set_to(denied, WantedOverwrite(role.id, 0, allow=int(SEND)))
    assert (action, target) == (AuditLogEvent.CHANNEL_OVERWRITE_CREATE, crew)
    assert {"key": "allow", "new_value": send} in changes
    [(action, target, changes)] = set_to(denied, WantedOverwrite(role.id, 0, deny=int(SEND)))
    assert (action, target) == (AuditLogEvent.CHANNEL_OVERWRITE_UPDATE, crew)
    assert changes == [
        {"key": "allow", "old_value": send, "new_value": none},
        {"key": "deny", "old_value": none, "new_value": send},
    ]
    both = set_to(WantedOverwrite(role.id, 0, deny=int(SEND)), topic="quiet")
    assert [entry[:2] for entry in both] == [
        (AuditLogEvent.CHANNEL_UPDATE, ""),
        (AuditLogEvent.CHANNEL_OVERWRITE_DELETE, everyone),
    ]
    assert set_to(WantedOverwrite(role.id, 0, deny=int(SEND))) == []


def test_moving_channels_between_categories_can_sync_them(announced, guild, owner) -> None:
    category = guild.channels.get(name="Voice Channels")
    deny(category, guild, SEND)
    general = text_channel(guild)
    announced.forget()
    move_channels(
        owner,
        guild,
        [Move(general.id, position=3, parent_id=category.id, changes_parent=True,
              lock_permissions=True)],
    )  # fmt: skip
    general.refresh_from_db()
    assert (general.position, general.parent_id) == (3, category.id)
    assert is_synced(pairs(general), pairs(category))
    assert announced.one("CHANNEL_UPDATE").data["position"] == 3
    announced.forget()
    move_channels(owner, guild, [Move(general.id, position=3)])
    assert announced.names() == []
    with pytest.raises(UnknownChannel):
        move_channels(owner, guild, [Move(1, position=3)])
    with pytest.raises(FormError):
        move_channels(owner, guild, [Move(category.id, parent_id=category.id, changes_parent=True)])


def test_a_move_over_the_api_keeps_what_it_does_not_name(api) -> None:
    guild = make_guild(make_user("owner"))
    general = text_channel(guild)
    body: list[dict[str, Any]] = [{"id": general.id, "position": 7}]
    assert api(guild.owner).patch(f"/guilds/{guild.id}/channels", body).status_code == 204
    before = general.parent_id
    general.refresh_from_db()
    assert (general.position, general.parent_id) == (7, before)
    body = [{"id": str(general.id), "parent_id": None}]
    assert api(guild.owner).patch(f"/guilds/{guild.id}/channels", body).status_code == 204
    general.refresh_from_db()
    assert (general.position, general.parent) == (7, None)


# Overwrites


def test_an_overwrite_is_written_changed_and_deleted(announced, guild, owner) -> None:
    channel, bob = text_channel(guild), make_member(guild, "bob")
    version = Guild.objects.get(id=guild.id).permissions_version
    announced.forget()
    deny(channel, bob, SEND)
    shown = announced.one("CHANNEL_UPDATE").data["permission_overwrites"]
    assert shown == [{"id": str(bob.id), "type": 1, "allow": "0", "deny": str(int(SEND))}]
    assert SEND not in standing(guild, bob.id).in_channel(channel)
    allow(channel, bob, SEND)
    assert SEND in standing(guild, bob.id).in_channel(channel)
    delete_overwrite(owner, channel, bob.id)
    with pytest.raises(UnknownOverwrite):
        delete_overwrite(owner, channel, bob.id)
    actions = list(AuditLogEntry.objects.order_by("id").values_list("action_type", flat=True))
    assert actions == [
        AuditLogEvent.CHANNEL_OVERWRITE_CREATE,
        AuditLogEvent.CHANNEL_OVERWRITE_UPDATE,
        AuditLogEvent.CHANNEL_OVERWRITE_DELETE,
    ]
    entry = AuditLogEntry.objects.earliest("id")
    assert entry.options == {"id": str(bob.id), "type": "1"}
    assert Guild.objects.get(id=guild.id).permissions_version == version + 3


def test_nobody_allows_or_denies_what_they_do_not_have(guild, owner) -> None:
    keeper = make_member(guild, "keeper", permissions=KEEPER)
    channel = make_channel(guild, "room")

    def write(allowed: int, denied: int = 0) -> None:
        set_overwrite(keeper, channel, WantedOverwrite(guild.id, 0, int(allowed), int(denied)))

    write(SEND)
    for permission in (Permissions.BAN_MEMBERS, Permissions.MANAGE_ROLES, ALL):
        with pytest.raises(MissingPermissions):
            write(permission)
        with pytest.raises(MissingPermissions):
            write(0, permission)
    overwrite(channel, guild, deny=int(Permissions.BAN_MEMBERS))
    with pytest.raises(MissingPermissions):
        write(0)
    write(SEND, Permissions.BAN_MEMBERS)
    admin = make_member(guild, "admin", permissions=Permissions.ADMINISTRATOR)
    set_overwrite(admin, channel, WantedOverwrite(guild.id, 0, int(ALL)))


def test_roles_above_ones_own_are_not_to_be_denied(guild) -> None:
    keeper = make_member(guild, "keeper", permissions=KEEPER)
    above, channel = make_role(guild, "above"), text_channel(guild)
    wanted = WantedOverwrite(above.id, 0, 0, int(SEND))
    with pytest.raises(MissingPermissions):
        set_overwrite(keeper, channel, wanted)
    with pytest.raises(MissingPermissions):
        create_channel(keeper, guild, name="trick", permission_overwrites=[wanted])
    with pytest.raises(MissingPermissions):
        update_channel(keeper, channel, {}, permission_overwrites=[wanted])
    set_overwrite(guild.owner, channel, wanted)


def test_who_manages_channels_only_cannot_change_who_may_what(guild) -> None:
    builder = make_member(guild, "builder", permissions=Permissions.MANAGE_CHANNELS)
    channel = text_channel(guild)
    with pytest.raises(MissingPermissions):
        set_overwrite(builder, channel, WantedOverwrite(builder.id, 1, int(SEND)))
    wanted = [WantedOverwrite(builder.id, 1, int(SEND))]
    with pytest.raises(MissingPermissions):
        update_channel(builder, channel, {}, permission_overwrites=wanted)
    update_channel(builder, channel, {"topic": "x"}, permission_overwrites=[])


@pytest.mark.parametrize(("target", "kind"), [(1, 0), (1, 1), ("role", 1), ("user", 0)])
def test_an_overwrite_is_for_a_role_or_a_user_that_exists(guild, owner, target, kind) -> None:
    bob, role = make_member(guild, "bob"), make_role(guild, "role")
    target_id = {"role": role.id, "user": bob.id, 1: 1}[target]
    with pytest.raises(FormError):
        set_overwrite(owner, text_channel(guild), WantedOverwrite(target_id, kind))


def test_threads_and_the_limit_of_overwrites(guild, owner, monkeypatch) -> None:
    channel = text_channel(guild)
    thread = Channel.objects.create(guild=guild, parent=channel, type=11, name="t", owner=owner)
    with pytest.raises(CannotExecuteOnChannelType):
        set_overwrite(owner, thread, WantedOverwrite(guild.id, 0))
    monkeypatch.setattr(limits, "OVERWRITES_PER_CHANNEL", 1)
    deny(channel, guild, SEND)
    with pytest.raises(MaximumOverwrites):
        deny(channel, make_role(guild, "one"), SEND)
    deny(channel, guild, VIEW)


def test_a_thread_is_seen_by_who_sees_its_parent(guild, owner) -> None:
    channel, bob = text_channel(guild), make_member(guild, "bob")
    thread = Channel.objects.create(guild=guild, parent=channel, type=11, name="t", owner=owner)
    assert VIEW in standing(guild, bob.id).in_channel(thread)
    assert channel_payload(thread)["thread_metadata"]["archived"] is False
    deny(channel, guild, VIEW)
    assert VIEW not in standing(guild, bob.id).in_channel(thread)
