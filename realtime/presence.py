"""Presence of the sessions here: what they say of themselves, and who is told of it when.

The first change is told at once, further ones at most every five seconds, the last state always.
A session whose socket is lost stays as it is until its entry in the store ends.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError
from redis.exceptions import RedisError

from accounts import presence as store
from accounts.presence import Presence, SessionPresence
from config.kernel import log
from config.kernel.gathering import Gathered
from config.settings import limits
from messaging.services.notifications import tell_of_friend
from realtime.activities import InvalidActivity, parse_activities
from realtime.events import presence_updated

if TYPE_CHECKING:
    from realtime.hub import Hub
    from realtime.sessions import GatewaySession


logger = logging.getLogger(__name__)


class InvalidPresence(Exception):
    """What the client says of itself is not a presence."""


def parse_presence(data: Any, *, client: str) -> SessionPresence:
    """Read op 3's or IDENTIFY's presence; hikari sends ``game`` instead of ``activities``."""
    if not isinstance(data, dict):
        raise InvalidPresence
    status = data.get("status", "online")
    since, afk = data.get("since"), data.get("afk", False)
    if not isinstance(status, str) or status not in store.STATUSES or not isinstance(afk, bool):
        raise InvalidPresence
    if since is not None and (isinstance(since, bool) or not isinstance(since, int | float)):
        raise InvalidPresence
    given = data.get("activities")
    if given is None:
        given = [data["game"]] if data.get("game") is not None else []
    try:
        activities = parse_activities(given)
    except InvalidActivity as error:
        raise InvalidPresence from error
    return SessionPresence(status, activities, client, int(since) if since else None, afk)


def client_of(properties: Any) -> str:
    """Return which kind of client IDENTIFY's properties describe."""
    if not isinstance(properties, Mapping):
        return "web"
    browser = str(properties.get("browser") or properties.get("$browser") or "").lower()
    if "ios" in browser or "android" in browser:
        return "mobile"
    return "desktop" if "client" in browser else "web"


def is_hidden(session: GatewaySession) -> bool:
    return session.presence is not None and session.presence.status in ("invisible", "offline")


def is_to_come(session: GatewaySession) -> bool:
    """Say whether others could not see a session so far."""
    return session.presence is None or is_hidden(session)


class _Told:
    """What others were last told of a user, and when."""

    __slots__ = ("at", "presence", "timer")

    def __init__(self) -> None:
        self.at = 0.0
        self.presence: Presence | None = None
        self.timer: asyncio.TimerHandle | None = None


class PresenceBoard:
    """Writes the store and tells the others, for the sessions of one hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._told: dict[int, _Told] = {}
        self._alive: dict[str, GatewaySession] = {}
        self._kept_at = 0.0
        self._entries: Gathered[store.Entry, Presence] = Gathered(
            lambda entries: store.put(log.client(), entries)
        )
        hub.maintenance.append(self.keep_alive)

    async def say(
        self,
        session: GatewaySession,
        said: SessionPresence,
        *,
        first: Callable[[Any], object] | None = None,
    ) -> None:
        """Take in what a session says of itself; ``first`` shares the trip to Redis."""
        if session.is_awaited and is_to_come(session) and said.status in store.ORDER:
            self._hub.spawn(self._tell_who_waits(session))
        await self._say(session, said, first)

    async def _say(
        self,
        session: GatewaySession,
        said: SessionPresence,
        first: Callable[[Any], object] | None = None,
    ) -> None:
        session.presence = said
        entry = store.Entry(session.user_id, session.id, said, tuple(session.groups), first)
        presence = await self._entries.ask(entry)
        self._tell(presence, session.groups, session.friends)

    async def come_back(self, session: GatewaySession) -> None:
        """Go on with what a resumed session had said of itself."""
        said = await store.said(log.client(), session.user_id, session.id)
        await self._say(session, said or SessionPresence())

    async def _tell_who_waits(self, session: GatewaySession) -> None:
        """Put it into the inboxes of friends who asked for it that somebody came online."""
        try:
            if not await store.is_shown_by_others(log.client(), session.user_id, session.id):
                await self._hub.in_thread(tell_of_friend, session.user_id)
        except (RedisError, DatabaseError, OSError) as error:
            logger.warning("friends of user %d were not told: %s", session.user_id, error)

    async def leave(self, session: GatewaySession, guild_ids: Iterable[int]) -> None:
        """Take in that a session ended for good; ``guild_ids`` are those it was in."""
        self._alive.pop(session.id, None)
        guild_ids = tuple(guild_ids)
        presence = await store.remove(log.client(), session.user_id, session.id, guild_ids)
        told = self._told.setdefault(session.user_id, _Told())
        if told.presence is None and not is_hidden(session):
            # Told by another process, before the session came here.
            told.presence = Presence(session.user_id, "unknown")
        self._tell(presence, guild_ids, session.friends)

    def _tell(self, presence: Presence, guilds: Iterable[int], friends: Iterable[int]) -> None:
        told = self._told.setdefault(presence.user_id, _Told())
        audience = (tuple(guilds), tuple(friends))
        if told.timer is not None:
            told.timer.cancel()
            told.timer = None
        wait = told.at + limits.PRESENCE_COALESCE_SECONDS - time.monotonic()
        if wait <= 0:
            self._tell_now(told, presence, *audience)
        else:
            loop = asyncio.get_running_loop()
            told.timer = loop.call_later(wait, self._tell_now, told, presence, *audience)

    def _tell_now(
        self, told: _Told, presence: Presence, guilds: tuple[int, ...], friends: tuple[int, ...]
    ) -> None:
        told.timer = None
        # Who was not seen is not told of: not even that they are offline.
        before = told.presence or Presence(presence.user_id)
        if before == presence:
            return
        told.presence, told.at = presence, time.monotonic()
        presence_updated(presence, guild_ids=guilds, friend_ids=friends)

    def show_to(self, session: GatewaySession, guild_id: int) -> None:
        """Tell a guild that its new member is online."""
        told = self._told.get(session.user_id)
        if told is not None and told.presence is not None and told.presence.is_online:
            presence_updated(told.presence, guild_ids=(guild_id,), friend_ids=())
            self._hub.spawn(store.appear(log.client(), guild_id, session.user_id))

    def heartbeat(self, session: GatewaySession) -> None:
        self._alive[session.id] = session

    async def keep_alive(self) -> None:
        """Renew what was heard from, in one go; heartbeats themselves cost nothing."""
        now = time.monotonic()
        if now - self._kept_at < limits.PRESENCE_TTL / 5:
            return
        self._kept_at = now
        alive, self._alive = self._alive, {}
        kept = [
            (one.user_id, one.id, one.presence, tuple(one.groups))
            for one in alive.values()
            if one.presence
        ]
        await store.keep(log.client(), kept)
        await self._hub.records.keep(alive)
        quiet = now - limits.PRESENCE_COALESCE_SECONDS * 2
        present = {session.user_id for session in self._hub.sessions.values()}
        for user_id, told in list(self._told.items()):
            if told.at < quiet and told.timer is None and user_id not in present:
                del self._told[user_id]
