"""Stickers as clients see them."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from accounts.payloads import UserPayload, user_payload
from guilds.models import Sticker

GUILD = 2  # the type of a sticker that is no standard one


class StickerPayload(TypedDict):
    id: str
    guild_id: str
    name: str
    description: str | None
    tags: str
    type: int
    format_type: int
    available: bool
    user: NotRequired[UserPayload]  # who made it; absent where that is nobody's business


class StickerItemPayload(TypedDict):
    """What a message says of its stickers."""

    id: str
    name: str
    format_type: int


class StickerPacksPayload(TypedDict):
    sticker_packs: list[Any]


def sticker_payload(sticker: Sticker, *, with_user: bool = False) -> StickerPayload:
    payload: StickerPayload = {
        "id": str(sticker.id),
        "guild_id": str(sticker.guild_id),
        "name": sticker.name,
        "description": sticker.description,
        "tags": sticker.tags,
        "type": GUILD,
        "format_type": sticker.format_type,
        "available": sticker.available,
    }
    if with_user and sticker.user is not None:
        payload["user"] = user_payload(sticker.user)
    return payload
