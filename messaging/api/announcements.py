"""Announcement channels: following them, and publishing what is in them."""

from __future__ import annotations

from typing import TypedDict

from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from messaging.payloads import MessagePayload
from messaging.services.crossposts import crosspost
from messaging.services.following import follow


class FollowedChannelPayload(TypedDict):
    channel_id: str  # the one that is followed
    webhook_id: str


class Following(Body):
    webhook_channel_id: Snowflake


class Followers(ApiView):
    @operation(
        body=Following, output=FollowedChannelPayload, bucket="follow-channel", per="channel_id"
    )
    def post(
        self, request: ApiRequest, *, channel_id: int, body: Following
    ) -> FollowedChannelPayload:
        webhook = follow(request.user, channel_id, body.webhook_channel_id, reason=request.reason)
        return {"channel_id": str(channel_id), "webhook_id": str(webhook.id)}


class Crosspost(ApiView):
    @operation(
        output=MessagePayload,
        bucket="crosspost",
        per="channel_id",
        rate=limits.CROSSPOST_RATE,
        shared=True,
    )
    def post(self, request: ApiRequest, *, channel_id: int, message_id: int) -> MessagePayload:
        return crosspost(request.user, channel_id, message_id)
