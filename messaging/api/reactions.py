"""Reactions to messages."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from accounts.payloads import UserPayload
from config.kernel.errors import CannotUseBurstReactions
from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from messaging.selectors.reactors import reactors
from messaging.services.reactions import (
    add_reaction,
    clear_emoji,
    clear_reactions,
    remove_reaction,
)


class ReactorsQuery(Body):
    after: Snowflake = Snowflake(0)
    limit: Annotated[int, Meta(ge=1, le=100)] = 25
    type: Annotated[int, Meta(ge=0, le=1)] = 0


class ReactionQuery(Body):
    type: Annotated[int, Meta(ge=0, le=1)] = 0


class OwnReaction(ApiView):
    @operation(
        query=ReactionQuery,
        status=204,
        bucket="react",
        per="channel_id",
        rate=limits.REACTION_RATE,
    )
    async def put(
        self,
        request: ApiRequest,
        *,
        channel_id: int,
        message_id: int,
        emoji: str,
        query: ReactionQuery,
    ) -> None:
        if query.type:  # burst reactions are bought, and here nothing is sold
            raise CannotUseBurstReactions
        user = request.user
        await add_reaction(user.id, channel_id, message_id, emoji, request.credentials.user_payload)

    @operation(status=204, bucket="react", per="channel_id", rate=limits.REACTION_RATE)
    async def delete(
        self, request: ApiRequest, *, channel_id: int, message_id: int, emoji: str
    ) -> None:
        await remove_reaction(request.user.id, channel_id, message_id, emoji, request.user.id)


class OthersReaction(ApiView):
    @operation(status=204, bucket="react", per="channel_id", rate=limits.REACTION_RATE)
    async def delete(
        self, request: ApiRequest, *, channel_id: int, message_id: int, emoji: str, user_id: int
    ) -> None:
        await remove_reaction(request.user.id, channel_id, message_id, emoji, user_id)


class ReactionsOfOneKind(ApiView):
    @operation(query=ReactorsQuery, output=list[UserPayload], bucket="reactors", per="channel_id")
    async def get(
        self,
        request: ApiRequest,
        *,
        channel_id: int,
        message_id: int,
        emoji: str,
        query: ReactorsQuery,
    ) -> list[UserPayload]:
        if query.type:  # burst reactions, of which there are none
            return []
        return await reactors(
            request.user.id, channel_id, message_id, emoji, after=query.after, limit=query.limit
        )

    @operation(status=204, bucket="clear-reactions", per="channel_id", rate=limits.REACTION_RATE)
    def delete(self, request: ApiRequest, *, channel_id: int, message_id: int, emoji: str) -> None:
        clear_emoji(request.user, channel_id, message_id, emoji)


class AllReactions(ApiView):
    @operation(status=204, bucket="clear-reactions", per="channel_id", rate=limits.REACTION_RATE)
    def delete(self, request: ApiRequest, *, channel_id: int, message_id: int) -> None:
        clear_reactions(request.user, channel_id, message_id)
