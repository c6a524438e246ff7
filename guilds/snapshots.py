"""What decides who may do what in one guild, held in memory as of one ``permissions_version``.

Read in one statement; members and threads are added as they are asked for, each only if the
guild is still at that version. ``guilds.hot`` keeps the snapshots.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import orjson

from config.kernel import aio
from config.kernel.errors import MissingAccess, UnknownChannel
from guilds.automod.rules import CompiledRule, compile_rule
from guilds.models import THREAD_TYPES, ChannelType, Member, MemberFlags
from guilds.payloads.members import member_payload
from guilds.permissions import (
    ALL,
    ELEVATED,
    UNTOUCHED,
    Overwrite,
    Permissions,
    base_bits,
    channel_bits,
)
from guilds.standing import VOICE_TYPES
from guilds.verification import NEVER, verified_from

ACCESSES_KEPT: Final = 50_000
MANAGE_THREADS: Final = int(Permissions.MANAGE_THREADS)
MANAGE_GUILD: Final = int(Permissions.MANAGE_GUILD)

GUILD: Final = """
SELECT g.permissions_version, g.owner_id, g.verification_level, g.mfa_level,
  (SELECT json_agg(json_build_array(r.id, r.permissions, r.mentionable))
     FROM roles r WHERE r.guild_id = g.id),
  (SELECT json_agg(json_build_array(c.id, c.type, c.rate_limit_per_user, c.parent_id))
     FROM channels c WHERE c.guild_id = g.id AND c.type NOT IN (10, 11, 12)),
  (SELECT json_agg(json_build_array(o.channel_id, o.target_id, o.allow, o.deny))
     FROM permission_overwrites o JOIN channels c ON c.id = o.channel_id
     WHERE c.guild_id = g.id),
  (SELECT json_agg(json_build_array(a.id, a.name, a.trigger_type, a.trigger_metadata, a.actions,
                                    a.exempt_roles, a.exempt_channels) ORDER BY a.id)
     FROM auto_moderation_rules a WHERE a.guild_id = g.id AND a.enabled AND a.event_type = 1)
FROM guilds g WHERE g.id = %s
"""
MEMBER: Final = """
SELECT g.permissions_version, m.roles, m.nick, m.avatar, m.banner, m.joined_at,
  m.communication_disabled_until, m.deaf, m.mute, m.pending, m.flags
FROM guilds g LEFT JOIN members m ON m.guild_id = g.id AND m.user_id = %s
WHERE g.id = %s
"""
# What is asked of people where a guild asks for it: who owns a bot answers for it.
SAFETY: Final = """
SELECT u.bot, u.date_joined,
  EXISTS (SELECT 1 FROM account_emailaddress e
    WHERE e.user_id = u.id AND e.email = u.email AND e.verified),
  EXISTS (SELECT 1 FROM mfa_authenticator f
    WHERE f.type IN ('totp', 'webauthn') AND f.user_id = COALESCE(
      (SELECT owner_id FROM applications WHERE bot_id = u.id AND u.bot), u.id))
FROM users u WHERE u.id = %s
"""
THREAD: Final = """
SELECT g.permissions_version, c.type, c.rate_limit_per_user, c.parent_id, c.owner_id,
  c.archived, c.locked,
  CASE WHEN c.type = 12 THEN ARRAY(SELECT user_id FROM thread_members WHERE thread_id = c.id) END
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
    withheld: int = 0  # what they lack a second factor for
    verified_from: float = 0.0  # see guilds.verification
    # Of a thread.
    parent_id: int | None = None
    is_archived: bool = False
    is_locked: bool = False
    # The rules of auto moderation that hold for what the user says here.
    automod: tuple[CompiledRule, ...] = ()


@dataclass(slots=True)
class MemberFacts:
    role_ids: tuple[int, ...]
    base: int
    timed_out_until: float  # seconds since 1970
    payload: Mapping[str, Any]
    withheld: int = 0
    verified_from: float = 0.0

    @property
    def may_change(self) -> bool:
        """Whether something may change it that the guild's version does not tell of."""
        return bool(self.withheld) or self.verified_from == NEVER


@dataclass(slots=True)
class ChannelFacts:
    type: int
    rate_limit_per_user: int
    parent_id: int | None = None  # of a thread
    owner_id: int | None = None
    is_archived: bool = False
    is_locked: bool = False
    members: frozenset[int] = frozenset()  # of a private thread
    by_target: dict[int, Overwrite] = field(default_factory=dict)
    category_id: int | None = None


class Stale(Exception):
    """The guild is at another version than its snapshot."""


@dataclass(slots=True)
class GuildSnapshot:
    """A guild as of one version; members and threads are added as they are asked for."""

    guild_id: int
    version: int
    owner_id: int
    verification_level: int
    mfa_level: int
    roles: dict[int, int]
    mentionable: frozenset[int]
    channels: dict[int, ChannelFacts]
    automod: tuple[CompiledRule, ...] = ()
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
            permissions=self._permissions(user_id, member, channel, timed_out=timed_out)
            & ~member.withheld,
            permissions_version=self.version,
            rate_limit_per_user=channel.rate_limit_per_user,
            member=member.payload,
            role_ids=frozenset(self.roles),
            mentionable_roles=self.mentionable,
            parent_id=channel.parent_id,
            is_archived=channel.is_archived,
            is_locked=channel.is_locked,
            automod=self._rules_for(member, channel_id, channel) if self.automod else (),
            withheld=member.withheld,
            verified_from=member.verified_from,
        )
        if member.may_change:
            self.members.pop(user_id, None)
            return access
        if len(self.accesses) >= ACCESSES_KEPT:
            self.accesses.clear()
        self.accesses[user_id, channel_id] = access
        return access

    async def channel_permissions(self, user_id: int) -> dict[int, int]:
        """Return what a member may do in each channel; threads are not among them."""
        member = await self._member(user_id)
        if member is None:
            raise MissingAccess
        timed_out = member.timed_out_until > time.time()
        return {
            channel_id: self._permissions(user_id, member, channel, timed_out=timed_out)
            for channel_id, channel in self.channels.items()
        }

    async def webhook_access(self, channel_id: int) -> ChannelAccess:
        """Return the access of a webhook, which is bound to a channel and nothing else."""
        channel = self.channels.get(channel_id) or await self._thread(channel_id)
        if channel is None:
            raise UnknownChannel
        return ChannelAccess(
            user_id=0,
            channel_id=channel_id,
            channel_type=channel.type,
            guild_id=self.guild_id,
            permissions=int(ALL),
            permissions_version=self.version,
            role_ids=frozenset(self.roles),
            mentionable_roles=self.mentionable,
            parent_id=channel.parent_id,
            is_archived=channel.is_archived,
            is_locked=channel.is_locked,
        )

    def _rules_for(
        self, member: MemberFacts, channel_id: int, channel: ChannelFacts
    ) -> tuple[CompiledRule, ...]:
        """Return the rules that hold for a member in a channel: none for who manages the guild."""
        if member.base & MANAGE_GUILD:
            return ()
        holder = self.channels.get(channel.parent_id or 0, channel)
        places = {channel_id, channel.parent_id or 0, holder.category_id or 0}
        return tuple(rule for rule in self.automod if not rule.spares(member.role_ids, places))

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
            user_id in channel.members or granted & MANAGE_THREADS
        ):
            return 0
        return granted

    async def _member(self, user_id: int) -> MemberFacts | None:
        if user_id not in self.members:
            row = await fetch_row(MEMBER, user_id, self.guild_id)
            if row is None or row[0] != self.version:
                raise Stale
            facts = None if row[1] is None else self._facts(user_id, row)
            if facts is not None and (self.verification_level or self.mfa_level):
                await self._learn_safety(user_id, facts, row)
            self.members[user_id] = facts
        return self.members[user_id]

    async def _learn_safety(self, user_id: int, facts: MemberFacts, row: tuple[Any, ...]) -> None:
        """Find out what the guild withholds from somebody until they are verified or secured."""
        found = await fetch_row(SAFETY, user_id)
        if found is None:
            raise Stale
        is_bot, registered, has_email, has_factor = found
        if self.mfa_level and not has_factor:
            facts.withheld = int(ELEVATED) & self._anywhere(user_id, facts)
        facts.verified_from = verified_from(
            self.verification_level,
            is_exempt=is_bot
            or user_id == self.owner_id
            or bool(facts.role_ids)
            or bool(row[10] & MemberFlags.BYPASSES_VERIFICATION),
            has_email=has_email,
            has_factor=has_factor,
            registered=registered,
            joined=row[5],
        )

    def _anywhere(self, user_id: int, member: MemberFacts) -> int:
        """Return what a member may do in the guild or in any of its channels."""
        granted = member.base
        targets = (user_id, self.guild_id, *member.role_ids)
        for channel in self.channels.values():
            for target in targets:
                if target in channel.by_target:
                    granted |= channel.by_target[target].allow
        return granted

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
            timed_out_until=silenced_until(member),
            payload=member_payload(member, with_user=False),
        )

    async def _thread(self, channel_id: int) -> ChannelFacts | None:
        if channel_id not in self.threads:
            row = await fetch_row(THREAD, channel_id, self.guild_id)
            if row is None or row[0] != self.version:
                raise Stale
            _, kind, slowmode, parent_id, owner_id, archived, locked, members = row
            self.threads[channel_id] = (
                ChannelFacts(
                    kind, slowmode, parent_id, owner_id, archived, locked, frozenset(members or ())
                )
                if kind in THREAD_TYPES
                else None
            )
        return self.threads[channel_id]


async def read_guild(guild_id: int) -> GuildSnapshot | None:
    """Return the guild as it is now; None if it is gone."""
    row = await fetch_row(GUILD, guild_id)
    if row is None:
        return None
    version, owner_id, verification_level, mfa_level, roles, channels, overwrites, rules = row
    facts = {
        channel: ChannelFacts(kind, slowmode, category_id=parent_id)
        for channel, kind, slowmode, parent_id in channels or ()
    }
    for channel, target, allow, deny in overwrites or ():
        # Ids are unique across kinds, so one table serves roles and members.
        if channel in facts:
            facts[channel].by_target[target] = Overwrite(allow, deny)
    return GuildSnapshot(
        guild_id=guild_id,
        version=version,
        owner_id=owner_id,
        verification_level=verification_level,
        mfa_level=mfa_level,
        roles={role: bits for role, bits, _ in roles or ()},
        mentionable=frozenset(role for role, _, mentionable in roles or () if mentionable),
        channels=facts,
        # Compiling costs milliseconds, and the guild's version changes often: see ``compile_rule``.
        automod=tuple(compile_rule(orjson.dumps(rule)) for rule in rules or ()),
    )


def silenced_until(member: Member) -> float:
    """Return until when a member may only look on.

    That somebody waits to be let in, or is in the quarantine of auto moderation, has no end.
    """
    if member.pending or member.flags & MemberFlags.AUTOMOD_QUARANTINED_USERNAME:
        return float("inf")
    until = member.communication_disabled_until
    return until.timestamp() if until else 0.0


async def fetch_row(query: str, *values: int) -> tuple[Any, ...] | None:
    async with (await aio.pool()).connection() as connection:
        cursor = await connection.execute(query, values)
        return await cursor.fetchone()
