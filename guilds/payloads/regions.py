"""Voice regions: this instance is one."""

from __future__ import annotations

from typing import Final, TypedDict


class VoiceRegionPayload(TypedDict):
    id: str
    name: str
    custom: bool
    deprecated: bool
    optimal: bool


HERE: Final[VoiceRegionPayload] = {
    "id": "here",
    "name": "This server",
    "custom": False,
    "deprecated": False,
    "optimal": True,
}


def voice_regions_payload() -> list[VoiceRegionPayload]:
    return [HERE]
