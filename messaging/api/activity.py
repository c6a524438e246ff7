"""What a client tells while a person reads and writes: typing, and how far they have read."""

from __future__ import annotations

from typing import Annotated, TypedDict

from msgspec import Meta

from config.kernel.fields import Body
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from messaging.services.read_states import acknowledge
from messaging.services.typing import TypingPayload, start_typing, who_is_typing


class Acknowledgement(Body):
    token: str | None = None
    manual: bool = False
    mention_count: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0


class AcknowledgedPayload(TypedDict):
    token: str | None


class Typing(ApiView):
    @operation(output=list[TypingPayload], bucket="who-is-typing", per="channel_id")
    async def get(self, request: ApiRequest, *, channel_id: int) -> list[TypingPayload]:
        """Who is writing now, for whoever opens a channel."""
        return await who_is_typing(request.user.id, channel_id)

    @operation(status=204, bucket="typing", per="channel_id", rate=limits.TYPING_RATE)
    async def post(self, request: ApiRequest, *, channel_id: int) -> None:
        await start_typing(request.user.id, channel_id, request.credentials.user_payload)


class MessageAck(ApiView):
    @operation(
        body=Acknowledgement,
        output=AcknowledgedPayload,
        who="people",
        bucket="ack",
        per="channel_id",
    )
    async def post(
        self, request: ApiRequest, *, channel_id: int, message_id: int, body: Acknowledgement
    ) -> AcknowledgedPayload:
        await acknowledge(
            request.user.id,
            channel_id,
            message_id,
            manual=body.manual,
            mentions=body.mention_count,
        )
        return {"token": None}
