"""What the answer to a search looks like."""

from __future__ import annotations

from typing import Any, TypedDict, cast

from guilds.payloads.channels import ChannelPayload
from messaging.payloads import MessagePayload


class FoundMessagePayload(MessagePayload):
    hit: bool


class SearchPayload(TypedDict):
    doing_deep_historical_index: bool
    total_results: int  # up to as many as pages reach
    messages: list[list[FoundMessagePayload]]
    threads: list[ChannelPayload]
    members: list[dict[str, Any]]
    documents_indexed: int


def found_message(message: MessagePayload) -> FoundMessagePayload:
    payload = cast("FoundMessagePayload", {**message, "hit": True})
    payload.pop("reactions", None)
    return payload
