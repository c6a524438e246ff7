"""Letting a session in: hear its topics, learn where its user belongs, then attach it at once.

First it is listened, then read, then told, so that nothing falls in between. IDENTIFY and
RESUME go the same way; what they tell the client differs.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from config.kernel.websocket import ClosedWith
from config.settings import limits
from realtime import personal
from realtime.close_codes import CloseCode
from realtime.guild_view import GuildView
from realtime.snapshots import BEGINNINGS, Beginning

if TYPE_CHECKING:
    from accounts.authentication import Credentials
    from realtime.hub import Hub
    from realtime.sessions import GatewaySession


class Superseded(Exception):
    """While the session was let in, the hub had to forget everything: begin again."""


class StaleCredentials(Exception):
    """The user's rights have changed since the credentials were checked."""


@dataclass(slots=True)
class Admission:
    """A session on its way in. After ``prepare`` comes ``attach`` or ``abandon``."""

    hub: Hub
    session: GatewaySession
    credentials: Credentials
    views: list[GuildView] = field(default_factory=list)
    lives: int = 0
    position: int = 0
    beginning: Beginning = field(init=False)

    async def prepare(self) -> None:
        """Hear all topics of the session and know all its guilds, as of ``position`` or later."""
        hub, session = self.hub, self.session
        self.lives = hub.lives
        user_topic = f"user:{session.user_id}"
        hub.listen(session, user_topic)
        await hub.follow([user_topic])
        self.position = hub.position
        await self._read()
        guild_ids = [i for i in self.beginning.memberships if session.shard.has_guild(i)]
        if session.identity.is_bot and len(guild_ids) > limits.GATEWAY_GUILDS_PER_SHARD:
            raise ClosedWith(CloseCode.SHARDING_REQUIRED, "Sharding required")
        direct = self.beginning.direct_channels if session.shard.has_direct_channels else ()
        channels = [f"channel:{channel_id}" for channel_id in direct]
        for topic in (*channels, *(f"guild:{guild_id}" for guild_id in guild_ids)):
            hub.listen(session, topic)
        if new := [topic for topic in channels if not hub.topic(topic).is_followed]:
            await hub.follow_from(new, self.position)
        views = [hub.known_view(guild_id) for guild_id in guild_ids]
        if None in views:
            views = list(await asyncio.gather(*(hub.view_of(guild_id) for guild_id in guild_ids)))
        self.check()
        for view in views:
            if view is not None:
                view.expect(session.user_id)
                self.views.append(view)
        await self._learn_memberships()
        self.check()

    async def _read(self) -> None:
        beginning = await BEGINNINGS.ask(self.session.user_id)
        if (
            beginning is None
            or not beginning.user.is_active
            or beginning.user.auth_version != self.credentials.auth_version
        ):
            # What was revoked before the user's topic was heard is seen here.
            raise StaleCredentials
        self.beginning = beginning

    async def _learn_memberships(self) -> None:
        """Learn the user's roles in guilds that do not know all their members."""
        user_id = self.session.user_id
        unknown = []
        for view in self.views:
            membership = view.memberships[user_id]
            if membership.roles is not None:
                continue
            known = view.state.members.get(user_id) if view.state.members is not None else None
            if known is not None:
                membership.learn(orjson.loads(known))
            else:
                unknown.append(view)
        if not unknown:
            return
        # Read again: since these are followed, nothing is missed any more.
        await self._read()
        for view in unknown:
            membership = view.memberships[user_id]
            if membership.roles is None and view.guild_id in self.beginning.memberships:
                membership.learn(self.beginning.member_payload(view.guild_id))

    def check(self) -> None:
        if self.lives != self.hub.lives:
            raise Superseded

    def visible_channels(self) -> set[int]:
        """Return what the session is going to see in its guilds."""
        visible: set[int] = set()
        for view in self.views:
            roles = view.memberships[self.session.user_id].roles
            if roles is not None:
                permission_class = view.rules.class_of(self.session.user_id, roles)
                visible |= view.rules.visible_to(permission_class)
        return visible

    def attach(self) -> None:
        """Let the session hear its guilds from now on. Does not wait for anything."""
        self.check()
        self.session.friends = self.beginning.friends
        self.session.is_awaited = self.beginning.is_awaited
        if self.session.friends:
            self.hub.hear_of_friends(self.session.user_id)
        views, self.views = self.views, []
        for view in views:
            view.attach(self.session)
        self.hub.add(self.session)

    def begin(self) -> None:
        """Let through what came while the session was let in."""
        early, self.session.early = self.session.early or (), None
        self.session.release()
        for event in early:
            if event.position > self.position:
                personal.process_for(self.hub, self.session, event)
        self.hub.outgoing.flush_soon()

    def abandon(self) -> None:
        """Undo what was done so far."""
        views, self.views = self.views, []
        if self.lives == self.hub.lives:
            for view in views:
                view.abandon(self.session.user_id)
        self.hub.remove(self.session)
