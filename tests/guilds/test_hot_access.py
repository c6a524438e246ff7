"""Permissions from memory: never wrong to refuse, and to allow only for the version they name."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.kernel import aio
from config.kernel.errors import APIError, MissingAccess, MissingPermissions, UnknownChannel
from guilds import hot
from guilds.access import access_channel, hot_access, permissions_in
from guilds.models import Channel, Guild, Member, Role
from guilds.permissions import DIRECT_CHANNEL, Permissions
from guilds.services import kick_member, leave_guild, update_role
from tests.builders import (
    allow,
    deny,
    make_channel,
    make_guild,
    make_member,
    make_role,
    make_user,
    text_channel,
)

SEND, VIEW = Permissions.SEND_MESSAGES, Permissions.VIEW_CHANNEL


@pytest.fixture
def hall(transactional_db) -> Guild:
    return make_guild(make_user("owner", password=None))


def ask(user: Any, channel: Any, needed: int = VIEW, **options: Any) -> Any:
    return aio.run(hot_access(user.id, channel.id, needed, **options))


def refused(user: Any, channel: Any, needed: int = VIEW, **options: Any) -> type[APIError]:
    with pytest.raises(APIError) as raised:
        ask(user, channel, needed, **options)
    return type(raised.value)


def test_it_says_what_a_sender_needs(hall) -> None:
    role = make_role(hall, "friends", mentionable=True)
    bob = make_member(hall, "bob", roles=[role])
    channel = make_channel(hall, "room", rate_limit_per_user=5)
    access = ask(bob, channel, SEND)
    hall.refresh_from_db()
    assert access.permissions == permissions_in(bob, channel)
    assert access.permissions_version == hall.permissions_version
    assert (access.guild_id, access.channel_type, access.rate_limit_per_user) == (hall.id, 0, 5)
    assert access.member["roles"] == [str(role.id)]
    assert "user" not in access.member
    assert access.role_ids == {hall.id, role.id}
    assert access.mentionable_roles == {role.id}


def test_it_refuses_as_the_slow_way_does(hall) -> None:
    bob, eve = make_member(hall, "bob"), make_user("eve", password=None)
    channel = make_channel(hall, "room")
    assert ask(bob, channel, SEND)
    assert refused(eve, channel) is MissingAccess
    assert refused(bob, channel, Permissions.BAN_MEMBERS) is MissingPermissions
    deny(channel, hall, VIEW)
    assert refused(bob, channel, fresh=True) is MissingAccess
    with pytest.raises(UnknownChannel):
        aio.run(hot_access(bob.id, 1))


def test_what_was_granted_a_moment_ago_is_never_refused(hall) -> None:
    bob, channel = make_member(hall, "bob"), make_channel(hall, "room")
    deny(channel, hall, SEND)
    assert refused(bob, channel, SEND) is MissingPermissions
    # As if the change came through another process: this one is not told.
    kept = dict(hot._snapshots)
    allow(channel, bob, SEND)
    hot._snapshots.update(kept)
    assert ask(bob, channel, SEND)
    eve = make_user("eve", password=None)
    assert refused(eve, channel) is MissingAccess
    kept = dict(hot._snapshots)
    make_member(hall, eve)
    hot._snapshots.update(kept)
    assert ask(eve, channel)


def test_a_stale_snapshot_names_its_version_and_fresh_looks_again(hall) -> None:
    bob, channel = make_member(hall, "bob"), make_channel(hall, "room")
    before = ask(bob, channel, SEND)
    kept = dict(hot._snapshots)
    kick_member(hall.owner, hall, bob.id)
    hot._snapshots.update(kept)
    stale = ask(bob, channel, SEND)
    hall.refresh_from_db()
    assert stale.permissions_version == before.permissions_version != hall.permissions_version
    assert refused(bob, channel, SEND, fresh=True) is MissingAccess
    assert refused(bob, channel, SEND) is MissingAccess


@pytest.mark.parametrize("change", ["kick", "leave", "role", "overwrite", "timeout", "owner"])
def test_every_revocation_raises_the_version(hall, change) -> None:
    role = make_role(hall, "senders", SEND)
    update_role(hall.owner, Role.objects.get(id=hall.id), {"permissions": int(VIEW)})
    bob = make_member(hall, "bob", roles=[role])
    channel = make_channel(hall, "room")
    before = ask(bob, channel, SEND).permissions_version
    if change == "kick":
        kick_member(hall.owner, hall, bob.id)
    elif change == "leave":
        leave_guild(bob, hall)
    elif change == "role":
        update_role(hall.owner, role, {"permissions": 0})
    elif change == "overwrite":
        deny(channel, bob, SEND)
    elif change == "timeout":
        from guilds.services import update_member

        until = timezone.now() + timedelta(minutes=1)
        update_member(hall.owner, hall, bob.id, {"communication_disabled_until": until})
    else:
        from guilds.services import update_guild

        update_guild(hall.owner, hall, {"owner_id": bob.id})
    assert Guild.objects.get(id=hall.id).permissions_version > before
    if change != "owner":
        assert refused(bob, channel, SEND, fresh=True) in (MissingAccess, MissingPermissions)


def test_a_timeout_ends_without_anybody_saying_so(hall) -> None:
    bob, channel = make_member(hall, "bob"), make_channel(hall, "room")
    until = timezone.now() + timedelta(seconds=0.3)
    Member.objects.filter(user=bob).update(communication_disabled_until=until)
    assert refused(bob, channel, SEND) is MissingPermissions
    assert ask(bob, channel, VIEW)
    while timezone.now() <= until:
        pass
    assert ask(bob, channel, SEND)


def test_a_thread_has_its_parents_permissions(hall) -> None:
    bob, channel = make_member(hall, "bob"), make_channel(hall, "room")
    thread = Channel.objects.create(guild=hall, parent=channel, type=11, name="t", owner=hall.owner)
    private = Channel.objects.create(
        guild=hall, parent=channel, type=12, name="p", owner=hall.owner
    )
    assert ask(bob, thread, SEND).channel_type == 11
    assert refused(bob, private) is MissingAccess
    assert ask(hall.owner, private)
    deny(channel, hall, Permissions.SEND_MESSAGES_IN_THREADS)
    assert refused(bob, thread, SEND) is MissingPermissions


def test_a_direct_channel_is_for_those_in_it(hall) -> None:
    from messaging.models import Recipient

    ada, bob, eve = (make_user(name, password=None) for name in ("ada", "bob", "eve"))
    channel = Channel.objects.create(type=1)
    for user in (ada, bob):
        Recipient.objects.create(channel=channel, user=user)
    access = ask(ada, channel, SEND)
    assert (access.guild_id, access.permissions_version) == (None, 0)
    assert access.permissions == DIRECT_CHANNEL
    assert set(access.recipients) == {ada.id, bob.id}
    assert refused(eve, channel) is MissingAccess
    assert access_channel(ada, channel.id, SEND) == channel
    with pytest.raises(MissingAccess):
        access_channel(eve, channel.id)


def test_a_guild_that_many_ask_for_at_once_is_read_a_few_times(hall, monkeypatch) -> None:
    people = [make_member(hall, f"user{number}") for number in range(10)]
    channel = text_channel(hall)
    reads = 0
    from guilds.snapshots import read_guild

    async def counted(guild_id: int) -> Any:
        nonlocal reads
        reads += 1
        return await read_guild(guild_id)

    monkeypatch.setattr(hot, "read_guild", counted)

    async def rush() -> None:
        await asyncio.gather(*(hot_access(user.id, channel.id, SEND) for user in people * 5))

    aio.run(rush())
    assert 1 <= reads <= 3
    aio.run(rush())
    assert reads <= 3


ROLE_BITS = st.integers(0, (1 << 53) - 1).map(lambda n: n & ~8 if n % 5 else n)


@settings(
    max_examples=40, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(data=st.data())
def test_memory_and_database_agree_on_random_guilds(hall, data) -> None:
    """Whatever roles and overwrites there are, both ways compute the same."""
    roles = list(hall.roles.exclude(id=hall.id))
    while len(roles) < 3:
        roles.append(Role.objects.create(guild=hall, name="r", position=1))
    bob = Member.objects.filter(guild=hall).exclude(user=hall.owner).select_related("user").first()
    member = bob or Member.objects.get(user=make_member(hall, "bob"), guild=hall)
    for role in (*roles, Role.objects.get(id=hall.id)):
        Role.objects.filter(id=role.id).update(permissions=data.draw(ROLE_BITS))
    held = data.draw(st.lists(st.sampled_from([r.id for r in roles]), unique=True))
    Member.objects.filter(id=member.id).update(roles=held)
    channel = text_channel(hall) if data.draw(st.booleans()) else hall.channels.get(type=2)
    channel.overwrites.all().delete()
    targets = [(r.id, 0) for r in roles] + [(hall.id, 0), (member.user_id, 1)]
    for target, kind in data.draw(st.lists(st.sampled_from(targets), unique=True)):
        channel.overwrites.create(
            target_id=target, type=kind, allow=data.draw(ROLE_BITS), deny=data.draw(ROLE_BITS)
        )
    hot.forget_everything()
    slow = permissions_in(member.user, Channel.objects.get(id=channel.id))
    if VIEW in slow:
        assert ask(member.user, channel).permissions == int(slow)
    else:
        assert refused(member.user, channel) is MissingAccess
