"""Members of a guild: reading, changing, kicking."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypedDict

from msgspec import Meta

from accounts.models.applications import ApplicationFlags
from config.kernel.errors import MissingAccess
from config.kernel.fields import UNSET, Body, Snowflake, Timestamp, UnsetType
from config.kernel.views import Answer, ApiRequest, ApiView, operation
from config.settings import limits
from guilds.access import access_guild, access_member
from guilds.payloads import MemberPayload, member_payload
from guilds.selectors import members_by_prefix, members_page
from guilds.services import add_member, kick_member, update_member, update_own_member

MEMBERS_INTENT: Final = (
    ApplicationFlags.GATEWAY_GUILD_MEMBERS | ApplicationFlags.GATEWAY_GUILD_MEMBERS_LIMITED
)
Limit = Annotated[int, Meta(ge=1, le=limits.MEMBERS_PAGE)]


class MembersQuery(Body):
    limit: Limit = 1
    after: Snowflake = Snowflake(0)


class SearchQuery(Body):
    query: str
    limit: Limit = 1


class MemberChanges(Body):
    nick: str | UnsetType | None = UNSET
    roles: list[Snowflake] | UnsetType | None = UNSET
    mute: bool | UnsetType | None = UNSET
    deaf: bool | UnsetType | None = UNSET
    channel_id: Snowflake | UnsetType | None = UNSET
    communication_disabled_until: Timestamp | UnsetType | None = UNSET
    flags: int | UnsetType | None = UNSET

    def values(self) -> dict[str, Any]:
        """Return what is given, with null as what it means."""
        values = self.given()
        for name, empty in (("roles", []), ("mute", False), ("deaf", False), ("flags", 0)):
            if name in values and values[name] is None:
                values[name] = empty
        if "roles" in values:
            values["roles"] = [int(role) for role in values["roles"]]
        return values


class NewMember(Body):
    access_token: str
    nick: str | None = None
    roles: list[Snowflake] | None = None
    mute: bool | None = None
    deaf: bool | None = None
    flags: int | None = None

    def values(self) -> dict[str, Any]:
        values = {
            "nick": self.nick,
            "roles": self.roles,
            "mute": self.mute,
            "deaf": self.deaf,
            "flags": self.flags,
        }
        return {name: value for name, value in values.items() if value is not None}


class ProfileTexts(Body):
    bio: str | UnsetType | None = UNSET
    pronouns: str | UnsetType | None = UNSET

    def values(self) -> dict[str, Any]:
        values = self.given()
        return values | {name: values[name] or "" for name in ("bio", "pronouns") if name in values}


class OwnMemberChanges(ProfileTexts):
    nick: str | UnsetType | None = UNSET
    avatar: str | UnsetType | None = UNSET
    banner: str | UnsetType | None = UNSET


class GuildProfilePayload(TypedDict):
    guild_id: str
    bio: str
    pronouns: str


class NewNick(Body):
    nick: str | None = None


class NickPayload(TypedDict):
    nick: str | None


class Members(ApiView):
    @operation(query=MembersQuery, output=list[MemberPayload], per="guild_id")
    def get(
        self, request: ApiRequest, *, guild_id: int, query: MembersQuery
    ) -> list[MemberPayload]:
        guild = access_guild(request.user, guild_id)
        require_members_intent(request)
        page = members_page(guild.id, limit=query.limit, after=int(query.after))
        return [member_payload(member) for member in page]


def require_members_intent(request: ApiRequest) -> None:
    """Refuse bots whose application has not asked for the privileged intent."""
    application = request.credentials.application
    if application is not None and not application.flags & MEMBERS_INTENT:
        raise MissingAccess


class MemberSearch(ApiView):
    @operation(query=SearchQuery, output=list[MemberPayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, query: SearchQuery) -> list[MemberPayload]:
        guild = access_guild(request.user, guild_id)
        found = members_by_prefix(guild.id, query.query, limit=query.limit)
        return [member_payload(member) for member in found]


class OneMember(ApiView):
    @operation(output=MemberPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, user_id: int) -> MemberPayload:
        return member_payload(access_member(access_guild(request.user, guild_id), user_id))

    @operation(body=MemberChanges, output=MemberPayload, bucket="change-member", per="guild_id")
    def patch(
        self, request: ApiRequest, *, guild_id: int, user_id: int, body: MemberChanges
    ) -> MemberPayload:
        guild = access_guild(request.user, guild_id)
        return member_payload(
            update_member(request.user, guild, user_id, body.values(), reason=request.reason)
        )

    @operation(
        who="bots",
        body=NewMember,
        output=MemberPayload,
        status=201,
        also={204: None},
        bucket="add-member",
        per="guild_id",
    )
    def put(
        self, request: ApiRequest, *, guild_id: int, user_id: int, body: NewMember
    ) -> Answer | None:
        guild = access_guild(request.user, guild_id)
        member = add_member(
            request.user,
            request.credentials.application,
            guild,
            user_id,
            body.access_token,
            body.values(),
        )
        if member is None:
            return Answer(None, status=204)
        return Answer(member_payload(member), status=201)

    @operation(status=204, bucket="kick-member", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, user_id: int) -> None:
        guild = access_guild(request.user, guild_id)
        kick_member(request.user, guild, user_id, reason=request.reason)


class OwnMember(ApiView):
    @operation(body=OwnMemberChanges, output=MemberPayload, bucket="own-member", per="guild_id")
    def patch(self, request: ApiRequest, *, guild_id: int, body: OwnMemberChanges) -> MemberPayload:
        guild = access_guild(request.user, guild_id)
        user = request.user
        return member_payload(
            update_own_member(user, guild, user.id, body.values(), reason=request.reason)
        )


class OwnGuildProfile(ApiView):
    """What people say of themselves in a guild, by the path that Discord's clients have for it."""

    @operation(who="people", body=ProfileTexts, output=GuildProfilePayload, per="guild_id")
    def patch(
        self, request: ApiRequest, *, guild_id: int, body: ProfileTexts
    ) -> GuildProfilePayload:
        guild = access_guild(request.user, guild_id)
        user, values = request.user, body.values()
        member = update_own_member(user, guild, user.id, values, reason=request.reason)
        return {"guild_id": str(guild_id), "bio": member.bio, "pronouns": member.pronouns}


class OwnNick(ApiView):
    """The older way to change one's nickname."""

    @operation(body=NewNick, output=NickPayload, bucket="own-member", per="guild_id")
    def patch(self, request: ApiRequest, *, guild_id: int, body: NewNick) -> NickPayload:
        guild = access_guild(request.user, guild_id)
        user, values = request.user, {"nick": body.nick}
        member = update_own_member(user, guild, user.id, values, reason=request.reason)
        return {"nick": member.nick}
