"""Calls in direct channels."""

from __future__ import annotations

from typing import TypedDict

from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_channel
from media_sfu.services.calls import is_ringable, ring, stop_ringing


class Called(Body):
    recipients: list[Snowflake] | None = None

    def ids(self) -> set[int] | None:
        return None if self.recipients is None else {int(one) for one in self.recipients}


class CallEligibilityPayload(TypedDict):
    ringable: bool


class ChannelCall(ApiView):
    @operation(output=CallEligibilityPayload, who="people", per="channel_id")
    def get(self, request: ApiRequest, *, channel_id: int) -> CallEligibilityPayload:
        channel = access_channel(request.user, channel_id)
        return {"ringable": is_ringable(request.user, channel)}


class RingCall(ApiView):
    @operation(body=Called, status=204, who="people", bucket="ring", per="channel_id")
    def post(self, request: ApiRequest, *, channel_id: int, body: Called) -> None:
        channel = access_channel(request.user, channel_id)
        ring(request.user, channel.id, body.ids())


class StopRingingCall(ApiView):
    @operation(body=Called, status=204, who="people", bucket="ring", per="channel_id")
    def post(self, request: ApiRequest, *, channel_id: int, body: Called) -> None:
        channel = access_channel(request.user, channel_id)
        stop_ringing(request.user, channel.id, body.ids())
