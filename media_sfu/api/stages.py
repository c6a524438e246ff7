"""Stage instances."""

from __future__ import annotations

from config.kernel.fields import UNSET, Body, Snowflake, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_channel
from media_sfu.payloads import StageInstancePayload, stage_instance_payload
from media_sfu.services.stages import GUILD_ONLY, close_stage, open_stage, stage_in, update_stage


class NewStageInstance(Body):
    channel_id: Snowflake
    topic: str
    privacy_level: int | None = None
    send_start_notification: bool | None = None
    guild_scheduled_event_id: Snowflake | None = None


class StageInstanceChanges(Body):
    topic: str | UnsetType = UNSET
    privacy_level: int | UnsetType = UNSET


class StageInstances(ApiView):
    @operation(body=NewStageInstance, output=StageInstancePayload)
    def post(self, request: ApiRequest, *, body: NewStageInstance) -> StageInstancePayload:
        channel = access_channel(request.user, int(body.channel_id))
        level, event_id = body.privacy_level, body.guild_scheduled_event_id
        stage = open_stage(
            request.user,
            channel,
            topic=body.topic,
            privacy_level=GUILD_ONLY if level is None else level,
            notifies=bool(body.send_start_notification),
            scheduled_event_id=None if event_id is None else int(event_id),
            reason=request.reason,
        )
        return stage_instance_payload(stage)


class OneStageInstance(ApiView):
    @operation(output=StageInstancePayload, per="channel_id")
    def get(self, request: ApiRequest, *, channel_id: int) -> StageInstancePayload:
        return stage_instance_payload(stage_in(access_channel(request.user, channel_id)))

    @operation(
        body=StageInstanceChanges,
        output=StageInstancePayload,
        bucket="change-stage",
        per="channel_id",
    )
    def patch(
        self, request: ApiRequest, *, channel_id: int, body: StageInstanceChanges
    ) -> StageInstancePayload:
        channel = access_channel(request.user, channel_id)
        stage = update_stage(request.user, channel, body.given(), reason=request.reason)
        return stage_instance_payload(stage)

    @operation(status=204, bucket="change-stage", per="channel_id")
    def delete(self, request: ApiRequest, *, channel_id: int) -> None:
        channel = access_channel(request.user, channel_id)
        close_stage(request.user, channel, reason=request.reason)
