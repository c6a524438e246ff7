"""Joining and leaving voice without the gateway."""

from __future__ import annotations

from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_channel
from media_sfu.services.simple_sessions import VoiceSessionPayload, end_session, start_session


class NewVoiceSession(Body):
    channel_id: Snowflake
    self_mute: bool = False
    self_deaf: bool = False


class VoiceSessions(ApiView):
    @operation(body=NewVoiceSession, output=VoiceSessionPayload, status=201, bucket="join-voice")
    def post(self, request: ApiRequest, *, body: NewVoiceSession) -> VoiceSessionPayload:
        channel = access_channel(request.user, int(body.channel_id))
        flags = {"self_mute": body.self_mute, "self_deaf": body.self_deaf}
        return start_session(request.user, channel, flags)


class OneVoiceSession(ApiView):
    @operation(status=204, bucket="join-voice")
    def delete(self, request: ApiRequest, *, voice_session_id: int) -> None:
        end_session(request.user, voice_session_id)
