"""Permissions from memory, for what runs on every message.

What is kept may be stale, so two things hold:

* it never refuses: before a refusal the version is asked for, and a stale snapshot read anew;
* it never lets anything through alone: a write compares ``ChannelAccess.permissions_version``
  with ``guilds.permissions_version`` inside its own transaction and, where they differ, asks
  again with ``fresh=True``. A read that must not be stale asks with ``fresh=True`` at once.
"""

from __future__ import annotations

import asyncio
import time
from typing import Final

from config.kernel import aio
from config.kernel.errors import (
    APIError,
    MissingAccess,
    MissingPermissions,
    TwoFactorRequired,
    UnknownChannel,
    UnknownGuild,
    VerificationLevelTooHigh,
)
from guilds.models import ChannelType
from guilds.permissions import DIRECT_CHANNEL, SPEAKING, Permissions
from guilds.snapshots import ChannelAccess, GuildSnapshot, Stale, fetch_row, read_guild

GUILDS_KEPT: Final = 2_000
CHANNELS_KEPT: Final = 200_000
SPEAKING_BITS: Final = int(SPEAKING)
VIEW_CHANNEL: Final = int(Permissions.VIEW_CHANNEL)

LOCATE: Final = "SELECT guild_id, type FROM channels WHERE id = %s"
# Who is in a direct channel is messaging's table.
RECIPIENTS: Final = "SELECT user_id FROM recipients WHERE channel_id = %s ORDER BY user_id"
VERSION: Final = "SELECT permissions_version FROM guilds WHERE id = %s"

_guild_of: dict[int, int | None] = {}
_snapshots: dict[int, GuildSnapshot] = {}
_direct: dict[int, tuple[int, ...]] = {}
_loading: dict[int, asyncio.Task[GuildSnapshot | None]] = {}


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


async def channel_permissions(user_id: int, guild_id: int) -> tuple[dict[int, int], int]:
    """Return what a member may do in each channel (no threads) now, and as of which version."""
    for _ in range(5):
        current = await current_snapshot(guild_id)
        if current is None:
            raise UnknownGuild
        try:
            return await current.channel_permissions(user_id), current.version
        except Stale:
            forget_guild(guild_id)
    raise MissingAccess


async def webhook_access(guild_id: int, channel_id: int) -> ChannelAccess:
    """Return what a webhook may do in its channel, or in a thread of it: everything."""
    for _ in range(5):
        try:
            current = await current_snapshot(guild_id)
            if current is None:
                raise UnknownChannel
            return await current.webhook_access(channel_id)
        except Stale:
            forget_guild(guild_id)
    raise UnknownChannel


def check(access: ChannelAccess, needed: int) -> ChannelAccess:
    if not access.permissions & VIEW_CHANNEL:
        raise MissingAccess
    wanted = int(needed)
    if missing := wanted & ~access.permissions:
        raise TwoFactorRequired if missing & access.withheld else MissingPermissions
    if wanted & SPEAKING_BITS:
        require_verified(access)
    return access


def require_verified(access: ChannelAccess) -> None:
    """Refuse who has to be verified before they may speak in the guild."""
    if access.verified_from and access.verified_from > time.time():
        raise VerificationLevelTooHigh


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
    if (under_way := reading(guild_id)) is not None:
        # What is under way may have begun before the change that the caller knows of.
        await asyncio.wait([under_way])
        if (under_way := reading(guild_id)) is not None:
            return await asyncio.shield(under_way)
    task = asyncio.create_task(read_and_keep(guild_id))
    _loading[guild_id] = task
    # Whoever asked first may be cancelled; the others still wait for the answer.
    return await asyncio.shield(task)


def reading(guild_id: int) -> asyncio.Task[GuildSnapshot | None] | None:
    """Return the reading of a guild that is under way on this loop."""
    task = _loading.get(guild_id)
    if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
        return None
    return task


async def read_and_keep(guild_id: int) -> GuildSnapshot | None:
    try:
        snapshot = await read_guild(guild_id)
    finally:
        _loading.pop(guild_id, None)
    if snapshot is None:
        forget_guild(guild_id)
        return None
    if len(_snapshots) >= GUILDS_KEPT:
        _snapshots.pop(next(iter(_snapshots)))
    _snapshots[guild_id] = snapshot
    return snapshot
