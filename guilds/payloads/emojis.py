"""Custom emoji as clients see them."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from accounts.payloads import UserPayload, user_payload
from guilds.models import Emoji


class EmojiPayload(TypedDict):
    id: str
    name: str
    roles: list[str]
    require_colons: bool
    managed: bool
    animated: bool
    available: bool
    user: NotRequired[UserPayload]  # who made it; absent where that is nobody's business


def emoji_payload(emoji: Emoji, *, with_user: bool = False) -> EmojiPayload:
    payload: EmojiPayload = {
        "id": str(emoji.id),
        "name": emoji.name,
        "roles": [str(role) for role in emoji.roles],
        "require_colons": True,
        "managed": False,
        "animated": emoji.animated,
        "available": emoji.available,
    }
    if with_user and emoji.user is not None:
        payload["user"] = user_payload(emoji.user)
    return payload
