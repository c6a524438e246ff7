"""What is announced of voice and stages. A state is told to those who see the channel it is in."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from config.kernel.events import Audience, announce, dispatch
from guilds.models import Channel, Emoji, Member, SoundboardSound
from guilds.payloads import emoji_payload
from media_sfu.models import Call, Recording, StageInstance, VoiceState
from media_sfu.payloads import (
    CallPayload,
    active_recording_payload,
    call_payload,
    stage_instance_payload,
    voice_server_payload,
    voice_state_payload,
)

BASIC_ANIMATION: Final = 1


def voice_state_updated(
    state: VoiceState, member: Member | None, *, moved_from: int | None = None
) -> None:
    """Tell where somebody is; ``moved_from`` is the channel they came from, if it is another."""
    to = Audience.channel(
        state.guild_id, state.channel_id, keeps_access=True, moved_from=moved_from
    )
    dispatch("VOICE_STATE_UPDATE", voice_state_payload(state, member), to=to)


def voice_state_ended(state: VoiceState, member: Member | None) -> None:
    """Tell those who saw somebody in a channel that they have left."""
    to = Audience.channel(state.guild_id, state.channel_id, keeps_access=True)
    dispatch("VOICE_STATE_UPDATE", voice_state_payload(state, member, has_left=True), to=to)


def voice_server_updated(state: VoiceState, token: str, endpoint: str) -> None:
    """Tell the gateway session that is in voice where to connect to, and with what."""
    payload = voice_server_payload(state, token, endpoint)
    dispatch("VOICE_SERVER_UPDATE", {**payload}, to=Audience.user(state.user_id))


def call_created(call: CallPayload) -> None:
    dispatch("CALL_CREATE", {**call}, to=Audience.dm(int(call["channel_id"])))


def call_updated(call: Call) -> None:
    dispatch("CALL_UPDATE", {**call_payload(call)}, to=Audience.dm(call.channel_id))


def call_deleted(channel_id: int) -> None:
    dispatch("CALL_DELETE", {"channel_id": str(channel_id)}, to=Audience.dm(channel_id))


def voice_start_time_updated(channel: Channel, started_at: datetime | None) -> None:
    data = {
        "id": str(channel.id),
        "guild_id": str(channel.guild_id),
        "voice_start_time": int(started_at.timestamp()) if started_at else None,
    }
    to = Audience.channel(channel.guild_id, channel.id)
    dispatch("VOICE_CHANNEL_START_TIME_UPDATE", data, to=to)


def voice_status_updated(channel: Channel) -> None:
    data = {
        "id": str(channel.id),
        "guild_id": str(channel.guild_id),
        "status": channel.status,
    }
    to = Audience.channel(channel.guild_id, channel.id)
    dispatch("VOICE_CHANNEL_STATUS_UPDATE", data, to=to)


def stage_instance_created(stage: StageInstance) -> None:
    stage_event("STAGE_INSTANCE_CREATE", stage)


def stage_instance_updated(stage: StageInstance) -> None:
    stage_event("STAGE_INSTANCE_UPDATE", stage)


def stage_instance_deleted(stage: StageInstance) -> None:
    stage_event("STAGE_INSTANCE_DELETE", stage)


def stage_event(name: str, stage: StageInstance) -> None:
    to = Audience.channel(stage.guild_id, stage.channel_id)
    dispatch(name, {**stage_instance_payload(stage)}, to=to)


def recording_begun(recording: Recording) -> None:
    active_recording_event("VOICE_RECORDING_CREATE", recording)


def recording_updated(recording: Recording) -> None:
    """Tell that somebody else has agreed to be recorded."""
    active_recording_event("VOICE_RECORDING_UPDATE", recording)


def recording_ended(recording: Recording) -> None:
    """Tell that a channel is not recorded any more."""
    active_recording_event("VOICE_RECORDING_DELETE", recording)


def active_recording_event(name: str, recording: Recording) -> None:
    to = Audience.channel(recording.guild_id, recording.channel_id)
    dispatch(name, {**active_recording_payload(recording)}, to=to)


def recording_file_updated(recording: Recording, *, is_deleted: bool = False) -> None:
    """Tell what became of a recording, so that lists of them are asked for anew."""
    data = {
        "id": str(recording.id),
        "guild_id": str(recording.guild_id),
        "channel_id": str(recording.channel_id),
        "status": "deleted" if is_deleted else recording.status,
    }
    to = Audience.channel(recording.guild_id, recording.channel_id)
    dispatch("VOICE_RECORDING_FILE_UPDATE", data, to=to)


def voice_effect_sent(
    channel: Channel, user_id: int, sound: SoundboardSound, emoji: Emoji | None
) -> None:
    """Tell those in the channel (the gateway knows who) that somebody plays a sound."""
    data: dict[str, object] = {
        "channel_id": str(channel.id),
        "guild_id": str(channel.guild_id),
        "user_id": str(user_id),
        "sound_id": str(sound.id),
        "sound_volume": sound.volume,
    }
    if emoji is not None:
        data["emoji"] = emoji_payload(emoji)
    elif sound.emoji_name is not None:
        data["emoji"] = {"id": None, "name": sound.emoji_name, "animated": False}
    if "emoji" in data:
        data |= {"animation_type": BASIC_ANIMATION, "animation_id": 0}
    to = Audience.channel(channel.guild_id, channel.id)
    announce("VOICE_CHANNEL_EFFECT_SEND", data, to=to)
