from __future__ import annotations

from django.urls import path

from media_sfu.api import (
    calls,
    effects,
    ice_servers,
    recordings,
    sessions,
    stages,
    voice_states,
)

GUILD = "guilds/<str:guild_id>"
CHANNEL = "channels/<str:channel_id>"
RECORDING = f"{CHANNEL}/recordings/<str:recording_id>"

urlpatterns = [
    path(f"{GUILD}/voice-states/@me", voice_states.OwnVoiceState.as_view()),
    path(f"{GUILD}/voice-states/<str:user_id>", voice_states.OneVoiceState.as_view()),
    path("stage-instances", stages.StageInstances.as_view()),
    path("stage-instances/<str:channel_id>", stages.OneStageInstance.as_view()),
    path(f"{CHANNEL}/send-soundboard-sound", effects.SendSoundboardSound.as_view()),
    path(f"{CHANNEL}/call", calls.ChannelCall.as_view()),
    path(f"{CHANNEL}/call/ring", calls.RingCall.as_view()),
    path(f"{CHANNEL}/call/stop-ringing", calls.StopRingingCall.as_view()),
    path(f"{GUILD}/recordings", recordings.GuildRecordings.as_view()),
    path(f"{CHANNEL}/recordings", recordings.ChannelRecordings.as_view()),
    path(RECORDING, recordings.OneRecording.as_view()),
    path(f"{RECORDING}/stop", recordings.StopRecording.as_view()),
    path(f"{RECORDING}/consent", recordings.RecordingConsent.as_view()),
    path("voice/sessions", sessions.VoiceSessions.as_view()),
    path("voice/sessions/<str:voice_session_id>", sessions.OneVoiceSession.as_view()),
    path("voice/ice-servers", ice_servers.IceServers.as_view()),
    path(f"{CHANNEL}/voice-status", voice_states.ChannelVoiceStatus.as_view()),
]
