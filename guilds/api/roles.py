"""Roles of a guild, and who has them."""

from __future__ import annotations

from typing import Any

from config.kernel.fields import UNSET, Bits, Body, Snowflake, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild, access_role
from guilds.payloads import RolePayload, role_payload
from guilds.selectors import role_member_counts
from guilds.services import (
    add_member_role,
    create_role,
    delete_role,
    move_roles,
    remove_member_role,
    update_role,
)


class Colors(Body):
    primary_color: int | None = 0
    secondary_color: int | None = None
    tertiary_color: int | None = None

    def values(self) -> dict[str, Any]:
        return {
            "color": self.primary_color or 0,
            "secondary_color": self.secondary_color,
            "tertiary_color": self.tertiary_color,
        }


class RoleFields(Body):
    name: str | None = None
    permissions: Bits | None = None
    color: int | None = None
    colors: Colors | None = None
    hoist: bool | None = None
    mentionable: bool | None = None
    icon: str | UnsetType | None = UNSET
    unicode_emoji: str | UnsetType | None = UNSET

    def values(self) -> dict[str, Any]:
        """Return what is given; null empties pictures and leaves the rest as it is."""
        values = {
            "name": self.name,
            "permissions": None if self.permissions is None else int(self.permissions),
            "color": self.color,
            "hoist": self.hoist,
            "mentionable": self.mentionable,
        }
        given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
        if self.colors is not None:
            given |= self.colors.values()
        for name, picture in (("icon", self.icon), ("unicode_emoji", self.unicode_emoji)):
            if picture is not UNSET:
                given[name] = picture or None
        return given


class RolePosition(Body):
    id: Snowflake
    position: int | None = None


class GuildRoles(ApiView):
    @operation(output=list[RolePayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> list[RolePayload]:
        guild = access_guild(request.user, guild_id)
        return [role_payload(role) for role in guild.roles.all()]

    @operation(body=RoleFields, output=RolePayload, bucket="create-role", per="guild_id")
    def post(self, request: ApiRequest, *, guild_id: int, body: RoleFields) -> RolePayload:
        guild = access_guild(request.user, guild_id)
        return role_payload(
            create_role(request.user, guild, reason=request.reason, **body.values())
        )

    @operation(
        body=list[RolePosition], output=list[RolePayload], bucket="move-roles", per="guild_id"
    )
    def patch(
        self, request: ApiRequest, *, guild_id: int, body: list[RolePosition]
    ) -> list[RolePayload]:
        guild = access_guild(request.user, guild_id)
        wanted = [(int(item.id), item.position) for item in body if item.position is not None]
        roles = move_roles(request.user, guild, wanted, reason=request.reason)
        return [role_payload(role) for role in roles]


class OneRole(ApiView):
    @operation(output=RolePayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, role_id: int) -> RolePayload:
        return role_payload(access_role(access_guild(request.user, guild_id), role_id))

    @operation(body=RoleFields, output=RolePayload, bucket="change-role", per="guild_id")
    def patch(
        self, request: ApiRequest, *, guild_id: int, role_id: int, body: RoleFields
    ) -> RolePayload:
        role = access_role(access_guild(request.user, guild_id), role_id)
        return role_payload(update_role(request.user, role, body.values(), reason=request.reason))

    @operation(status=204, bucket="change-role", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, role_id: int) -> None:
        role = access_role(access_guild(request.user, guild_id), role_id)
        delete_role(request.user, role, reason=request.reason)


class RoleMemberCounts(ApiView):
    @operation(output=dict[str, int], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> dict[str, int]:
        return role_member_counts(access_guild(request.user, guild_id))


class MemberRole(ApiView):
    @operation(status=204, bucket="member-roles", per="guild_id")
    def put(self, request: ApiRequest, *, guild_id: int, user_id: int, role_id: int) -> None:
        guild = access_guild(request.user, guild_id)
        add_member_role(request.user, guild, user_id, role_id, reason=request.reason)

    @operation(status=204, bucket="member-roles", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, user_id: int, role_id: int) -> None:
        guild = access_guild(request.user, guild_id)
        remove_member_role(request.user, guild, user_id, role_id, reason=request.reason)
