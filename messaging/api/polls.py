"""Polls: voting, who voted, and ending them. They are asked with ``POST …/messages``."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from messaging.payloads import MessagePayload, VotersPayload
from messaging.selectors.voters import voters
from messaging.services.polls import end_poll, vote


class VotersQuery(Body):
    after: Snowflake = Snowflake(0)
    limit: Annotated[int, Meta(ge=1, le=100)] = 25


class Votes(Body):
    answer_ids: list[Snowflake]


class OwnVotes(ApiView):
    """All votes of a person at once, as the user client casts them."""

    @operation(
        body=Votes,
        status=204,
        who="people",
        bucket="vote",
        per="channel_id",
        rate=limits.POLL_VOTE_RATE,
    )
    async def put(
        self, request: ApiRequest, *, channel_id: int, message_id: int, body: Votes
    ) -> None:
        await vote(request.user.id, channel_id, message_id, add=body.answer_ids, only=True)


class OwnVote(ApiView):
    @operation(
        status=204, who="people", bucket="vote", per="channel_id", rate=limits.POLL_VOTE_RATE
    )
    async def put(
        self, request: ApiRequest, *, channel_id: int, message_id: int, answer_id: int
    ) -> None:
        await vote(request.user.id, channel_id, message_id, add=[answer_id])

    @operation(
        status=204, who="people", bucket="vote", per="channel_id", rate=limits.POLL_VOTE_RATE
    )
    async def delete(
        self, request: ApiRequest, *, channel_id: int, message_id: int, answer_id: int
    ) -> None:
        await vote(request.user.id, channel_id, message_id, remove=[answer_id])


class Voters(ApiView):
    @operation(query=VotersQuery, output=VotersPayload, bucket="voters", per="channel_id")
    async def get(
        self,
        request: ApiRequest,
        *,
        channel_id: int,
        message_id: int,
        answer_id: int,
        query: VotersQuery,
    ) -> VotersPayload:
        found = await voters(
            request.user.id,
            channel_id,
            message_id,
            answer_id,
            after=query.after,
            limit=query.limit,
        )
        return {"users": found}


class PollEnd(ApiView):
    @operation(output=MessagePayload, bucket="end-poll", per="channel_id")
    def post(self, request: ApiRequest, *, channel_id: int, message_id: int) -> MessagePayload:
        return end_poll(request.user, channel_id, message_id)
