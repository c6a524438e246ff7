"""Bans."""

from __future__ import annotations

from typing import Annotated, TypedDict

from msgspec import Meta

from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_ban, access_guild
from guilds.payloads import BanPayload, ban_payload
from guilds.permissions import Permissions
from guilds.selectors import bans_page
from guilds.services import ban_member, ban_members, unban

DAY = 24 * 3600


class BansQuery(Body):
    limit: Annotated[int, Meta(ge=1, le=limits.MEMBERS_PAGE)] = limits.MEMBERS_PAGE
    before: Snowflake | None = None
    after: Snowflake | None = None


class NewBan(Body):
    delete_message_seconds: int | None = None
    delete_message_days: int | None = None

    def seconds(self) -> int:
        if self.delete_message_seconds is not None:
            return self.delete_message_seconds
        return (self.delete_message_days or 0) * DAY


class NewBans(Body):
    user_ids: Annotated[list[Snowflake], Meta(min_length=1, max_length=limits.BULK_BAN_USERS)]
    delete_message_seconds: int | None = None


class BulkBanPayload(TypedDict):
    banned_users: list[str]
    failed_users: list[str]


class Bans(ApiView):
    @operation(query=BansQuery, output=list[BanPayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, query: BansQuery) -> list[BanPayload]:
        guild = access_guild(request.user, guild_id, Permissions.BAN_MEMBERS)
        page = bans_page(guild.id, limit=query.limit, before=query.before, after=query.after)
        return [ban_payload(ban) for ban in page]


class OneBan(ApiView):
    @operation(output=BanPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, user_id: int) -> BanPayload:
        guild = access_guild(request.user, guild_id, Permissions.BAN_MEMBERS)
        return ban_payload(access_ban(guild, user_id))

    @operation(body=NewBan, status=204, bucket="bans", per="guild_id")
    def put(self, request: ApiRequest, *, guild_id: int, user_id: int, body: NewBan) -> None:
        ban_member(
            request.user,
            access_guild(request.user, guild_id),
            user_id,
            delete_message_seconds=body.seconds(),
            reason=request.reason,
        )

    @operation(status=204, bucket="bans", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, user_id: int) -> None:
        guild = access_guild(request.user, guild_id)
        unban(request.user, guild, user_id, reason=request.reason)


class BulkBan(ApiView):
    @operation(body=NewBans, output=BulkBanPayload, bucket="bulk-ban", per="guild_id")
    def post(self, request: ApiRequest, *, guild_id: int, body: NewBans) -> BulkBanPayload:
        banned, failed = ban_members(
            request.user,
            access_guild(request.user, guild_id),
            [int(user_id) for user_id in body.user_ids],
            delete_message_seconds=body.delete_message_seconds or 0,
            reason=request.reason,
        )
        return {
            "banned_users": [str(user_id) for user_id in banned],
            "failed_users": [str(user_id) for user_id in failed],
        }
