"""Speakers and audience of a stage channel (``PATCH /guilds/{id}/voice-states/…``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from config.kernel.errors import (
    CannotExecuteOnChannelType,
    MissingPermissions,
    UnknownVoiceState,
    field_error,
)
from config.settings import limits
from guilds.models import ChannelType, Guild
from guilds.permissions import Permissions
from guilds.services.changes import acting
from guilds.standing import Standing
from media_sfu.models import VoiceState
from media_sfu.services import rooms
from media_sfu.services.moderation import state_of
from media_sfu.services.stages import say_speaker


def update_own_stage_voice(actor: User, guild: Guild, values: Mapping[str, Any]) -> None:
    """Ask to speak, become a speaker as a moderator or an invited one, or go back to listening.

    ``values``: ``channel_id``, ``suppress``, ``request_to_speak_timestamp``; what is absent
    stays. https://discord.com/developers/docs/resources/voice#modify-current-user-voice-state
    """
    with acting(actor, guild.id) as (locked, standing):
        state = stage_state(locked, actor.id, values.get("channel_id"))
        granted = standing.in_channel(state.channel)
        wanted: dict[str, Any] = {}
        suppress = values.get("suppress")
        if suppress is not None and suppress != state.suppress:
            if not suppress and Permissions.MUTE_MEMBERS not in granted:
                raise MissingPermissions
            wanted |= {"suppress": suppress, "request_to_speak_timestamp": None}
        if "request_to_speak_timestamp" in values:
            at = values["request_to_speak_timestamp"]
            if at is not None:
                check_request(at)
                if Permissions.REQUEST_TO_SPEAK not in granted:
                    raise MissingPermissions
            wanted["request_to_speak_timestamp"] = at
        apply(state, standing, wanted)


def update_stage_voice(actor: User, guild: Guild, user_id: int, values: Mapping[str, Any]) -> None:
    """Invite somebody to speak, or send them to the audience. Needs MUTE_MEMBERS."""
    with acting(actor, guild.id) as (locked, standing):
        state = state_of(locked, user_id)
        granted = standing.in_channel(state.channel) if state is not None else Permissions(0)
        if Permissions.VIEW_CHANNEL not in granted:
            raise UnknownVoiceState
        state = stage_state(locked, user_id, values.get("channel_id"))
        if Permissions.MUTE_MEMBERS not in granted:
            raise MissingPermissions
        suppress = values.get("suppress")
        if suppress is None or suppress == state.suppress:
            return
        # People are asked first; to accept they clear the time. Bots speak at once.
        is_asked = not suppress and not state.user.bot
        at = timezone.now() if is_asked else None
        apply(state, standing, {"suppress": suppress, "request_to_speak_timestamp": at})


def stage_state(guild: Guild, user_id: int, channel_id: int | None) -> VoiceState:
    """Return the state of somebody who is in that stage channel."""
    state = state_of(guild, user_id)
    if state is None:
        raise UnknownVoiceState
    channel = state.channel
    if channel_id is not None and channel_id != channel.id:
        named = guild.channels.filter(id=channel_id).first()
        if named is None or named.type == ChannelType.GUILD_STAGE_VOICE:
            raise UnknownVoiceState
        channel = named
    if channel.type != ChannelType.GUILD_STAGE_VOICE:
        raise CannotExecuteOnChannelType
    return state


def check_request(at: datetime) -> None:
    """Refuse a time in the past; clocks may differ a little."""
    if at < timezone.now() - timedelta(seconds=limits.CLOCK_TOLERANCE):
        raise field_error(
            "request_to_speak_timestamp",
            "DATE_TIME_TYPE_PAST",
            "The time must not be in the past.",
        )


def apply(state: VoiceState, standing: Standing, values: Mapping[str, Any]) -> None:
    member = rooms.members_of(standing.guild, [state]).get(state.user_id)
    was_speaker = state.is_speaker
    rooms.change(state, member, values)
    if state.is_speaker and not was_speaker:
        say_speaker(state)
