"""Voice states and stages as clients see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

from accounts.payloads import UserPayload, user_payload
from guilds.models import Member
from guilds.payloads import MemberPayload, member_payload
from guilds.payloads.channels import identifier
from guilds.payloads.members import timestamp
from guilds.payloads.regions import HERE
from media_sfu.files import MIX, address
from media_sfu.models import Call, Recording, RecordingStatus, StageInstance, VoiceState


class VoiceStatePayload(TypedDict):
    guild_id: str | None
    channel_id: str | None  # null: they have left
    user_id: str
    session_id: str
    deaf: bool
    mute: bool
    self_deaf: bool
    self_mute: bool
    self_stream: bool
    self_video: bool
    suppress: bool
    request_to_speak_timestamp: str | None
    member: NotRequired[MemberPayload]  # absent in calls, and of who is no member any more


class VoiceServerPayload(TypedDict):
    token: str
    guild_id: str | None
    channel_id: NotRequired[str]  # of a call
    endpoint: str  # host and port, without a scheme
    session_id: str  # whose session is told; clients do not see it


class CallPayload(TypedDict):
    """A call in a direct channel. CALL_UPDATE leaves out who is in it."""

    channel_id: str
    message_id: str
    region: str
    ringing: list[str]
    voice_states: NotRequired[list[VoiceStatePayload]]


class ChannelInfoPayload(TypedDict):
    """One channel in CHANNEL_INFO, with the fields that were asked for."""

    id: str
    status: NotRequired[str | None]
    voice_start_time: NotRequired[int | None]


class StageInstancePayload(TypedDict):
    id: str
    guild_id: str
    channel_id: str
    topic: str
    privacy_level: int
    discoverable_disabled: bool
    guild_scheduled_event_id: str | None


class ActiveRecordingPayload(TypedDict):
    """A recording that is being made, as everybody sees it who sees the channel."""

    id: str
    guild_id: str
    channel_id: str
    started_by: str | None
    started_at: str
    consenting: list[str]  # who has agreed to be recorded


class RecordedVoicePayload(TypedDict):
    """What one person said in a recording, beginning at an offset of the whole."""

    user: UserPayload
    offset_ms: int
    duration_ms: int
    size: int
    url: str


class RecordingPayload(TypedDict):
    """``url`` is signed, and null until the recording is ready."""

    id: str
    guild_id: str
    channel_id: str
    started_by: UserPayload | None
    status: str
    end_reason: str | None
    started_at: str
    ended_at: str | None
    duration_ms: int
    size: int
    url: str | None
    voices: list[RecordedVoicePayload]


def active_recording_payload(recording: Recording) -> ActiveRecordingPayload:
    agreed = recording.participants.filter(consents=True).values_list("user_id", flat=True)
    return {
        "id": str(recording.id),
        "guild_id": str(recording.guild_id),
        "channel_id": str(recording.channel_id),
        "started_by": identifier(recording.started_by_id),
        "started_at": timestamp(recording.started_at),
        "consenting": [str(user_id) for user_id in agreed],
    }


def recording_payload(recording: Recording) -> RecordingPayload:
    """Return a recording with the addresses of its files, for who may hear it."""
    is_ready = recording.status == RecordingStatus.READY
    voices = [one for one in recording.participants.all() if one.file]
    return {
        "id": str(recording.id),
        "guild_id": str(recording.guild_id),
        "channel_id": str(recording.channel_id),
        "started_by": user_payload(recording.started_by) if recording.started_by else None,
        "status": recording.status,
        "end_reason": recording.end_reason or None,
        "started_at": timestamp(recording.started_at),
        "ended_at": timestamp(recording.ended_at) if recording.ended_at else None,
        "duration_ms": recording.duration_ms,
        "size": recording.size + sum(one.size for one in voices),
        "url": address(recording.id, MIX) if is_ready else None,
        "voices": [
            {
                "user": user_payload(one.user),
                "offset_ms": one.offset_ms,
                "duration_ms": one.duration_ms,
                "size": one.size,
                "url": address(recording.id, f"{one.user_id}.webm"),
            }
            for one in voices
            if is_ready
        ],
    }


def stage_instance_payload(stage: StageInstance) -> StageInstancePayload:
    return {
        "id": str(stage.id),
        "guild_id": str(stage.guild_id),
        "channel_id": str(stage.channel_id),
        "topic": stage.topic,
        "privacy_level": stage.privacy_level,
        "discoverable_disabled": True,
        "guild_scheduled_event_id": identifier(stage.scheduled_event_id),
    }


def voice_state_payload(
    state: VoiceState, member: Member | None, *, has_left: bool = False
) -> VoiceStatePayload:
    """Return a voice state; ``member`` is whose it is, with the user."""
    requested = state.request_to_speak_timestamp
    payload: VoiceStatePayload = {
        "guild_id": identifier(state.guild_id),
        "channel_id": None if has_left else str(state.channel_id),
        "user_id": str(state.user_id),
        "session_id": state.session_id,
        "deaf": member.deaf if member is not None else False,
        "mute": member.mute if member is not None else False,
        "self_deaf": state.self_deaf,
        "self_mute": state.self_mute,
        "self_stream": state.self_stream,
        "self_video": state.self_video,
        "suppress": state.suppress,
        "request_to_speak_timestamp": timestamp(requested) if requested else None,
    }
    if member is not None:
        payload["member"] = member_payload(member)
    return payload


def voice_server_payload(state: VoiceState, token: str, endpoint: str) -> VoiceServerPayload:
    payload: VoiceServerPayload = {
        "token": token,
        "guild_id": identifier(state.guild_id),
        "endpoint": endpoint,
        "session_id": state.session_id,
    }
    if not state.guild_id:
        payload["channel_id"] = str(state.channel_id)
    return payload


def call_payload(call: Call, states: Iterable[VoiceState] | None = None) -> CallPayload:
    payload: CallPayload = {
        "channel_id": str(call.channel_id),
        "message_id": str(call.message_id),
        "region": HERE["id"],
        "ringing": [str(user_id) for user_id in call.ringing],
    }
    if states is not None:
        payload["voice_states"] = [voice_state_payload(state, None) for state in states]
    return payload


def channel_info_payload(channel_id: int, values: Mapping[str, Any]) -> ChannelInfoPayload:
    return {"id": str(channel_id), **values}  # type: ignore[typeddict-item]
