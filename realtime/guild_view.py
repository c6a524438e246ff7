"""A guild as this process knows it: what it is, who sees what, and who listens here.

Loaded once from the database, then kept true by the events of the log alone, in their order.
So whoever may no longer see a channel is out of it before the next event is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from config.kernel.log import LogEvent
from guilds.permissions import Permissions
from realtime.differences import GUILDS, Differences
from realtime.dispatches import Dispatch, dispatch_of
from realtime.groups import Group
from realtime.guild_state import GuildState
from realtime.intents import Intents, needed
from realtime.sessions import GatewaySession
from realtime.visibility import (
    MANAGE_THREADS,
    PRIVATE_THREAD,
    VIEW_CHANNEL,
    GuildRules,
    PermissionClass,
    channel_rules,
)

KICK_MEMBERS: Final = int(Permissions.KICK_MEMBERS)
MANAGE_CHANNELS: Final = int(Permissions.MANAGE_CHANNELS)
MANAGE_GUILD: Final = int(Permissions.MANAGE_GUILD)
# Events that only some members may hear, by what they need in the guild as a whole.
NEEDED_RIGHTS: Final = {
    "GUILD_AUDIT_LOG_ENTRY_CREATE": int(Permissions.VIEW_AUDIT_LOG),
    "GUILD_JOIN_REQUEST_UPDATE": KICK_MEMBERS,
    "GUILD_JOIN_REQUEST_DELETE": KICK_MEMBERS,
    "AUTO_MODERATION_RULE_CREATE": MANAGE_GUILD,
    "AUTO_MODERATION_RULE_UPDATE": MANAGE_GUILD,
    "AUTO_MODERATION_RULE_DELETE": MANAGE_GUILD,
    "AUTO_MODERATION_ACTION_EXECUTION": MANAGE_GUILD,
}
GUILD_MEMBERS: Final = int(Intents.GUILD_MEMBERS)
INVITES: Final = frozenset(("INVITE_CREATE", "INVITE_DELETE"))


class Membership:
    """What the view knows of a member who has sessions here."""

    __slots__ = ("expected", "joined_at", "payload", "roles", "sessions")

    def __init__(self) -> None:
        self.roles: frozenset[int] | None = None  # None: not known yet
        self.joined_at = ""
        self.payload = b""
        self.sessions: dict[GatewaySession, None] = {}
        self.expected = 0  # sessions that are about to be attached

    def learn(self, member: Mapping[str, Any]) -> None:
        self.roles = frozenset(int(role) for role in member["roles"])
        self.joined_at = member["joined_at"]
        self.payload = orjson.dumps({k: v for k, v in member.items() if k != "guild_id"})

    def lose(self, role_id: int) -> None:
        """Take in that a role is no more."""
        if self.roles is not None and role_id in self.roles:
            member = orjson.loads(self.payload)
            member["roles"] = [role for role in member["roles"] if role != str(role_id)]
            self.learn(member)


class GuildView:
    def __init__(self, payload: Mapping[str, Any], *, has_all_members: bool) -> None:
        self.guild_id = int(payload["id"])
        self.state = GuildState(payload, has_all_members=has_all_members)
        self.rules = GuildRules(
            guild_id=self.guild_id,
            owner_id=int(payload["owner_id"]),
            roles={int(role["id"]): int(role["permissions"]) for role in payload["roles"]},
            channels={
                int(channel["id"]): channel_rules(
                    channel, self.state.thread_members.get(int(channel["id"]), ())
                )
                for channel in (*payload["channels"], *payload["threads"])
            },
        )
        self.memberships: dict[int, Membership] = {}
        self.groups: dict[tuple[PermissionClass, int], Group] = {}
        self.is_gone = False

    # Who listens

    def expect(self, user_id: int) -> Membership:
        """Begin to follow a member whose session is being made, so that no change is missed.

        Followed by ``attach`` or ``abandon``.
        """
        found = self.memberships.get(user_id)
        if found is None:
            found = self.memberships[user_id] = Membership()
        found.expected += 1
        return found

    def attach(self, session: GatewaySession) -> Group | None:
        """Let an expected session hear the guild; None if its user is no member (any more)."""
        membership = self.memberships[session.user_id]
        if membership.roles is None or self.is_gone:
            self.abandon(session.user_id)
            return None
        membership.expected -= 1
        membership.sessions[session] = None
        return self._enter(session, membership.roles)

    def abandon(self, user_id: int) -> None:
        membership = self.memberships[user_id]
        membership.expected -= 1
        self._forget_if_unused(user_id, membership)

    def detach(self, session: GatewaySession) -> None:
        group = session.groups.pop(self.guild_id, None)
        if group is not None:
            self._leave(session, group)
        membership = self.memberships.get(session.user_id)
        if membership is not None:
            membership.sessions.pop(session, None)
            self._forget_if_unused(session.user_id, membership)

    def _forget_if_unused(self, user_id: int, membership: Membership) -> None:
        if not membership.sessions and not membership.expected:
            self.memberships.pop(user_id, None)

    @property
    def is_used(self) -> bool:
        return bool(self.memberships)

    def sessions(self) -> Iterable[GatewaySession]:
        for group in self.groups.values():
            yield from group.sessions

    def _enter(self, session: GatewaySession, roles: frozenset[int]) -> Group:
        permission_class = self.rules.class_of(session.user_id, roles)
        key = (permission_class, session.intents)
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = Group(self, *key)
        group.sessions[session] = None
        session.groups[self.guild_id] = group
        return group

    def _leave(self, session: GatewaySession, group: Group) -> None:
        group.sessions.pop(session, None)
        if not group.sessions:
            self.groups.pop((group.permission_class, group.intents), None)

    # What they hear

    def deliver(self, event: LogEvent, groups: Iterable[Group] | None = None) -> None:
        self.push(
            dispatch_of(event),
            channel_id=event.channel_id,
            but_not=event.but_not,
            application_id=event.application_id,
            groups=groups,
        )

    def push(
        self,
        dispatch: Dispatch,
        *,
        channel_id: int | None = None,
        but_not: int | None = None,
        application_id: int | None = None,
        groups: Iterable[Group] | None = None,
    ) -> None:
        """Push to the sessions that asked for such events and see the channel."""
        name = dispatch.name
        wanted = needed(name, in_guild=True)
        for group in self.groups.values() if groups is None else groups:
            if wanted and not group.intents & wanted:
                continue
            if channel_id is not None and channel_id not in group.visible:
                continue
            if not self._may_hear(group, name, channel_id):
                continue
            if but_not is None and application_id is None:
                group.push(dispatch)
            else:
                group.push_except(dispatch, but_not, application_id)

    def could_see(self, group: Group, event: LogEvent) -> bool:
        """Say whether a group sees a channel that an event made or deleted, by what it says."""
        if not group.intents & GUILDS:
            return False
        payload = event.parse()
        if int(payload["id"]) in group.visible:
            return True
        if "permission_overwrites" not in payload:
            parent_id = int(payload.get("parent_id") or 0)
            if payload["type"] == PRIVATE_THREAD:
                bits = self.rules.bits_in(group.permission_class, parent_id)
                return bool(bits & MANAGE_THREADS)
            return parent_id in group.visible
        bits = self.rules.bits_with(group.permission_class, channel_rules(payload))
        return bool(bits & VIEW_CHANNEL)

    def _may_hear(self, group: Group, name: str, channel_id: int | None) -> bool:
        """Say whether a group may hear events that need more than seeing the channel."""
        right = NEEDED_RIGHTS.get(name)
        if right is not None:
            return bool(self.rules.base_of(group.permission_class) & right)
        if name in INVITES and channel_id is not None:
            bits = self.rules.bits_in(group.permission_class, channel_id)
            return bool(bits & MANAGE_CHANNELS)
        return True

    def hears(self, session: GatewaySession, event: LogEvent) -> bool:
        """Say whether a session would hear an event if it came now (for replaying)."""
        group = session.groups.get(self.guild_id)
        wanted = needed(event.name, in_guild=True)
        if group is None or (wanted and not group.intents & wanted):
            return False
        if event.channel_id is not None and event.channel_id not in group.visible:
            return False
        if event.but_not == session.user_id or (
            event.application_id is not None
            and event.application_id != session.identity.application_id
        ):
            return False
        return self._may_hear(group, event.name, event.channel_id)

    # What changes who sees what

    def remove_user(self, user_id: int) -> None:
        """Stop delivering to somebody who is no member any more, at once."""
        membership = self.memberships.get(user_id)
        if membership is None:
            return
        membership.roles = None
        for session in list(membership.sessions):
            self.detach(session)

    def regroup(self, before: int, *, told: int | None = None) -> None:
        """Sort the sessions anew after a change, and tell them the difference.

        It is told under the position ``before``, but for channel ``told``, whose appearance
        the event itself tells.
        """
        self.rules.changed()
        news = Differences(self.state, before, told)
        moves = []
        for group in self.groups.values():
            for session in group.sessions:
                roles = self._roles_of(session)
                if self.rules.class_of(session.user_id, roles) != group.permission_class:
                    moves.append((session, group, group.visible, roles))
        for session, group, _, _ in moves:
            self._leave(session, group)
        for group in self.groups.values():
            now = self.rules.visible_to(group.permission_class)
            news.tell(group.sessions, group.intents, group.visible, now)
            group.visible = now
        for session, _, saw, roles in moves:
            entered = self._enter(session, roles)
            news.tell((session,), entered.intents, saw, entered.visible)

    def _roles_of(self, session: GatewaySession) -> frozenset[int]:
        membership = self.memberships.get(session.user_id)
        return (membership.roles if membership is not None else None) or frozenset()
