"""Starting threads: from a message, without one, and as posts with their first message."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from config.kernel.errors import field_error, required, too_long
from config.kernel.fields import Body, Snowflake, parse_decimal, shown
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_channel
from guilds.payloads.channels import FORUM_TYPES
from guilds.payloads.threads import ThreadPayload
from messaging.content.bodies import NewMessage
from messaging.payloads import ThreadSearchPayload
from messaging.selectors.thread_search import ThreadSearch, search_threads
from messaging.services.pacing import message_buckets
from messaging.services.threads import (
    NewThread,
    start_post,
    start_thread,
    start_thread_from_message,
)


class SearchQuery(Body):
    name: Annotated[str, Meta(max_length=limits.CHANNEL_NAME_LENGTH)] | None = None
    slop: Annotated[int, Meta(ge=0, le=100)] | None = None
    min_id: Snowflake | None = None
    max_id: Snowflake | None = None
    tag: list[str] | None = None
    tag_setting: Literal["match_all", "match_some"] = "match_some"
    archived: bool | None = None
    sort_by: Literal["relevance", "creation_time", "last_message_time", "archive_time"] = (
        "last_message_time"
    )
    sort_order: Literal["asc", "desc"] = "desc"
    limit: Annotated[int, Meta(ge=1, le=25)] = 25
    offset: Annotated[int, Meta(ge=0, le=9975)] = 0

    def tags(self) -> list[int]:
        """Return the ids of tags, which come one by one or with commas."""
        given = [part for text in self.tag or () for part in text.split(",") if part]
        if len(given) > limits.FORUM_TAGS:
            raise too_long("tag", limits.FORUM_TAGS)
        found = []
        for text in given:
            number = parse_decimal(text, MAX_SNOWFLAKE)
            if number is None:
                message = f'Value "{shown(text)}" is not snowflake.'
                raise field_error("tag", "NUMBER_TYPE_COERCE", message)
            found.append(number)
        return found


class ThreadBody(Body):
    name: str
    auto_archive_duration: int | None = None
    rate_limit_per_user: int | None = None

    def new(self) -> NewThread:
        return NewThread(self.name, self.auto_archive_duration, self.rate_limit_per_user)


class AnyThreadBody(ThreadBody):
    # Without a message
    type: int | None = None
    invitable: bool | None = None
    # In forums
    message: NewMessage | None = None
    applied_tags: list[Snowflake] | None = None

    def new(self) -> NewThread:
        return NewThread(
            self.name, self.auto_archive_duration, self.rate_limit_per_user, self.invitable
        )


class MessageThreads(ApiView):
    @operation(
        body=ThreadBody,
        output=ThreadPayload,
        status=201,
        bucket="start-thread",
        per="channel_id",
    )
    def post(
        self, request: ApiRequest, *, channel_id: int, message_id: int, body: ThreadBody
    ) -> ThreadPayload:
        return start_thread_from_message(
            request.user, channel_id, message_id, body.new(), reason=request.reason
        )


class Threads(ApiView):
    @operation(
        body=AnyThreadBody,
        output=ThreadPayload,
        status=201,
        files=True,
        bucket="start-thread",
        per="channel_id",
        beside=message_buckets,
        counts_invalid=False,
    )
    def post(self, request: ApiRequest, *, channel_id: int, body: AnyThreadBody) -> ThreadPayload:
        channel = access_channel(request.user, channel_id)
        if channel.type not in FORUM_TYPES:
            return start_thread(
                request.user, channel_id, body.type, body.new(), reason=request.reason
            )
        if body.message is None:
            raise required("message")
        return start_post(
            request.user,
            channel_id,
            body.new(),
            body.message,
            tags=body.applied_tags or (),
            files=request.files,
            reason=request.reason,
        )


class ThreadSearches(ApiView):
    @operation(
        query=SearchQuery, output=ThreadSearchPayload, bucket="search-threads", per="channel_id"
    )
    def get(
        self, request: ApiRequest, *, channel_id: int, query: SearchQuery
    ) -> ThreadSearchPayload:
        wanted = ThreadSearch(
            name=query.name,
            min_id=query.min_id,
            max_id=query.max_id,
            tags=query.tags(),
            match_all=query.tag_setting == "match_all",
            archived=query.archived,
            sort_by=query.sort_by,
            ascending=query.sort_order == "asc",
            limit=query.limit,
            offset=query.offset,
        )
        return search_threads(request.user, channel_id, wanted)
