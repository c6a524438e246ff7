"""Invites: exact under concurrency, void when they have run out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from config.kernel.errors import (
    APIError,
    BannedFromGuild,
    CannotExecuteOnChannelType,
    FormError,
    MaximumGuilds,
    MaximumInvites,
    MissingAccess,
    MissingPermissions,
    OnlyUsers,
    UnknownInvite,
)
from config.settings import limits
from guilds.models import AuditLogEntry, AuditLogEvent, Guild, Invite, Member
from guilds.permissions import Permissions
from guilds.services import (
    accept_invite,
    ban_member,
    create_invite,
    delete_invite,
    kick_member,
)
from guilds.services.invites import delete_expired_invites, find_invite
from tests.builders import (
    deny,
    make_bot,
    make_guild,
    make_member,
    make_user,
    text_channel,
)
from tests.helpers.openapi import assert_documented


@pytest.fixture
def channel(guild):
    return text_channel(guild)


@pytest.fixture
def eve(db):
    return make_user("eve", password=None)


def test_an_invite_is_announced_and_recorded(announced, guild, owner, channel) -> None:
    announced.forget()
    invite = create_invite(owner, channel, max_age=3600, max_uses=5, reason="party")
    event = announced.one("INVITE_CREATE")
    assert event.channel_id == channel.id
    assert event.data["inviter"]["id"] == str(owner.id)
    assert (event.data["max_age"], event.data["max_uses"]) == (3600, 5)
    entry = AuditLogEntry.objects.get(action_type=AuditLogEvent.INVITE_CREATE)
    assert {"key": "code", "new_value": invite.code} in entry.changes
    assert {"key": "channel_id", "new_value": str(channel.id)} in entry.changes
    assert entry.reason == "party"


def test_a_similar_invite_is_used_again_unless_it_must_be_unique(owner, channel) -> None:
    first = create_invite(owner, channel)
    assert create_invite(owner, channel).code == first.code
    assert create_invite(owner, channel, unique=True).code != first.code
    assert create_invite(owner, channel, max_uses=1).code != first.code


def test_inviting_takes_permission_in_the_channel(guild, owner, channel) -> None:
    bob = make_member(guild, "bob")
    create_invite(bob, channel)
    deny(channel, bob, Permissions.CREATE_INSTANT_INVITE)
    with pytest.raises(MissingPermissions):
        create_invite(bob, channel)
    deny(channel, bob, Permissions.VIEW_CHANNEL)
    with pytest.raises(MissingAccess):
        create_invite(bob, channel)
    with pytest.raises(CannotExecuteOnChannelType):
        create_invite(owner, guild.channels.filter(type=4).first())


@pytest.mark.parametrize("values", [{"max_age": 604_801}, {"max_age": -1}, {"max_uses": 101}])
def test_wrong_values_make_no_invite(owner, channel, values) -> None:
    with pytest.raises(FormError):
        create_invite(owner, channel, **values)


def test_there_are_as_many_invites_as_the_limit_allows(owner, channel, monkeypatch) -> None:
    monkeypatch.setattr(limits, "INVITES_PER_GUILD", 2)
    for _ in range(2):
        create_invite(owner, channel, unique=True)
    with pytest.raises(MaximumInvites):
        create_invite(owner, channel, unique=True)


def test_accepting_makes_a_member_once(announced, guild, owner, channel, eve) -> None:
    code = create_invite(owner, channel).code
    announced.forget()
    _, is_new = accept_invite(eve, code)
    assert is_new
    assert announced.names() == ["GUILD_CREATE", "GUILD_MEMBER_ADD"]
    _, is_new = accept_invite(eve, code)
    assert not is_new
    assert Invite.objects.get(code=code).uses == 1
    assert Guild.objects.get(id=guild.id).member_count == 2


def test_who_is_banned_a_bot_or_in_too_many_guilds_cannot_accept(
    guild, owner, channel, eve, monkeypatch
) -> None:
    code = create_invite(owner, channel).code
    with pytest.raises(OnlyUsers):
        accept_invite(make_bot(owner=owner), code)
    ban_member(owner, guild, eve.id)
    with pytest.raises(BannedFromGuild):
        accept_invite(eve, code)
    monkeypatch.setattr(limits, "GUILDS_PER_USER", 1)
    ida = make_user("ida", password=None)
    make_guild(ida)
    with pytest.raises(MaximumGuilds):
        accept_invite(ida, code)
    assert Invite.objects.get(code=code).uses == 0


def test_an_invite_that_has_run_out_is_unknown(announced, owner, channel, eve) -> None:
    invite = create_invite(owner, channel, max_age=60)
    assert find_invite(invite.code) == invite
    Invite.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(UnknownInvite):
        find_invite(invite.code)
    with pytest.raises(UnknownInvite):
        accept_invite(eve, invite.code)
    announced.forget()
    assert delete_expired_invites() == 1
    assert announced.one("INVITE_DELETE").data["code"] == invite.code
    assert delete_expired_invites() == 0


def test_a_temporary_invite_makes_a_temporary_member(guild, owner, channel, eve) -> None:
    accept_invite(eve, create_invite(owner, channel, temporary=True).code)
    assert Member.objects.get(user=eve).temporary


def test_revoking_is_for_who_manages_the_channel_or_the_guild(
    announced, guild, owner, channel
) -> None:
    bob = make_member(guild, "bob")
    code = create_invite(bob, channel).code
    with pytest.raises(MissingPermissions):
        delete_invite(bob, code)
    keeper = make_member(guild, "keeper", permissions=Permissions.MANAGE_CHANNELS)
    announced.forget()
    delete_invite(keeper, code)
    assert announced.one("INVITE_DELETE").data == {
        "code": code,
        "guild_id": str(guild.id),
        "channel_id": str(channel.id),
    }
    with pytest.raises(UnknownInvite):
        delete_invite(keeper, code)


def test_an_invite_with_n_uses_lets_exactly_n_in(transactional_db) -> None:
    guild = make_guild(make_user("host", password=None))
    code = create_invite(guild.owner, text_channel(guild), max_uses=3).code
    people = [make_user(f"guest{number}", password=None) for number in range(8)]

    def accept(user) -> str:
        try:
            accept_invite(user, code)
        except APIError as error:
            return type(error).__name__
        else:
            return "joined"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(accept, people))
    assert sorted(outcomes) == ["UnknownInvite"] * 5 + ["joined"] * 3
    assert Member.objects.filter(guild=guild).count() == 4
    assert Guild.objects.get(id=guild.id).member_count == 4
    assert not Invite.objects.exists()


def test_one_user_joining_many_guilds_at_once_stays_within_the_limit(
    transactional_db, monkeypatch
) -> None:
    monkeypatch.setattr(limits, "GUILDS_PER_USER", 2)
    guest = make_user("guest", password=None)
    codes = [
        create_invite(guild.owner, text_channel(guild)).code
        for guild in (make_guild(make_user(f"host{n}", password=None)) for n in range(5))
    ]

    def accept(code) -> bool:
        try:
            accept_invite(guest, code)
        except MaximumGuilds:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as threads:
        assert sum(threads.map(accept, codes)) == 2
    assert Member.objects.filter(user=guest).count() == 2


def test_the_way_of_an_invite_over_the_api(api) -> None:
    guild = make_guild(make_user("owner"))
    channel, eve = text_channel(guild), make_user("eve")
    made = api(guild.owner).post(f"/channels/{channel.id}/invites", {"max_age": 0})
    assert made.status_code == 200
    assert_documented("POST", f"channels/{channel.id}/invites", 200, made.json())
    code = made.json()["code"]
    shown = api().get(f"/invites/{code}?with_counts=true")
    assert_documented("GET", f"invites/{code}", 200, shown.json())
    assert (shown.json()["approximate_member_count"], shown.json()["expires_at"]) == (1, None)
    accepted = api(eve).post(f"/invites/{code}")
    assert (accepted.status_code, accepted.json()["new_member"]) == (200, True)
    assert accepted.json()["guild"]["id"] == str(guild.id)
    listed = api(guild.owner).get(f"/channels/{channel.id}/invites").json()
    assert [(invite["code"], invite["uses"]) for invite in listed] == [(code, 1)]
    kick_member(guild.owner, guild, eve.id)
    assert api(eve).get(f"/guilds/{guild.id}").json()["code"] == 50001
