"""Reads of voice states."""

from __future__ import annotations

from collections.abc import Collection

from guilds.models import Channel, Member
from media_sfu.models import Call, StageInstance, VoiceRoom, VoiceState
from media_sfu.payloads import (
    CallPayload,
    ChannelInfoPayload,
    StageInstancePayload,
    VoiceStatePayload,
    call_payload,
    channel_info_payload,
    stage_instance_payload,
    voice_state_payload,
)


def voice_states_by_user(guild_id: int) -> dict[int, VoiceStatePayload]:
    """Return the voice states of a guild, by user (two queries)."""
    states = list(VoiceState.objects.filter(guild_id=guild_id))
    if not states:
        return {}
    members = {
        member.user_id: member
        for member in Member.objects.select_related("user").filter(
            guild_id=guild_id, user_id__in=[state.user_id for state in states]
        )
    }
    return {
        state.user_id: voice_state_payload(state, members.get(state.user_id)) for state in states
    }


def with_voice(guild_ids: Collection[int]) -> set[int]:
    """Return those of the guilds in which somebody is in voice, or a stage is live."""
    speaking = VoiceState.objects.filter(guild_id__in=guild_ids).values_list("guild_id", flat=True)
    stages = StageInstance.objects.filter(guild_id__in=guild_ids)
    return {*speaking, *stages.values_list("guild_id", flat=True)}


def stage_instances(guild_id: int) -> list[StageInstancePayload]:
    """Return the stages of a guild that are live."""
    stages = StageInstance.objects.filter(guild_id=guild_id).order_by("id")
    return [stage_instance_payload(stage) for stage in stages]


def channel_infos(
    guild_id: int, channel_ids: Collection[int], fields: Collection[str]
) -> list[ChannelInfoPayload]:
    """Return what CHANNEL_INFO says of those of these channels that have something to say."""
    wanted: dict[int, dict[str, object]] = {}
    channels = Channel.objects.filter(guild_id=guild_id, id__in=channel_ids)
    if "status" in fields:
        for channel_id, status in channels.exclude(status=None).values_list("id", "status"):
            wanted.setdefault(channel_id, {})["status"] = status
    if "voice_start_time" in fields:
        rooms = VoiceRoom.objects.filter(channel__in=channels)
        for channel_id, started_at in rooms.values_list("channel_id", "started_at"):
            wanted.setdefault(channel_id, {})["voice_start_time"] = int(started_at.timestamp())
    return [channel_info_payload(channel_id, wanted[channel_id]) for channel_id in sorted(wanted)]


def calls_in(channel_ids: Collection[int]) -> list[CallPayload]:
    """Return the calls in direct channels that have been announced."""
    calls = Call.objects.filter(channel_id__in=channel_ids).exclude(message_id=None)
    states = VoiceState.objects.filter(channel_id__in=channel_ids, guild=None)
    return [
        call_payload(call, [state for state in states if state.channel_id == call.channel_id])
        for call in calls
    ]
