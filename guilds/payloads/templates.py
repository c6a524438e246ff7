"""Templates as clients see them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from accounts.payloads import UserPayload, user_payload
from guilds.models import GuildTemplate
from guilds.payloads.channels import identifier
from guilds.payloads.members import timestamp


class TemplatePayload(TypedDict):
    code: str
    name: str
    description: str | None
    usage_count: int
    creator_id: str
    creator: UserPayload | None
    created_at: str
    updated_at: str
    source_guild_id: str
    serialized_source_guild: dict[str, Any]
    is_dirty: bool | None


def serialized(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Return a snapshot in which what refers to a channel or role is written as ids are."""
    shape = {**snapshot, "channels": []}
    for name in ("afk_channel_id", "system_channel_id"):
        shape[name] = identifier(shape[name])
    for channel in snapshot["channels"]:
        overwrites = [
            {**overwrite, "id": str(overwrite["id"])}
            for overwrite in channel["permission_overwrites"]
        ]
        parent = identifier(channel["parent_id"])
        shape["channels"].append(
            {**channel, "parent_id": parent, "permission_overwrites": overwrites}
        )
    return shape


def template_payload(template: GuildTemplate, *, is_dirty: bool) -> TemplatePayload:
    """Return a template; ``is_dirty`` says whether the guild has changed since."""
    creator = template.creator
    return {
        "code": template.code,
        "name": template.name,
        "description": template.description,
        "usage_count": template.usage_count,
        "creator_id": str(template.creator_id or 0),
        "creator": user_payload(creator) if creator is not None else None,
        "created_at": timestamp(template.created_at),
        "updated_at": timestamp(template.updated_at),
        "source_guild_id": str(template.guild_id),
        "serialized_source_guild": serialized(template.snapshot),
        "is_dirty": is_dirty or None,
    }
