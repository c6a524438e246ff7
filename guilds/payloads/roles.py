"""Roles as clients see them."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from guilds.models import Role


class RoleColorsPayload(TypedDict):
    primary_color: int
    secondary_color: int | None
    tertiary_color: int | None


class RoleTagsPayload(TypedDict):
    bot_id: str


class RolePayload(TypedDict):
    id: str
    name: str
    permissions: str
    position: int
    color: int
    colors: RoleColorsPayload
    hoist: bool
    managed: bool
    mentionable: bool
    icon: str | None
    unicode_emoji: str | None
    flags: int
    tags: NotRequired[RoleTagsPayload]  # absent but for the role of a bot


def role_payload(role: Role) -> RolePayload:
    payload: RolePayload = {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": role.color,
        "colors": {
            "primary_color": role.color,
            "secondary_color": role.secondary_color,
            "tertiary_color": role.tertiary_color,
        },
        "hoist": role.hoist,
        "managed": role.managed,
        "mentionable": role.mentionable,
        "icon": role.icon,
        "unicode_emoji": role.unicode_emoji,
        "flags": role.flags,
    }
    if role.bot_id is not None:
        payload["tags"] = {"bot_id": str(role.bot_id)}
    return payload
