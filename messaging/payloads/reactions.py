"""Emoji and reactions."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from messaging.payloads.facts import Facts


class EmojiPayload(TypedDict):
    id: str | None
    name: str | None
    animated: NotRequired[bool]


class CountDetailsPayload(TypedDict):
    burst: int
    normal: int


class ReactionPayload(TypedDict):
    emoji: EmojiPayload
    count: int
    count_details: CountDetailsPayload
    burst_colors: list[str]
    me: bool
    me_burst: bool


def emoji_payload(emoji_id: int, name: str, *, animated: bool = False) -> EmojiPayload:
    if not emoji_id:
        return {"id": None, "name": name}
    payload: EmojiPayload = {"id": str(emoji_id), "name": name}
    if animated:
        payload["animated"] = True
    return payload


def reaction_payload(facts: Facts) -> ReactionPayload:
    return {
        "emoji": emoji_payload(facts["emoji_id"], facts["emoji_name"], animated=facts["animated"]),
        "count": facts["count"],
        "count_details": {"burst": 0, "normal": facts["count"]},
        "burst_colors": [],
        "me": facts["me"],
        "me_burst": False,
    }
