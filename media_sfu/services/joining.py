"""Joining, moving, muting and leaving by oneself (opcode 4), and the end of gateway sessions."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from config.kernel.errors import (
    MissingPermissions,
    UnknownChannel,
    UnknownGuild,
    UnknownMember,
    UnknownUser,
)
from guilds.models import Channel, Guild
from guilds.permissions import Permissions
from guilds.services.changes import changing
from guilds.standing import VOICE_TYPES, standing
from media_sfu.models import VoiceState
from media_sfu.services import calls, rooms
from media_sfu.voice_states import is_suppressed, may_enter


@dataclass(frozen=True, slots=True)
class WantedState:
    """Where somebody wants to be (``channel_id`` None: nowhere), and what they do there."""

    guild_id: int | None
    channel_id: int | None
    self_mute: bool = False
    self_deaf: bool = False
    self_video: bool = False
    self_stream: bool = False


def update_own_voice_state(user_id: int, session_id: str, wanted: WantedState) -> None:
    """Bring a user to where their gateway session wants them, or raise why they may not.

    A person is in one channel at all, a bot in one of each guild; another session that joins
    takes over, and only the session that holds a state ends it.
    """
    with transaction.atomic(), ExitStack() as stack:
        user = User.objects.select_for_update(no_key=True).filter(id=user_id).first()
        if user is None or not user.is_active:
            raise UnknownUser
        # Always in the same order, or two who change places could wait for each other.
        involved = guilds_of(held_by(user, wanted.guild_id))
        if wanted.channel_id is not None and wanted.guild_id is not None:
            involved.add(wanted.guild_id)
        guilds: dict[int, Guild] = {
            guild_id: stack.enter_context(changing(guild_id, inside=True))
            for guild_id in sorted(involved)
        }
        in_calls = set(
            held_by(user, wanted.guild_id).filter(guild=None).values_list("channel_id", flat=True)
        )
        if wanted.channel_id is not None and wanted.guild_id is None:
            in_calls.add(wanted.channel_id)
        channels: dict[int, Channel] = {
            channel_id: stack.enter_context(calls.locked(channel_id, inside=True))
            for channel_id in sorted(in_calls)
        }
        held = list(held_by(user, wanted.guild_id).select_related("channel"))
        if wanted.channel_id is None:
            end([state for state in held if state.session_id == session_id], guilds)
        elif wanted.guild_id is None:
            enter_call(channels[wanted.channel_id], user, session_id, held, wanted, guilds)
        else:
            guild = guilds.get(wanted.guild_id)
            if guild is None:
                raise UnknownGuild
            here = next((state for state in held if state.guild_id == guild.id), None)
            join(guild, user, session_id, here, wanted)
            end([state for state in held if state.guild_id != guild.id], guilds)


def enter_call(
    channel: Channel,
    user: User,
    session_id: str,
    held: Collection[VoiceState],
    wanted: WantedState,
    guilds: dict[int, Guild],
) -> None:
    here = next((state for state in held if state.channel_id == channel.id), None)
    end([state for state in held if state is not here], guilds)
    values: dict[str, Any] = {
        "session_id": session_id,
        "self_mute": wanted.self_mute,
        "self_deaf": wanted.self_deaf,
        "self_video": wanted.self_video,
        "self_stream": wanted.self_stream,
    }
    calls.join(channel, user, here, values)


def held_by(user: User, guild_id: int | None) -> QuerySet[VoiceState]:
    """Return the states that make way when a user joins: a bot's are of each guild by itself."""
    held = VoiceState.objects.filter(user=user)
    return held.filter(guild_id=guild_id) if user.bot and guild_id is not None else held


def guilds_of(states: QuerySet[VoiceState]) -> set[int]:
    found = states.exclude(guild=None).values_list("guild_id", flat=True)
    return {int(guild_id) for guild_id in found if guild_id}


def end(states: Collection[VoiceState], guilds: dict[int, Guild]) -> None:
    for state in states:
        guild = guilds.get(state.guild_id or 0)
        if guild is not None:
            rooms.leave([state], rooms.members_of(guild, [state]))
        elif not state.guild_id:
            calls.leave([state])


def join(
    guild: Guild, user: User, session_id: str, here: VoiceState | None, wanted: WantedState
) -> None:
    found = standing(guild, user.id)
    if found.member is None:
        raise UnknownMember
    found.member.user = user
    channel = guild.channels.filter(id=wanted.channel_id or 0, type__in=VOICE_TYPES).first()
    if channel is None:
        raise UnknownChannel
    granted = found.in_channel(channel)
    is_elsewhere = here is None or here.channel_id != channel.id
    if is_elsewhere:
        others = VoiceState.objects.filter(channel=channel).exclude(user=user)
        if not may_enter(granted, user_limit=channel.user_limit, present=others.count()):
            raise MissingPermissions
    values: dict[str, Any] = {
        "session_id": session_id,
        "self_mute": wanted.self_mute,
        "self_deaf": wanted.self_deaf,
        "self_video": wanted.self_video and Permissions.STREAM in granted,
        "self_stream": wanted.self_stream and Permissions.STREAM in granted,
    }
    if is_elsewhere:
        values |= arrival(guild, channel, granted)
    if here is None:
        rooms.enter(VoiceState(user=user, guild=guild, **values), channel, found.member)
    elif is_elsewhere:
        rooms.move(here, channel, found.member, values)
    elif not rooms.change(here, found.member, values):
        # Said again, by who has lost the way there.
        rooms.repeat(here, found.member)


def arrival(guild: Guild, channel: Channel, granted: Permissions) -> dict[str, Any]:
    """Return how somebody starts in a channel."""
    is_afk = guild.afk_channel_id == channel.id
    return {
        "suppress": is_suppressed(channel.type, granted, is_afk=is_afk),
        "request_to_speak_timestamp": None,
        "was_brought": False,
        "permissions_version": guild.permissions_version,
    }


def end_sessions(session_ids: Collection[str]) -> int:
    """End what gateway sessions held that are over for good; returns how many states."""
    held = VoiceState.objects.filter(session_id__in=session_ids)
    ended = 0
    for guild_id in sorted(guilds_of(held)):
        try:
            with changing(guild_id) as guild:
                gone = rooms.states_in(guild, session_id__in=session_ids)
                rooms.leave(gone, rooms.members_of(guild, gone))
                ended += len(gone)
        except UnknownGuild:
            continue
    for channel_id in held.filter(guild=None).values_list("channel_id", flat=True).distinct():
        try:
            with calls.locked(channel_id):
                ended += end_in_call(channel_id, session_id__in=session_ids)
        except UnknownChannel:
            continue
    return ended


def end_in_call(channel_id: int, **conditions: Any) -> int:
    """End states of a call, whose channel is locked."""
    states = VoiceState.objects.filter(guild=None, channel_id=channel_id, **conditions)
    gone = list(states.select_related("channel", "user"))
    calls.leave(gone)
    return len(gone)
