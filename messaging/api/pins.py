"""Pinned messages, under the new address and the old one."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from config.kernel.fields import Body, Timestamp
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from messaging.payloads import MessagePayload, PinsPayload
from messaging.selectors.history import pinned_messages
from messaging.services.pins import pin_message, unpin_message


class PinsQuery(Body):
    before: Timestamp | None = None
    limit: Annotated[int, Meta(ge=1, le=50)] = 50


class Pins(ApiView):
    @operation(query=PinsQuery, output=PinsPayload, bucket="pins", per="channel_id")
    async def get(self, request: ApiRequest, *, channel_id: int, query: PinsQuery) -> PinsPayload:
        return await pinned_messages(
            request.user.id, channel_id, before_time=query.before, limit=query.limit
        )


class OldPins(ApiView):
    @operation(output=list[MessagePayload], bucket="pins", per="channel_id")
    async def get(self, request: ApiRequest, *, channel_id: int) -> list[MessagePayload]:
        found = await pinned_messages(request.user.id, channel_id, limit=limits.PINS_PER_CHANNEL)
        return [item["message"] for item in found["items"]]


class OnePin(ApiView):
    @operation(status=204, bucket="pin", per="channel_id", rate=limits.MESSAGE_CHANNEL_RATE)
    def put(self, request: ApiRequest, *, channel_id: int, message_id: int) -> None:
        pin_message(request.user, channel_id, message_id, reason=request.reason)

    @operation(status=204, bucket="pin", per="channel_id", rate=limits.MESSAGE_CHANNEL_RATE)
    def delete(self, request: ApiRequest, *, channel_id: int, message_id: int) -> None:
        unpin_message(request.user, channel_id, message_id, reason=request.reason)
