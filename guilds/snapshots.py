"""Permissions from memory, for what runs on every message.

A snapshot holds what decides who may do what in one guild, as of one ``permissions_version``,
read in one statement. It may be stale, so two things hold:

* it never refuses: before a refusal the version is asked for, and a stale snapshot read anew;
* it never lets anything through alone: a write compares ``ChannelAccess.permissions_version``
  with ``guilds.permissions_version`` inside its own transaction and, where they differ, asks
  again with ``fresh=True``. A read that must not be stale asks with ``fresh=True`` at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from config.kernel import aio
from config.kernel.errors import APIError, MissingAccess, MissingPermissions, UnknownChannel
from guilds.models import THREAD_TYPES, ChannelType, Member
from guilds.payloads.members import member_payload
from guilds.permissions import (
    DIRECT_CHANNEL,
    UNTOUCHED,
    Overwrite,
    Permissions,
    base_bits,
    channel_bits,
)
from guilds.standing import VOICE_TYPES

GUILDS_KEPT: Final = 2_000
CHANNELS_KEPT: Final = 200_000
ACCESSES_KEPT: Final = 50_000
VIEW_CHANNEL: Final = int(Permissions.VIEW_CHANNEL)
MANAGE_THREADS: Final = int(Permissions.MANAGE_THREADS)

LOCATE: Final = "SELECT guild_id, type FROM channels WHERE id = %s"
# Who is in a direct channel is messaging's table.
RECIPIENTS: Final = "SELECT user_id FROM recipients WHERE channel_id = %s ORDER BY user_id"
VERSION: Final = "SELECT permissions_version FROM guilds WHERE id = %s"
GUILD: Final = """
SELECT g.permissions_version, g.owner_id,
  (SELECT json_agg(json_build_array(r.id, r.permissions, r.mentionable))
     FROM roles r WHERE r.guild_id = g.id),
  (SELECT json_agg(json_build_array(c.id, c.type, c.rate_limit_per_user))
     FROM channels c WHERE c.guild_id = g.id AND c.type NOT IN (10, 11, 12)),
  (SELECT json_agg(json_build_array(o.channel_id, o.target_id, o.allow, o.deny))
     FROM permission_overwrites o JOIN channels c ON c.id = o.channel_id
     WHERE c.guild_id = g.id)
FROM guilds g WHERE g.id = %s
"""
MEMBER: Final = """
SELECT g.permissions_version, m.roles, m.nick, m.avatar, m.banner, m.joined_at,
  m.communication_disabled_until, m.deaf, m.mute, m.pending, m.flags
FROM guilds g LEFT JOIN members m ON m.guild_id = g.id AND m.user_id = %s
WHERE g.id = %s
"""
THREAD: Final = """
SELECT g.permissions_version, c.type, c.rate_limit_per_user, c.parent_id, c.owner_id
FROM guilds g LEFT JOIN channels c ON c.guild_id = g.id AND c.id = %s
WHERE g.id = %s
"""


@dataclass(frozen=True, slots=True)
class ChannelAccess:
    """What one user may do in one channel, and what a sender needs to know with it."""

    user_id: int
    channel_id: int
    channel_type: int
    guild_id: int | None
    permissions: int
    permissions_version: int  # 0 in direct channels: who is in one never changes
    rate_limit_per_user: int = 0
    member: Mapping[str, Any] | None = None  # the partial member of MESSAGE_CREATE
    role_ids: frozenset[int] = frozenset()  # all roles of the guild
    mentionable_roles: frozenset[int] = frozenset()
    recipients: tuple[int, ...] = ()  # of a direct channel


@dataclass(slots=True)
class MemberFacts:
    role_ids: tuple[int, ...]
    base: int
    timed_out_until: float  # seconds since 1970
    payload: Mapping[str, Any]


@dataclass(slots=True)
class ChannelFacts:
    type: int
    rate_limit_per_user: int
    parent_id: int | None = None  # of a thread
    owner_id: int | None = None
    by_target: dict[int, Overwrite] = field(default_factory=dict)


class Stale(Exception):
    """The guild is at another version than its snapshot."""


@dataclass(slots=True)
class GuildSnapshot:
    """A guild as of one version; members and threads are added as they are asked for."""

    guild_id: int
    version: int
    owner_id: int
    roles: dict[int, int]
    mentionable: frozenset[int]
    channels: dict[int, ChannelFacts]
    members: dict[int, MemberFacts | None] = field(default_factory=dict)
    threads: dict[int, ChannelFacts | None] = field(default_factory=dict)
    accesses: dict[tuple[int, int], ChannelAccess] = field(default_factory=dict)

    async def access(self, user_id: int, channel_id: int) -> ChannelAccess:
        """Return what a user may do in a channel; raises Stale when the guild has moved on."""
        member = await self._member(user_id)
        if member is None:
            raise MissingAccess
        timed_out = member.timed_out_until > time.time()
        found = self.accesses.get((user_id, channel_id))
        if found is not None and not member.timed_out_until:
            return found
        channel = self.channels.get(channel_id) or await self._thread(channel_id)
        if channel is None:
            raise UnknownChannel
        access = ChannelAccess(
            user_id=user_id,
            channel_id=channel_id,
            channel_type=channel.type,
            guild_id=self.guild_id,
            permissions=self._permissions(user_id, member, channel, timed_out=timed_out),
            permissions_version=self.version,
            rate_limit_per_user=channel.rate_limit_per_user,
            member=member.payload,
            role_ids=frozenset(self.roles),
            mentionable_roles=self.mentionable,
        )
        if len(self.accesses) >= ACCESSES_KEPT:
            self.accesses.clear()
        self.accesses[user_id, channel_id] = access
        return access

    def _permissions(
        self, user_id: int, member: MemberFacts, channel: ChannelFacts, *, timed_out: bool
    ) -> int:
        is_thread = channel.type in THREAD_TYPES
        holder = self.channels.get(channel.parent_id or 0) if is_thread else channel
        if holder is None:
            return 0
        granted = channel_bits(
            member.base,
            everyone=holder.by_target.get(self.guild_id, UNTOUCHED),
            role_overwrites=[
                holder.by_target[role] for role in member.role_ids if role in holder.by_target
            ],
            member=holder.by_target.get(user_id, UNTOUCHED),
            timed_out=timed_out,
            is_thread=is_thread,
            is_voice=channel.type in VOICE_TYPES,
        )
        if channel.type == ChannelType.PRIVATE_THREAD and not (
            channel.owner_id == user_id or granted & MANAGE_THREADS
        ):
            return 0
        return granted

    async def _member(self, user_id: int) -> MemberFacts | None:
        if user_id not in self.members:
            row = await fetch_row(MEMBER, user_id, self.guild_id)
            if row is None or row[0] != self.version:
                raise Stale
            self.members[user_id] = None if row[1] is None else self._facts(user_id, row)
        return self.members[user_id]

    def _facts(self, user_id: int, row: tuple[Any, ...]) -> MemberFacts:
        until: datetime | None = row[6]
        member = Member(
            guild_id=self.guild_id, user_id=user_id, roles=row[1], nick=row[2], avatar=row[3],
            banner=row[4], joined_at=row[5], communication_disabled_until=until, deaf=row[7],
            mute=row[8], pending=row[9], flags=row[10],
        )  # fmt: skip
        held = (self.guild_id, *member.roles)
        return MemberFacts(
            role_ids=tuple(member.roles),
            base=base_bits(
                is_owner=user_id == self.owner_id, roles=[self.roles.get(role, 0) for role in held]
            ),
            timed_out_until=until.timestamp() if until else 0.0,
            payload=member_payload(member, with_user=False),
        )

    async def _thread(self, channel_id: int) -> ChannelFacts | None:
        if channel_id not in self.threads:
            row = await fetch_row(THREAD, channel_id, self.guild_id)
            if row is None or row[0] != self.version:
                raise Stale
            self.threads[channel_id] = (
                None if row[1] not in THREAD_TYPES else ChannelFacts(*row[1:5])
            )
        return self.threads[channel_id]


_guild_of: dict[int, int | None] = {}
_snapshots: dict[int, GuildSnapshot] = {}
_direct: dict[int, tuple[int, ...]] = {}
_loading: dict[int, asyncio.Future[GuildSnapshot | None]] = {}


async def hot_access(
    user_id: int,
    channel_id: int,
    needed: int = Permissions.VIEW_CHANNEL,
    *,
    fresh: bool = False,
) -> ChannelAccess:
    """Return what the user may do in the channel, or raise as ``access_channel`` does.

    With ``fresh`` the answer is as of now, not as of when the guild was last read.
    """
    guild_id = _guild_of.get(channel_id, 0)
    if guild_id == 0:
        guild_id = await locate(channel_id)
    if guild_id is None:
        return check(await direct_access(user_id, channel_id), needed)
    wanted = int(needed)
    if not fresh and (snapshot := _snapshots.get(guild_id)) is not None:
        try:
            return check(await snapshot.access(user_id, channel_id), wanted)
        except (APIError, Stale):
            pass
    for _ in range(5):
        try:
            current = await current_snapshot(guild_id)
            if current is None:
                raise UnknownChannel
            return check(await current.access(user_id, channel_id), wanted)
        except Stale:
            forget_guild(guild_id)
    # The guild changes faster than it can be read; nobody is let through on old facts.
    raise MissingAccess


def check(access: ChannelAccess, needed: int) -> ChannelAccess:
    if not access.permissions & VIEW_CHANNEL:
        raise MissingAccess
    if int(needed) & ~access.permissions:
        raise MissingPermissions
    return access


def forget_guild(guild_id: int) -> None:
    """Read the guild anew when it is next asked about."""
    _snapshots.pop(guild_id, None)


def forget_everything() -> None:
    """Start empty (a test's database has changed)."""
    for cache in (_guild_of, _snapshots, _direct, _loading):
        cache.clear()


async def locate(channel_id: int) -> int | None:
    """Return the guild of a channel, None for a direct one."""
    row = await fetch_row(LOCATE, channel_id)
    if row is None:
        raise UnknownChannel
    if len(_guild_of) >= CHANNELS_KEPT:
        _guild_of.clear()
    _guild_of[channel_id] = row[0]
    return row[0] if row[0] is None else int(row[0])


async def direct_access(user_id: int, channel_id: int) -> ChannelAccess:
    recipients = _direct.get(channel_id)
    if recipients is None:
        async with (await aio.pool()).connection() as connection:
            located = await (await connection.execute(LOCATE, (channel_id,))).fetchone()
            rows = await (await connection.execute(RECIPIENTS, (channel_id,))).fetchall()
        if located is None:
            raise UnknownChannel
        recipients = tuple(row[0] for row in rows)
        kind = located[1]
        if kind == ChannelType.DM:
            if len(_direct) >= CHANNELS_KEPT:
                _direct.clear()
            _direct[channel_id] = recipients
    else:
        kind = ChannelType.DM
    return ChannelAccess(
        user_id=user_id,
        channel_id=channel_id,
        channel_type=int(kind),
        guild_id=None,
        permissions=int(DIRECT_CHANNEL) if user_id in recipients else 0,
        permissions_version=0,
        recipients=recipients,
    )


async def current_snapshot(guild_id: int) -> GuildSnapshot | None:
    """Return the guild's snapshot at its version of now; None if the guild is gone."""
    kept = _snapshots.get(guild_id)
    if kept is not None:
        row = await fetch_row(VERSION, guild_id)
        if row is not None and row[0] == kept.version:
            return kept
    return await load(guild_id)


async def load(guild_id: int) -> GuildSnapshot | None:
    """Read a guild; callers who come while it is read for another share the result."""
    loop = asyncio.get_running_loop()
    under_way = _loading.get(guild_id)
    if under_way is not None and under_way.get_loop() is loop:
        # What is under way may have begun before the change that the caller knows of.
        await asyncio.wait([under_way])
        under_way = _loading.get(guild_id)
        if under_way is not None and under_way.get_loop() is loop:
            return await under_way
    task = _loading[guild_id] = loop.create_task(read_guild(guild_id))
    task.add_done_callback(lambda done: _loading.pop(guild_id, None))
    return await task


async def read_guild(guild_id: int) -> GuildSnapshot | None:
    row = await fetch_row(GUILD, guild_id)
    if row is None:
        forget_guild(guild_id)
        return None
    version, owner_id, roles, channels, overwrites = row
    facts = {channel: ChannelFacts(kind, slowmode) for channel, kind, slowmode in channels or ()}
    for channel, target, allow, deny in overwrites or ():
        # Ids are unique across kinds, so one table serves roles and members.
        if channel in facts:
            facts[channel].by_target[target] = Overwrite(allow, deny)
    snapshot = GuildSnapshot(
        guild_id=guild_id,
        version=version,
        owner_id=owner_id,
        roles={role: bits for role, bits, _ in roles or ()},
        mentionable=frozenset(role for role, _, mentionable in roles or () if mentionable),
        channels=facts,
    )
    if len(_snapshots) >= GUILDS_KEPT:
        _snapshots.pop(next(iter(_snapshots)))
    _snapshots[guild_id] = snapshot
    return snapshot


async def fetch_row(query: str, *values: int) -> tuple[Any, ...] | None:
    async with (await aio.pool()).connection() as connection:
        cursor = await connection.execute(query, values)
        return await cursor.fetchone()
