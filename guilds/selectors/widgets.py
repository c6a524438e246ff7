"""What the widget shows: who is online, and the voice channels that everyone sees."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from accounts.models import User
from accounts.presence import Presence, online_in, presences
from config.settings import limits
from guilds.models import Channel, Guild, Member, Role
from guilds.signals import voice_states_asked
from guilds.standing import VOICE_TYPES, is_public

SECONDS: Final = 15.0
GUILDS_KEPT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Online:
    """Who of a guild is online: how many, and some of them with what they are seen to do."""

    count: int
    members: tuple[tuple[Member, Presence], ...]


_online: dict[int, tuple[float, Online]] = {}


def online_members(guild: Guild) -> Online:
    """Return who is online; anybody may ask, so not every time."""
    now = time.monotonic()
    known = _online.get(guild.id)
    if known is not None and known[0] > now:
        return known[1]
    user_ids = online_in(guild.id)
    shown = presences(user_ids[: limits.WIDGET_MEMBERS])
    there = {presence.user_id: presence for presence in shown}
    rows = Member.objects.filter(guild=guild, user_id__in=there).select_related("user")
    members = tuple((row, there[row.user_id]) for row in rows.order_by("user_id"))
    found = Online(len(user_ids), members)
    if len(_online) >= GUILDS_KEPT:
        _online.clear()
    _online[guild.id] = (now + SECONDS, found)
    return found


def forget_online() -> None:
    """Look anew (a test's members have changed)."""
    _online.clear()


def voice_states(guild: Guild) -> Mapping[int, Mapping[str, Any]]:
    """Return what is known of who is in voice, by user id."""
    states: dict[int, Mapping[str, Any]] = {}
    for _, part in voice_states_asked.send(Guild, guild=guild):
        states.update(cast("Mapping[int, Mapping[str, Any]]", part or {}))
    return states


def public_voice_channels(guild: Guild) -> list[Channel]:
    """Return the voice and stage channels that everyone sees."""
    everyone = Role.objects.get(id=guild.id)
    channels = guild.channels.filter(type__in=VOICE_TYPES).prefetch_related("overwrites")
    return [channel for channel in channels if is_public(channel, everyone)]


def user_of_token(guild: Guild, matches: Any) -> User | None:
    """Return whom of those shown in the widget a test on their user id fits."""
    return next(
        (member.user for member, _ in online_members(guild).members if matches(member.user_id)),
        None,
    )
