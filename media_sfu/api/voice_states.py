"""Voice states of a guild, and the status of a voice channel."""

from __future__ import annotations

from config.kernel.fields import UNSET, Body, Snowflake, Timestamp, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_channel, access_guild
from media_sfu.access import access_voice_state
from media_sfu.payloads import VoiceStatePayload, voice_state_payload
from media_sfu.services.stage_voice import update_own_stage_voice, update_stage_voice
from media_sfu.services.status import set_voice_status


class OwnVoiceStateChanges(Body):
    channel_id: Snowflake | UnsetType | None = UNSET
    suppress: bool | UnsetType | None = UNSET
    request_to_speak_timestamp: Timestamp | UnsetType | None = UNSET


class VoiceStateChanges(Body):
    channel_id: Snowflake | UnsetType | None = UNSET
    suppress: bool | UnsetType | None = UNSET


class VoiceStatus(Body):
    status: str | None = None


class OwnVoiceState(ApiView):
    @operation(output=VoiceStatePayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> VoiceStatePayload:
        guild = access_guild(request.user, guild_id)
        return voice_state_payload(*access_voice_state(request.user, guild, request.user.id))

    @operation(body=OwnVoiceStateChanges, status=204, bucket="change-voice", per="guild_id")
    def patch(self, request: ApiRequest, *, guild_id: int, body: OwnVoiceStateChanges) -> None:
        guild = access_guild(request.user, guild_id)
        update_own_stage_voice(request.user, guild, body.given())


class OneVoiceState(ApiView):
    @operation(output=VoiceStatePayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, user_id: int) -> VoiceStatePayload:
        guild = access_guild(request.user, guild_id)
        return voice_state_payload(*access_voice_state(request.user, guild, user_id))

    @operation(body=VoiceStateChanges, status=204, bucket="change-voice", per="guild_id")
    def patch(
        self, request: ApiRequest, *, guild_id: int, user_id: int, body: VoiceStateChanges
    ) -> None:
        guild = access_guild(request.user, guild_id)
        update_stage_voice(request.user, guild, user_id, body.given())


class ChannelVoiceStatus(ApiView):
    @operation(body=VoiceStatus, status=204, per="channel_id")
    def put(self, request: ApiRequest, *, channel_id: int, body: VoiceStatus) -> None:
        channel = access_channel(request.user, channel_id)
        set_voice_status(request.user, channel, body.status, reason=request.reason)
