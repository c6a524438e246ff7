"""Telling the world what happened.

``dispatch`` is for what must not be lost: it goes into the outbox in the caller's
transaction and into the log after the commit. ``announce`` is for what is worthless a moment
later (typing, presence). Both take Discord's event name and data, and an audience. Only the
``events`` modules of the apps call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may hear an event: a topic, narrowed to those who see a channel.

    ``topic`` is ``guild:<id>``, ``channel:<id>`` (DMs) or ``user:<id>``. With ``channel_id``
    the event reaches only members who may view that channel of the guild. ``but_not`` names a
    user who must not hear it, ``application_id`` restricts it to one application's sessions.

    ``keeps_access`` says that an event which could have changed who sees what did not (a topic,
    a colour): sessions that missed it can be told later, where else they have to begin anew.

    ``moved_from`` is the channel in which what the event tells of was before (0: in none, seen by
    the whole guild). Who sees that one but not ``channel_id`` hears that it is gone.
    """

    topic: str
    channel_id: int | None = None
    but_not: int | None = None
    application_id: int | None = None
    keeps_access: bool = False
    moved_from: int | None = None

    @classmethod
    def guild(cls, guild_id: int, **narrowing: Any) -> Audience:
        return cls(f"guild:{guild_id}", **narrowing)

    @classmethod
    def channel(cls, guild_id: int | None, channel_id: int, **narrowing: Any) -> Audience:
        """Those who see a channel, be it of a guild or (``guild_id`` None) a DM."""
        if guild_id is None:
            return cls(f"channel:{channel_id}", **narrowing)
        return cls(f"guild:{guild_id}", channel_id=channel_id, **narrowing)

    @classmethod
    def dm(cls, channel_id: int) -> Audience:
        return cls(f"channel:{channel_id}")

    @classmethod
    def user(cls, user_id: int) -> Audience:
        return cls(f"user:{user_id}")


@dataclass(frozen=True, slots=True)
class Event:
    """One event: Discord's name and data, and who may hear it."""

    name: str
    data: Mapping[str, Any]
    to: Audience


def dispatch(name: str, data: Mapping[str, Any], *, to: Audience) -> None:
    """Announce a durable event once the current transaction commits, in order.

    Must be called inside ``transaction.atomic``: without a transaction the write and the
    announcement could part ways, so that raises ``TransactionManagementError``.
    """
    from config.kernel import outbox

    outbox.add(Event(name, data, to))


def announce(name: str, data: Mapping[str, Any], *, to: Audience) -> None:
    """Tell those connected right now, after the commit; whoever is away never learns of it."""
    from config.kernel import ephemeral

    ephemeral.send(Event(name, data, to))
