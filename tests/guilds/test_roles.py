"""Roles: creating, changing, ordering; nobody rises above themselves."""

from __future__ import annotations

import pytest

from config.kernel.errors import (
    FormError,
    InvalidRole,
    MaximumRoles,
    MissingPermissions,
    UnknownRole,
)
from config.settings import limits
from guilds.models import AuditLogEntry, AuditLogEvent, Guild, Member, PermissionOverwrite, Role
from guilds.permissions import ALL, DEFAULT_EVERYONE, Permissions
from guilds.services import (
    add_bot,
    add_member_role,
    create_role,
    delete_role,
    move_roles,
    remove_member_role,
    update_role,
)
from tests.builders import deny, make_application, make_member, make_role, text_channel

MANAGE = Permissions.MANAGE_ROLES


@pytest.fixture
def ranks(guild):
    """Return roles from low to high: low, mine (which manages roles), high."""
    return [make_role(guild, "low"), make_role(guild, "mine", MANAGE), make_role(guild, "high")]


@pytest.fixture
def manager(guild, ranks):
    return make_member(guild, "manager", roles=[ranks[1]])


def version(guild: Guild) -> int:
    return Guild.objects.get(id=guild.id).permissions_version


def test_a_new_role_has_what_everyone_has_and_is_recorded(announced, guild, owner) -> None:
    announced.forget()
    before = version(guild)
    role = create_role(owner, guild, reason="why not")
    usual = int(DEFAULT_EVERYONE & ALL)
    assert (role.name, role.permissions, role.position) == ("new role", usual, 1)
    assert announced.names() == ["GUILD_AUDIT_LOG_ENTRY_CREATE", "GUILD_ROLE_CREATE"]
    assert announced.one("GUILD_ROLE_CREATE").data["role"]["colors"]["primary_color"] == 0
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.ROLE_CREATE)
    assert (entry.target_id, entry.reason) == (role.id, "why not")
    assert {"key": "permissions", "new_value": str(usual)} in entry.changes
    assert version(guild) > before


def test_nobody_gives_a_role_what_they_do_not_have(guild, owner, manager, ranks) -> None:
    ban = int(Permissions.BAN_MEMBERS)
    with pytest.raises(MissingPermissions):
        create_role(manager, guild, permissions=ban)
    with pytest.raises(MissingPermissions):
        update_role(manager, ranks[0], {"permissions": ban})
    update_role(owner, ranks[0], {"permissions": ban})
    with pytest.raises(MissingPermissions):
        update_role(manager, ranks[0], {"permissions": 0})
    update_role(manager, ranks[0], {"permissions": ban | int(Permissions.SEND_MESSAGES)})


def test_without_permissions_of_their_own_a_new_role_has_no_more_than_its_maker(
    guild, owner
) -> None:
    helper = make_member(guild, "helper", permissions=MANAGE)
    update_role(
        owner, Role.objects.get(id=guild.id), {"permissions": int(Permissions.VIEW_CHANNEL)}
    )
    role = create_role(helper, guild)
    assert role.permissions == int(Permissions.VIEW_CHANNEL)


def test_roles_at_and_above_ones_own_cannot_be_touched(guild, manager, ranks) -> None:
    bob = make_member(guild, "bob")
    for role in ranks[1:]:
        with pytest.raises(MissingPermissions):
            update_role(manager, role, {"name": "mine now"})
        with pytest.raises(MissingPermissions):
            delete_role(manager, role)
        with pytest.raises(MissingPermissions):
            add_member_role(manager, guild, bob.id, role.id)
    update_role(manager, ranks[0], {"name": "lower"})
    add_member_role(manager, guild, manager.id, ranks[0].id)
    delete_role(manager, ranks[0])


def test_an_administrator_touches_what_is_below_them_only(guild, ranks) -> None:
    role = make_role(guild, "admins", Permissions.ADMINISTRATOR)
    admin = make_member(guild, "admin", roles=[role])
    update_role(admin, ranks[2], {"permissions": int(ALL)})
    with pytest.raises(MissingPermissions):
        update_role(admin, role, {"name": "x"})


@pytest.mark.parametrize(
    "values", [{"name": " "}, {"name": "x" * 101}, {"color": 0x1000000}, {"color": -1}]
)
def test_wrong_values_are_refused(guild, owner, values) -> None:
    with pytest.raises(FormError):
        create_role(owner, guild, **values)
    assert guild.roles.count() == 1


def test_bits_without_a_meaning_are_not_kept(guild, owner) -> None:
    assert create_role(owner, guild, permissions=1 << 62 | 1).permissions == 1


def test_there_are_as_many_roles_as_the_limit_allows(guild, owner, monkeypatch) -> None:
    monkeypatch.setattr(limits, "ROLES_PER_GUILD", 3)
    create_role(owner, guild)
    create_role(owner, guild)
    with pytest.raises(MaximumRoles):
        create_role(owner, guild)


def test_everyone_keeps_its_name_and_cannot_be_deleted_or_given(guild, owner) -> None:
    everyone = Role.objects.get(id=guild.id)
    changed = update_role(owner, everyone, {"name": "all", "hoist": True, "permissions": 1024})
    assert (changed.name, changed.hoist, changed.permissions) == ("@everyone", False, 1024)
    with pytest.raises(InvalidRole):
        delete_role(owner, everyone)
    with pytest.raises(InvalidRole):
        add_member_role(owner, guild, owner.id, guild.id)


def test_everyone_is_below_whoever_manages_roles(guild, manager) -> None:
    everyone = Role.objects.get(id=guild.id)
    update_role(manager, everyone, {"permissions": int(DEFAULT_EVERYONE | MANAGE)})


def test_moving_roles_renumbers_and_announces_what_moved(announced, guild, owner, ranks) -> None:
    low, _, high = ranks
    announced.forget()
    order = move_roles(owner, guild, [(low.id, 3), (high.id, 1)])
    assert [role.name for role in order] == ["@everyone", "high", "mine", "low"]
    assert [role.position for role in order] == [0, 1, 2, 3]
    moved = [e.data["role"]["name"] for e in announced.all() if e.name == "GUILD_ROLE_UPDATE"]
    assert set(moved) == {"high", "low"}


def test_nobody_moves_a_role_past_their_own(guild, manager, ranks) -> None:
    low, mine, high = ranks
    extra = create_role(guild.owner, guild, name="extra")
    for wanted in ([(low.id, 3)], [(high.id, 1)], [(mine.id, 1)], [(low.id, 9)]):
        with pytest.raises(MissingPermissions):
            move_roles(manager, guild, wanted)
    assert list(guild.roles.order_by("position", "-id").values_list("name", flat=True))[-2:] == [
        "mine",
        "high",
    ]
    move_roles(manager, guild, [(extra.id, 2), (low.id, 1)])
    with pytest.raises(UnknownRole):
        move_roles(manager, guild, [(1, 1)])


def test_the_numbers_of_higher_roles_may_change_if_their_order_does_not(
    guild, manager, ranks
) -> None:
    low, mine, high = ranks
    extra = create_role(guild.owner, guild, name="extra")
    everyone = (guild.id, 0)
    order = [everyone, (extra.id, 1), (low.id, 2), (mine.id, 3), (high.id, 4)]
    move_roles(manager, guild, order)
    names = list(guild.roles.order_by("position").values_list("name", flat=True))
    assert names == ["@everyone", "extra", "low", "mine", "high"]


def test_a_deleted_role_is_gone_from_everything(announced, guild, owner) -> None:
    role = make_role(guild, "gone")
    bob = make_member(guild, "bob", roles=[role])
    deny(text_channel(guild), role, Permissions.SEND_MESSAGES)
    announced.forget()
    delete_role(owner, role)
    assert Member.objects.get(user=bob).roles == []
    assert not PermissionOverwrite.objects.filter(target_id=role.id).exists()
    assert announced.one("GUILD_ROLE_DELETE").data == {
        "guild_id": str(guild.id),
        "role_id": str(role.id),
    }
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.ROLE_DELETE)
    assert {"key": "name", "old_value": "gone"} in entry.changes


def test_giving_and_taking_a_role_says_which(announced, guild, owner) -> None:
    role = make_role(guild, "friend")
    bob = make_member(guild, "bob")
    announced.forget()
    add_member_role(owner, guild, bob.id, role.id, reason="nice")
    assert announced.one("GUILD_MEMBER_UPDATE").data["roles"] == [str(role.id)]
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.MEMBER_ROLE_UPDATE)
    assert entry.changes == [{"key": "$add", "new_value": [{"id": str(role.id), "name": "friend"}]}]
    assert (entry.target_id, entry.reason) == (bob.id, "nice")
    announced.forget()
    add_member_role(owner, guild, bob.id, role.id)
    assert announced.names() == []
    remove_member_role(owner, guild, bob.id, role.id)
    assert announced.one("GUILD_MEMBER_UPDATE").data["roles"] == []


def test_a_bots_own_role_belongs_to_the_bot_alone(guild, owner) -> None:
    application = make_application(owner=owner)
    member = add_bot(owner, guild, application, int(Permissions.KICK_MEMBERS))
    role = Role.objects.get(bot_id=application.bot_id)
    assert member.roles == [role.id]
    bob = make_member(guild, "bob")
    with pytest.raises(InvalidRole):
        add_member_role(owner, guild, bob.id, role.id)
    with pytest.raises(InvalidRole):
        remove_member_role(owner, guild, application.bot_id, role.id)
    with pytest.raises(InvalidRole):
        delete_role(owner, role)
