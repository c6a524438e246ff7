"""Messages before they were edited or deleted: not in Discord's API."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from messaging.payloads import DeletedMessagePayload, EditPayload
from messaging.selectors.moderated import deleted_messages, earlier_versions


class DeletedQuery(Body):
    before: Snowflake | None = None
    limit: Annotated[int, Meta(ge=1, le=limits.HISTORY_PAGE_MAX)] = limits.HISTORY_PAGE


class Edits(ApiView):
    @operation(output=list[EditPayload], bucket="message-edits", per="channel_id")
    def get(self, request: ApiRequest, *, channel_id: int, message_id: int) -> list[EditPayload]:
        return earlier_versions(request.user, channel_id, message_id)


class DeletedMessages(ApiView):
    @operation(
        query=DeletedQuery,
        output=list[DeletedMessagePayload],
        bucket="deleted-messages",
        per="channel_id",
    )
    def get(
        self, request: ApiRequest, *, channel_id: int, query: DeletedQuery
    ) -> list[DeletedMessagePayload]:
        return deleted_messages(request.user, channel_id, before=query.before, limit=query.limit)
