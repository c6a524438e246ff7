"""Messages: sending, reading, changing, deleting."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from msgspec import Meta

from accounts.authentication import authenticate_request
from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from messaging.content.bodies import MessageChange, NewMessage
from messaging.payloads import MessagePayload
from messaging.selectors.history import history, one_message
from messaging.selectors.recent import recent_messages
from messaging.services.deleting import bulk_delete_messages, delete_message
from messaging.services.editing import edit_message
from messaging.services.pacing import message_buckets
from messaging.services.sending import send_message


class HistoryQuery(Body):
    before: Snowflake | None = None
    after: Snowflake | None = None
    around: Snowflake | None = None
    limit: Annotated[int, Meta(ge=1, le=limits.HISTORY_PAGE_MAX)] = limits.HISTORY_PAGE


class BulkDelete(Body):
    messages: list[Snowflake]


class Messages(ApiView):
    @operation(
        query=HistoryQuery,
        output=list[MessagePayload],
        bucket="history",
        per="channel_id",
        rate=limits.HISTORY_RATE,
    )
    async def get(
        self, request: ApiRequest, *, channel_id: int, query: HistoryQuery
    ) -> list[MessagePayload] | bytes:
        if query.before is None and query.after is None and query.around is None:
            return await recent_messages(request.user.id, channel_id, query.limit)
        return await history(
            request.user.id,
            channel_id,
            before_id=query.before,
            after_id=query.after,
            around_id=query.around,
            limit=query.limit,
        )

    @operation(
        body=NewMessage,
        output=MessagePayload,
        files=True,
        bucket="messages",
        per="channel_id",
        rate=limits.MESSAGE_CHANNEL_RATE,
        beside=message_buckets,
        counts_invalid=False,
    )
    async def post(self, request: ApiRequest, *, channel_id: int, body: NewMessage) -> bytes:
        sent = await send_message(
            request.user,
            channel_id,
            body,
            files=request.files,
            authenticate=partial(authenticate_request, request.http),
        )
        return sent.json


class OneMessage(ApiView):
    @operation(output=MessagePayload, bucket="message", per="channel_id")
    async def get(self, request: ApiRequest, *, channel_id: int, message_id: int) -> MessagePayload:
        return await one_message(request.user.id, channel_id, message_id)

    @operation(
        body=MessageChange,
        output=MessagePayload,
        files=True,
        bucket="edit-message",
        per="channel_id",
        rate=limits.MESSAGE_CHANNEL_RATE,
    )
    def patch(
        self, request: ApiRequest, *, channel_id: int, message_id: int, body: MessageChange
    ) -> MessagePayload:
        return edit_message(request.user, channel_id, message_id, body, files=request.files)

    @operation(status=204, bucket="delete-message", per="channel_id")
    def delete(self, request: ApiRequest, *, channel_id: int, message_id: int) -> None:
        delete_message(request.user, channel_id, message_id, reason=request.reason)


class BulkDeletion(ApiView):
    @operation(body=BulkDelete, status=204, bucket="bulk-delete", per="channel_id")
    def post(self, request: ApiRequest, *, channel_id: int, body: BulkDelete) -> None:
        bulk_delete_messages(request.user, channel_id, body.messages, reason=request.reason)
