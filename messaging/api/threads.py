"""Starting threads: from a message, without one, and as posts with their first message."""

from __future__ import annotations

from config.kernel.errors import required
from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_channel
from guilds.payloads.channels import FORUM_TYPES
from guilds.payloads.threads import ThreadPayload
from messaging.content.bodies import NewMessage
from messaging.services.pacing import message_buckets
from messaging.services.threads import (
    NewThread,
    start_post,
    start_thread,
    start_thread_from_message,
)


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
