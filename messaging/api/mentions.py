"""The inbox of mentions."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from messaging.payloads import MessagePayload
from messaging.selectors.mentions import recent_mentions
from messaging.services.mentions import dismiss_mention


class MentionsQuery(Body):
    before: Snowflake | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 25
    guild_id: Snowflake | None = None
    roles: bool = True
    everyone: bool = True


class Mentions(ApiView):
    @operation(who="people", query=MentionsQuery, output=list[MessagePayload], bucket="mentions")
    async def get(self, request: ApiRequest, *, query: MentionsQuery) -> list[MessagePayload]:
        return await recent_mentions(
            request.user.id,
            before=query.before,
            limit=query.limit,
            guild_id=query.guild_id,
            roles=query.roles,
            everyone=query.everyone,
        )


class OneMention(ApiView):
    @operation(who="people", status=204, bucket="dismiss-mention")
    def delete(self, request: ApiRequest, *, message_id: int) -> None:
        dismiss_mention(request.user, message_id)
