"""Searching for messages."""

from __future__ import annotations

from typing import Final

from config.kernel.errors import MissingAccess
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from messaging.search.finding import search_channel, search_guild
from messaging.search.payloads import SearchPayload
from messaging.search.wanted import SearchQuery

# Flags of an application: it may ask for the content of messages.
MESSAGE_CONTENT: Final = 1 << 18 | 1 << 19


class GuildSearch(ApiView):
    @operation(query=SearchQuery, output=SearchPayload, bucket="search", rate=limits.SEARCH_RATE)
    async def get(self, request: ApiRequest, *, guild_id: int, query: SearchQuery) -> SearchPayload:
        require_content(request)
        return await search_guild(request.user.id, guild_id, query)


class ChannelSearch(ApiView):
    @operation(query=SearchQuery, output=SearchPayload, bucket="search", rate=limits.SEARCH_RATE)
    async def get(
        self, request: ApiRequest, *, channel_id: int, query: SearchQuery
    ) -> SearchPayload:
        require_content(request)
        return await search_channel(request.user.id, channel_id, query)


def require_content(request: ApiRequest) -> None:
    """Refuse bots whose application was not given the content of messages."""
    application = request.credentials.application
    if application is not None and not application.flags & MESSAGE_CONTENT:
        raise MissingAccess
