"""Permission arithmetic, against a reference that is slow and follows the documentation's prose."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guilds.permissions import (
    ALL,
    DEFAULT_EVERYONE,
    NONE,
    TIMED_OUT,
    UNTOUCHED,
    Overwrite,
    Permissions,
    base_permissions,
    channel_permissions,
    is_synced,
    merge,
)

EVERYONE = 0  # the id of @everyone in these guilds


@dataclass
class World:
    """A guild with one member and one channel, as loose facts."""

    owner: bool
    roles: dict[int, set[str]]  # every role of the guild, @everyone among them
    member_roles: list[int]
    overwrites: list[tuple[str, int, set[str], set[str]]] = field(default_factory=list)
    member_id: int = 1_000
    timed_out: bool = False
    thread: bool = False
    voice: bool = False


def reference(world: World) -> set[str]:
    """Follow the documentation's prose, sentence by sentence, with names instead of bits."""
    names = {permission.name or "" for permission in Permissions}
    if world.owner:
        return names
    granted: set[str] = set(world.roles[EVERYONE])
    for role in world.member_roles:
        granted = granted.union(world.roles[role])
    if "ADMINISTRATOR" in granted:
        return names
    for kind, target, allow, deny in world.overwrites:
        if kind == "role" and target == EVERYONE:
            granted = {name for name in granted if name not in deny}.union(allow)
    denied_to_roles: set[str] = set()
    allowed_to_roles: set[str] = set()
    for kind, target, allow, deny in world.overwrites:
        if kind == "role" and target != EVERYONE and target in world.member_roles:
            denied_to_roles.update(deny)
            allowed_to_roles.update(allow)
    granted = {name for name in granted if name not in denied_to_roles}.union(allowed_to_roles)
    for kind, target, allow, deny in world.overwrites:
        if kind == "member" and target == world.member_id:
            granted = {name for name in granted if name not in deny}.union(allow)
    granted.discard("ADMINISTRATOR")
    if world.timed_out:
        granted = granted.intersection({"VIEW_CHANNEL", "READ_MESSAGE_HISTORY"})
    if "VIEW_CHANNEL" not in granted:
        return set()
    if world.thread:
        granted.discard("SEND_MESSAGES")
        if "SEND_MESSAGES_IN_THREADS" in granted:
            granted.add("SEND_MESSAGES")
    if "SEND_MESSAGES" not in granted:
        for name in ("MENTION_EVERYONE", "SEND_TTS_MESSAGES", "ATTACH_FILES", "EMBED_LINKS"):
            granted.discard(name)
    if world.voice and "CONNECT" not in granted:
        for name in [
            "PRIORITY_SPEAKER",
            "STREAM",
            "SPEAK",
            "MUTE_MEMBERS",
            "DEAFEN_MEMBERS",
            "MOVE_MEMBERS",
            "USE_VAD",
            "REQUEST_TO_SPEAK",
            "USE_EMBEDDED_ACTIVITIES",
            "USE_SOUNDBOARD",
            "USE_EXTERNAL_SOUNDS",
            "SET_VOICE_CHANNEL_STATUS",
            "MANAGE_CHANNELS",
            "MANAGE_ROLES",
        ]:
            granted.discard(name)
    return granted


def bits(names: set[str]) -> int:
    return sum(int(Permissions[name]) for name in names)


def engine(world: World) -> Permissions:
    everyone = member = UNTOUCHED
    of_roles = []
    for kind, target, allow, deny in world.overwrites:
        overwrite = Overwrite(bits(allow), bits(deny))
        if kind == "role" and target == EVERYONE:
            everyone = overwrite
        elif kind == "role" and target in world.member_roles:
            of_roles.append(overwrite)
        elif kind == "member" and target == world.member_id:
            member = overwrite
    return channel_permissions(
        is_owner=world.owner,
        roles=[bits(world.roles[role]) for role in (EVERYONE, *world.member_roles)],
        everyone=everyone,
        role_overwrites=of_roles,
        member=member,
        timed_out=world.timed_out,
        is_thread=world.thread,
        is_voice=world.voice,
    )


ORDER = sorted(Permissions, key=int)
TELLING = (
    Permissions.VIEW_CHANNEL | Permissions.SEND_MESSAGES | Permissions.SEND_MESSAGES_IN_THREADS
    | Permissions.CONNECT | Permissions.SPEAK | Permissions.ATTACH_FILES
    | Permissions.MENTION_EVERYONE | Permissions.READ_MESSAGE_HISTORY | Permissions.MANAGE_ROLES
)  # fmt: skip


def names_of(number: int) -> set[str]:
    """Turn a random number into permissions: often the telling ones, seldom ADMINISTRATOR."""
    chosen = number & int(TELLING) | number & number >> 60 & int(ALL)
    if number >> 120 & 31 != 7:
        chosen &= ~int(Permissions.ADMINISTRATOR)
    return {permission.name or "" for permission in ORDER if chosen & permission}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a guild out of one seed: a thousand small draws each would take minutes."""
    random = draw(st.randoms(use_true_random=True))

    def some_names() -> set[str]:
        return names_of(random.getrandbits(125))

    roles = {role: some_names() for role in range(random.randint(1, 6))}
    others = [role for role in roles if role != EVERYONE]
    targets = [("role", role) for role in roles] + [("member", 1_000), ("member", 2_000)]
    return World(
        owner=random.randrange(40) == 7,
        roles=roles,
        member_roles=random.sample(others, random.randint(0, len(others))),
        overwrites=[
            (*target, some_names(), some_names())
            for target in random.sample(targets, random.randint(0, len(targets)))
        ],
        timed_out=random.randrange(6) == 3,
        thread=random.random() < 0.5,
        voice=random.random() < 0.5,
    )


@settings(
    max_examples=10_000, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(worlds())
def test_ten_thousand_random_guilds_agree_with_the_reference(world: World) -> None:
    assert int(engine(world)) == bits(reference(world))


overwrites = st.builds(Overwrite, st.integers(0, int(ALL)), st.integers(0, int(ALL)))


@given(st.lists(overwrites).flatmap(lambda o: st.tuples(st.just(o), st.permutations(o))))
def test_the_order_of_roles_never_matters(pair: tuple[list[Overwrite], list[Overwrite]]) -> None:
    one, other = pair
    assert merge(one) == merge(other)


def test_the_owner_may_do_everything_also_in_a_timeout() -> None:
    assert base_permissions(is_owner=True, roles=[], timed_out=True) == ALL
    assert channel_permissions(is_owner=True, roles=[], timed_out=True) == ALL


def test_an_administrator_ignores_overwrites_and_timeouts() -> None:
    granted = channel_permissions(
        is_owner=False,
        roles=[0, int(Permissions.ADMINISTRATOR)],
        member=Overwrite(deny=int(ALL)),
        timed_out=True,
    )
    assert granted == ALL


def test_an_overwrite_makes_nobody_an_administrator() -> None:
    granted = channel_permissions(
        is_owner=False,
        roles=[int(Permissions.VIEW_CHANNEL)],
        member=Overwrite(allow=int(Permissions.ADMINISTRATOR)),
    )
    assert granted == Permissions.VIEW_CHANNEL


def test_a_timeout_leaves_reading() -> None:
    everything_but_admin = int(ALL & ~Permissions.ADMINISTRATOR)
    assert base_permissions(is_owner=False, roles=[everything_but_admin]) != TIMED_OUT
    assert (
        base_permissions(is_owner=False, roles=[everything_but_admin], timed_out=True) == TIMED_OUT
    )
    assert (
        channel_permissions(is_owner=False, roles=[everything_but_admin], timed_out=True)
        == TIMED_OUT
    )


def test_without_viewing_nothing_is_left() -> None:
    granted = channel_permissions(
        is_owner=False,
        roles=[int(DEFAULT_EVERYONE)],
        everyone=Overwrite(deny=int(Permissions.VIEW_CHANNEL)),
    )
    assert granted == NONE


def test_a_members_own_overwrite_beats_the_roles_and_theirs_beat_everyone() -> None:
    view = int(Permissions.VIEW_CHANNEL)
    everyone = Overwrite(deny=view)
    role = Overwrite(allow=view)
    own = Overwrite(deny=view)
    assert channel_permissions(is_owner=False, roles=[view], everyone=everyone) == NONE
    assert (
        channel_permissions(is_owner=False, roles=[view], everyone=everyone, role_overwrites=[role])
        == view
    )
    assert (
        channel_permissions(
            is_owner=False, roles=[view], everyone=everyone, role_overwrites=[role], member=own
        )
        == NONE
    )


def test_what_any_role_allows_outweighs_what_another_denies() -> None:
    send = int(Permissions.SEND_MESSAGES)
    granted = channel_permissions(
        is_owner=False,
        roles=[int(Permissions.VIEW_CHANNEL)],
        role_overwrites=[Overwrite(deny=send), Overwrite(allow=send)],
    )
    assert Permissions.SEND_MESSAGES in granted


def test_the_default_of_everyone_is_discords() -> None:
    assert int(DEFAULT_EVERYONE) == 2_248_473_465_835_073
    assert Permissions.SEND_MESSAGES in DEFAULT_EVERYONE
    assert Permissions.KICK_MEMBERS not in DEFAULT_EVERYONE


@pytest.mark.parametrize(
    ("channel", "category", "synced"),
    [
        ([], [], True),
        ([(1, Overwrite(1, 2))], [(1, Overwrite(1, 2))], True),
        ([(1, Overwrite(1, 2))], [(1, Overwrite(1, 0))], False),
        ([(1, Overwrite(1, 2))], [(2, Overwrite(1, 2))], False),
        ([(1, Overwrite(1, 2)), (5, UNTOUCHED)], [(1, Overwrite(1, 2))], True),
    ],
)
def test_a_channel_is_synced_when_it_says_what_its_category_says(channel, category, synced) -> None:
    assert is_synced(channel, category) is synced
