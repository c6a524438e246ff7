"""Threads of a guild and of a channel: the active and the archived ones."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from config.kernel.errors import CannotExecuteOnChannelType
from config.kernel.fields import Body, Snowflake, Timestamp
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_channel, access_guild
from guilds.models import Channel
from guilds.payloads.channels import FORUM_TYPES, TEXT_TYPES
from guilds.payloads.threads import ThreadsPayload, threads_payload
from guilds.permissions import Permissions
from guilds.selectors.threads import (
    active_threads,
    archived_threads,
    of_user,
    own_archived_threads,
)

Limit = Annotated[int, Meta(ge=1, le=limits.THREADS_PAGE)]
READING = Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY


class ArchivedQuery(Body):
    before: Timestamp | None = None
    limit: Limit = 50


class OwnArchivedQuery(Body):
    before: Snowflake | None = None
    limit: Limit = 50


class ActiveThreads(ApiView):
    @operation(output=ThreadsPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> ThreadsPayload:
        guild = access_guild(request.user, guild_id)
        return listed(active_threads(guild, request.user.id), request)


class ArchivedPublicThreads(ApiView):
    @operation(query=ArchivedQuery, output=ThreadsPayload, per="channel_id")
    def get(self, request: ApiRequest, *, channel_id: int, query: ArchivedQuery) -> ThreadsPayload:
        parent = access_parent(request, channel_id, READING)
        threads, has_more = archived_threads(
            parent, private=False, before=query.before, limit=query.limit
        )
        return listed(threads, request, has_more=has_more)


class ArchivedPrivateThreads(ApiView):
    @operation(query=ArchivedQuery, output=ThreadsPayload, per="channel_id")
    def get(self, request: ApiRequest, *, channel_id: int, query: ArchivedQuery) -> ThreadsPayload:
        parent = access_parent(request, channel_id, READING | Permissions.MANAGE_THREADS)
        threads, has_more = archived_threads(
            parent, private=True, before=query.before, limit=query.limit
        )
        return listed(threads, request, has_more=has_more)


class OwnArchivedPrivateThreads(ApiView):
    @operation(query=OwnArchivedQuery, output=ThreadsPayload, per="channel_id")
    def get(
        self, request: ApiRequest, *, channel_id: int, query: OwnArchivedQuery
    ) -> ThreadsPayload:
        parent = access_parent(request, channel_id, READING)
        threads, has_more = own_archived_threads(
            parent, request.user.id, before=query.before, limit=query.limit
        )
        return listed(threads, request, has_more=has_more)


def access_parent(request: ApiRequest, channel_id: int, needed: Permissions) -> Channel:
    """Return a channel that threads can be in."""
    channel = access_channel(request.user, channel_id, needed)
    if channel.type not in TEXT_TYPES and channel.type not in FORUM_TYPES:
        raise CannotExecuteOnChannelType
    return channel


def listed(
    threads: list[Channel], request: ApiRequest, *, has_more: bool = False
) -> ThreadsPayload:
    own = of_user(threads, request.user.id)
    return threads_payload(threads, own.values(), has_more=has_more)
