"""Members: names, timeouts, kicks and bans, and who may do them to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import redis
from django.utils import timezone

from accounts import presence
from config.kernel.errors import (
    BannedFromGuild,
    FailedToBanUsers,
    FormError,
    MissingPermissions,
    TargetNotInVoice,
    UnknownBan,
    UnknownMember,
    UnknownUser,
)
from guilds.models import AuditLogEntry, AuditLogEvent, Ban, Guild, Member, Role
from guilds.permissions import Permissions
from guilds.services import (
    Operator,
    add_bot,
    ban_member,
    ban_members,
    join_guild,
    kick_member,
    unban,
    update_member,
    update_own_member,
)
from guilds.services.upkeep import dismiss_temporary_members, end_timeouts
from guilds.signals import member_banned
from guilds.standing import standing
from tests.builders import make_application, make_guild, make_member, make_role, make_user

MODERATOR = (
    Permissions.KICK_MEMBERS
    | Permissions.BAN_MEMBERS
    | Permissions.MODERATE_MEMBERS
    | Permissions.MANAGE_NICKNAMES
)


@pytest.fixture
def moderator(guild):
    return make_member(guild, "moderator", permissions=MODERATOR)


@pytest.fixture
def bob(guild):
    return make_member(guild, "bob")


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


ACTS = {
    "kick": lambda actor, guild, target: kick_member(actor, guild, target.id),
    "ban": lambda actor, guild, target: ban_member(actor, guild, target.id),
    "nick": lambda actor, guild, target: update_member(actor, guild, target.id, {"nick": "x"}),
    "timeout": lambda actor, guild, target: update_member(
        actor, guild, target.id, {"communication_disabled_until": in_an_hour()}
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_moderator_acts_on_those_below_and_on_nobody_else(guild, owner, moderator, act) -> None:
    shared = Role.objects.get(name="moderator's role")
    equal = make_member(guild, "equal", roles=[shared])
    above = make_member(guild, "above", roles=[make_role(guild, "above")])
    below = make_member(guild, "below", roles=[])
    for target in (owner, equal, above):
        with pytest.raises(MissingPermissions):
            ACTS[act](moderator, guild, target)
    ACTS[act](moderator, guild, below)


@pytest.mark.parametrize("act", ["kick", "ban", "timeout"])
def test_nobody_removes_or_silences_themselves(guild, owner, moderator, act) -> None:
    for user in (moderator, owner):
        with pytest.raises(MissingPermissions):
            ACTS[act](user, guild, user)


def test_a_kick_removes_and_may_be_followed_by_joining_again(announced, guild, owner, bob) -> None:
    announced.forget()
    kick_member(owner, guild, bob.id, reason="rude")
    assert [(e.name, e.topic.split(":")[0]) for e in announced.all()] == [
        ("GUILD_DELETE", "user"),
        ("GUILD_MEMBER_REMOVE", "guild"),
        ("GUILD_AUDIT_LOG_ENTRY_CREATE", "guild"),
    ]
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.MEMBER_KICK)
    assert (entry.user_id, entry.target_id, entry.reason) == (owner.id, bob.id, "rude")
    with pytest.raises(UnknownMember):
        kick_member(owner, guild, bob.id)
    join_guild(bob, guild)
    assert Guild.objects.get(id=guild.id).member_count == 2


def test_a_ban_keeps_out_until_it_is_lifted(announced, guild, owner, bob) -> None:
    heard = []

    def receive(sender, **told):
        heard.append((told["user"], told["delete_message_seconds"]))

    member_banned.connect(receive)
    try:
        announced.forget()
        ban_member(owner, guild, bob.id, delete_message_seconds=3600, reason="spam")
        ban_member(owner, guild, bob.id)
    finally:
        member_banned.disconnect(receive)
    assert heard == [(bob, 3600)]
    assert announced.names() == [
        "GUILD_DELETE",
        "GUILD_MEMBER_REMOVE",
        "GUILD_AUDIT_LOG_ENTRY_CREATE",
        "GUILD_BAN_ADD",
    ]
    assert Ban.objects.get().reason == "spam"
    with pytest.raises(BannedFromGuild):
        join_guild(bob, guild)
    announced.forget()
    unban(owner, guild, bob.id)
    assert announced.names() == ["GUILD_AUDIT_LOG_ENTRY_CREATE", "GUILD_BAN_REMOVE"]
    with pytest.raises(UnknownBan):
        unban(owner, guild, bob.id)
    join_guild(bob, guild)


def test_who_never_was_here_can_be_banned_but_not_who_does_not_exist(guild, owner) -> None:
    eve = make_user("eve", password=None)
    ban_member(owner, guild, eve.id)
    with pytest.raises(BannedFromGuild):
        join_guild(eve, guild)
    with pytest.raises(UnknownUser):
        ban_member(owner, guild, 1)
    with pytest.raises(FormError):
        ban_member(owner, guild, eve.id, delete_message_seconds=604_801)


def test_banning_many_says_who_could_not_be(guild, moderator, owner, bob) -> None:
    carol = make_member(guild, "carol")
    with pytest.raises(MissingPermissions):
        ban_members(moderator, guild, [bob.id])
    banned, failed = ban_members(owner, guild, [bob.id, carol.id, bob.id, owner.id, 1])
    assert (banned, failed) == ([bob.id, carol.id], [owner.id, 1])
    with pytest.raises(FailedToBanUsers):
        ban_members(owner, guild, [bob.id])


def test_a_timeout_silences_and_ends(announced, guild, owner, bob) -> None:
    update_member(owner, guild, bob.id, {"communication_disabled_until": in_an_hour()})
    assert Permissions.SEND_MESSAGES not in standing(guild, bob.id).permissions
    assert Permissions.VIEW_CHANNEL in standing(guild, bob.id).permissions
    assert end_timeouts() == 0
    past = timezone.now() - timedelta(seconds=1)
    Member.objects.filter(user=bob).update(communication_disabled_until=past)
    assert Permissions.SEND_MESSAGES in standing(guild, bob.id).permissions
    announced.forget()
    assert end_timeouts() == 1
    event = announced.one("GUILD_MEMBER_UPDATE")
    assert event.data["communication_disabled_until"] is None
    assert end_timeouts() == 0


def test_a_timeout_is_no_longer_than_28_days_and_spares_administrators(guild, owner) -> None:
    bob = make_member(guild, "bob")
    too_long = timezone.now() + timedelta(days=29)
    with pytest.raises(FormError):
        update_member(owner, guild, bob.id, {"communication_disabled_until": too_long})
    admin = make_member(guild, "admin", permissions=Permissions.ADMINISTRATOR)
    with pytest.raises(MissingPermissions):
        update_member(owner, guild, admin.id, {"communication_disabled_until": in_an_hour()})


def test_a_nickname_is_ones_own_as_far_as_permitted(announced, guild, owner, bob) -> None:
    announced.forget()
    member = update_own_member(bob, guild, bob.id, {"nick": "  Bobby "})
    assert member.nick == "Bobby"
    assert announced.one("GUILD_MEMBER_UPDATE").data["nick"] == "Bobby"
    with pytest.raises(FormError):
        update_own_member(bob, guild, bob.id, {"nick": "x" * 33})
    everyone = Role.objects.get(id=guild.id)
    everyone.permissions &= ~int(Permissions.CHANGE_NICKNAME)
    everyone.save()
    with pytest.raises(MissingPermissions):
        update_own_member(bob, guild, bob.id, {"nick": "again"})


def test_each_field_needs_its_permission(guild, bob) -> None:
    carol = make_member(guild, "carol", permissions=Permissions.MUTE_MEMBERS)
    with pytest.raises(TargetNotInVoice):  # she may, but bob is not in voice
        update_member(carol, guild, bob.id, {"mute": True})
    several: tuple[dict[str, Any], ...] = (
        {"deaf": True},
        {"nick": "x"},
        {"roles": []},
        {"flags": 4},
        {"channel_id": None},
    )
    for values in several:
        with pytest.raises(MissingPermissions):
            update_member(carol, guild, bob.id, values)


def test_only_the_flag_of_moderators_can_be_set(guild, owner, bob) -> None:
    assert update_member(owner, guild, bob.id, {"flags": 0b1111}).flags == 0b100


def test_who_is_not_in_voice_cannot_be_moved(guild, owner, bob) -> None:
    with pytest.raises(TargetNotInVoice):
        update_member(owner, guild, bob.id, {"channel_id": None})


def test_a_bot_that_goes_takes_its_role_with_it(announced, guild, owner) -> None:
    application = make_application(owner=owner)
    bot = add_bot(owner, guild, application, int(Permissions.KICK_MEMBERS)).user
    assert Role.objects.filter(bot_id=bot.id).exists()
    announced.forget()
    kick_member(owner, guild, bot.id)
    assert not Role.objects.filter(bot_id=bot.id).exists()
    assert announced.one("GUILD_ROLE_DELETE")


def test_a_bot_gets_no_more_than_who_lets_it_in_has(guild, owner) -> None:
    helper = make_member(guild, "helper", permissions=Permissions.MANAGE_GUILD)
    application = make_application(owner=owner)
    add_bot(helper, guild, application, int(Permissions.ADMINISTRATOR | Permissions.MANAGE_GUILD))
    role = Role.objects.get(bot_id=application.bot_id)
    assert role.permissions == Permissions.MANAGE_GUILD
    add_bot(owner, guild, application, int(Permissions.ADMINISTRATOR))
    role.refresh_from_db()
    assert role.permissions == Permissions.ADMINISTRATOR
    add_bot(helper, guild, application, 0)
    role.refresh_from_db()
    assert role.permissions == Permissions.ADMINISTRATOR, "helper cannot take what they lack"


def test_staff_of_the_instance_stands_above_every_hierarchy(guild, bob) -> None:
    staff = make_user("staff", password=None, is_staff=True)
    kick_member(Operator(staff), guild, bob.id, reason="abuse report")
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.MEMBER_KICK)
    assert (entry.user_id, entry.reason) == (staff.id, "abuse report")
    with pytest.raises(MissingPermissions):
        kick_member(Operator(staff), guild, guild.owner_id)


def test_who_came_for_a_while_goes_when_offline_without_a_role(guild, owner, monkeypatch) -> None:
    eve, ida, old = (make_user(name, password=None) for name in ("eve", "ida", "old"))
    for user in (eve, ida):
        join_guild(user, guild, temporary=True)
    join_guild(old, guild)
    assert dismiss_temporary_members() == 0, "they have just come"
    role = make_role(guild, "friend")
    update_member(owner, guild, ida.id, {"roles": [role.id]})
    Member.objects.update(joined_at=timezone.now() - timedelta(hours=1))
    presence.client().hset(f"{presence.KEY}{eve.id}", "session", "{}")
    assert dismiss_temporary_members() == 0, "eve is connected"
    presence.client().delete(f"{presence.KEY}{eve.id}")
    with monkeypatch.context() as away:
        away.setattr(presence, "client", lambda: redis.Redis(port=1))
        assert dismiss_temporary_members() == 0, "nobody knows who is there"
    assert dismiss_temporary_members() == 1
    left = set(Member.objects.filter(guild=guild).values_list("user__username", flat=True))
    assert left == {"owner", "ida", "old"}


def test_a_changed_profile_is_told_to_every_guild(announced, guild, bob) -> None:
    from accounts.services.users import update_profile

    other = make_guild(make_user("other", password=None))
    join_guild(bob, other)
    announced.forget()
    update_profile(bob, global_name="Robert")
    told = [e for e in announced.all() if e.name == "GUILD_MEMBER_UPDATE"]
    assert {e.topic for e in told} == {f"guild:{guild.id}", f"guild:{other.id}"}
    assert all(e.data["user"]["global_name"] == "Robert" for e in told)
