"""Recordings of voice channels. Not in Discord's API."""

from __future__ import annotations

from typing import Annotated

import msgspec

from config.kernel.fields import Body, Snowflake
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_channel, access_guild
from media_sfu.payloads import (
    ActiveRecordingPayload,
    RecordingPayload,
    active_recording_payload,
    recording_payload,
)
from media_sfu.selectors import hearable, hearable_in_channel, hearable_recording
from media_sfu.services.recording_files import delete_recording
from media_sfu.services.recordings import answer, start_recording, stop_recording


class RecordingsQuery(Body):
    before: Snowflake = Snowflake(MAX_SNOWFLAKE)
    limit: Annotated[int, msgspec.Meta(ge=1, le=limits.RECORDINGS_PAGE)] = limits.RECORDINGS_PAGE


class Consent(Body):
    consents: bool


class GuildRecordings(ApiView):
    @operation(query=RecordingsQuery, output=list[RecordingPayload], who="people", per="guild_id")
    def get(
        self, request: ApiRequest, *, guild_id: int, query: RecordingsQuery
    ) -> list[RecordingPayload]:
        found = hearable(request.user, access_guild(request.user, guild_id))
        page = found.filter(id__lt=int(query.before))[: query.limit]
        return [recording_payload(recording) for recording in page]


class ChannelRecordings(ApiView):
    @operation(query=RecordingsQuery, output=list[RecordingPayload], who="people", per="channel_id")
    def get(
        self, request: ApiRequest, *, channel_id: int, query: RecordingsQuery
    ) -> list[RecordingPayload]:
        found = hearable_in_channel(request.user, access_channel(request.user, channel_id))
        page = found.filter(id__lt=int(query.before))[: query.limit]
        return [recording_payload(recording) for recording in page]

    @operation(
        output=ActiveRecordingPayload, status=201, who="people", bucket="record", per="channel_id"
    )
    def post(self, request: ApiRequest, *, channel_id: int) -> ActiveRecordingPayload:
        channel = access_channel(request.user, channel_id)
        return active_recording_payload(
            start_recording(request.user, channel, reason=request.reason)
        )


class OneRecording(ApiView):
    @operation(output=RecordingPayload, who="people", per="channel_id")
    def get(self, request: ApiRequest, *, channel_id: int, recording_id: int) -> RecordingPayload:
        channel = access_channel(request.user, channel_id)
        return recording_payload(hearable_recording(request.user, channel, recording_id))

    @operation(status=204, who="people", bucket="record", per="channel_id")
    def delete(self, request: ApiRequest, *, channel_id: int, recording_id: int) -> None:
        channel = access_channel(request.user, channel_id)
        delete_recording(request.user, channel, recording_id, reason=request.reason)


class StopRecording(ApiView):
    @operation(status=204, who="people", bucket="record", per="channel_id")
    def post(self, request: ApiRequest, *, channel_id: int, recording_id: int) -> None:
        channel = access_channel(request.user, channel_id)
        stop_recording(request.user, channel, recording_id, reason=request.reason)


class RecordingConsent(ApiView):
    @operation(body=Consent, status=204, who="people", bucket="consent", per="channel_id")
    def put(
        self, request: ApiRequest, *, channel_id: int, recording_id: int, body: Consent
    ) -> None:
        channel = access_channel(request.user, channel_id)
        answer(request.user, channel, recording_id, consents=body.consents)
