from media_sfu.models.calls import Call
from media_sfu.models.history import VideoParticipant, VideoSession, VoiceSession
from media_sfu.models.recordings import (
    EndReason,
    Recording,
    RecordingParticipant,
    RecordingStatus,
)
from media_sfu.models.stages import StageInstance
from media_sfu.models.voice_states import VoiceRoom, VoiceState

__all__ = [
    "Call",
    "EndReason",
    "Recording",
    "RecordingParticipant",
    "RecordingStatus",
    "StageInstance",
    "VideoParticipant",
    "VideoSession",
    "VoiceRoom",
    "VoiceSession",
    "VoiceState",
]
