"""Reads of voice states."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet

from accounts.models import User
from config.kernel.errors import UnknownRecording
from guilds.models import Channel, ChannelType, Guild, Member
from guilds.permissions import Permissions
from guilds.standing import standing
from media_sfu.models import (
    Call,
    Recording,
    RecordingStatus,
    StageInstance,
    VoiceRoom,
    VoiceState,
)
from media_sfu.payloads import (
    ActiveRecordingPayload,
    CallPayload,
    ChannelInfoPayload,
    StageInstancePayload,
    VoiceStatePayload,
    active_recording_payload,
    call_payload,
    channel_info_payload,
    stage_instance_payload,
    voice_state_payload,
)
from media_sfu.voice_states import RECORDER


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


# Recordings


def active_recordings(guild_id: int) -> list[ActiveRecordingPayload]:
    """Return the recordings that are being made in a guild."""
    going_on = Recording.objects.filter(guild_id=guild_id, status=RecordingStatus.RECORDING)
    return [active_recording_payload(recording) for recording in going_on.order_by("id")]


def hearable(user: User, guild: Guild) -> QuerySet[Recording]:
    """Return what somebody may hear of what was recorded in a guild, the newest first."""
    found = standing(guild, user.id)
    wanted = Q(pk__in=())
    voice = guild.channels.filter(type=ChannelType.GUILD_VOICE).prefetch_related("overwrites")
    for channel in voice:
        wanted |= hearable_with(user, channel.id, found.in_channel(channel))
    return described(Recording.objects.filter(wanted))


def hearable_in_channel(user: User, channel: Channel) -> QuerySet[Recording]:
    if channel.guild is None:
        return Recording.objects.none()
    granted = standing(channel.guild, user.id).in_channel(channel)
    return described(Recording.objects.filter(hearable_with(user, channel.id, granted)))


def hearable_recording(user: User, channel: Channel, recording_id: int) -> Recording:
    found = hearable_in_channel(user, channel).filter(id=recording_id).first()
    if found is None:
        raise UnknownRecording
    return found


def hearable_with(user: User, channel_id: int, granted: Permissions) -> Q:
    """Who may record a channel hears all of it; others what they agreed to be recorded in."""
    if RECORDER | Permissions.VIEW_CHANNEL in granted:
        return Q(channel_id=channel_id)
    if Permissions.VIEW_CHANNEL in granted:
        # Also who has taken their word back, but was recorded until then.
        agreed = Q(participants__consents=True) | Q(participants__file__gt="")
        return Q(channel_id=channel_id, participants__user=user) & agreed
    return Q(pk__in=())


def described(recordings: QuerySet[Recording]) -> QuerySet[Recording]:
    over = recordings.exclude(status=RecordingStatus.RECORDING).distinct().order_by("-id")
    return over.select_related("started_by").prefetch_related("participants__user")
