"""Direct channels and read states: what a person has of channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NotRequired, TypedDict

from accounts.payloads import UserPayload
from guilds.models import ChannelType


class NickPayload(TypedDict):
    id: str
    nick: str


class DirectChannelPayload(TypedDict):
    id: str
    type: int
    flags: int
    last_message_id: str | None
    last_pin_timestamp: str | None
    recipients: list[UserPayload]
    # Of group DMs
    name: NotRequired[str | None]
    icon: NotRequired[str | None]
    owner_id: NotRequired[str]
    nicks: NotRequired[list[NickPayload]]


class ReadStatePayload(TypedDict):
    id: str
    last_message_id: str
    mention_count: int
    last_pin_timestamp: str | None


def direct_channel_payload(
    channel_id: int,
    channel_type: int,
    *,
    last_message_id: int | None,
    last_pin_timestamp: str | None,
    recipients: Iterable[UserPayload],
    flags: int = 0,
    name: str | None = None,
    icon: str | None = None,
    owner_id: int | None = None,
    nicks: Mapping[int, str] | None = None,
) -> DirectChannelPayload:
    """Return a DM as one of its people sees it: ``recipients`` are the others.

    Name, icon, owner and nicks are those of a group DM.
    """
    payload: DirectChannelPayload = {
        "id": str(channel_id),
        "type": channel_type,
        "flags": flags,
        "last_message_id": None if last_message_id is None else str(last_message_id),
        "last_pin_timestamp": last_pin_timestamp,
        "recipients": list(recipients),
    }
    if channel_type == ChannelType.GROUP_DM:
        payload["name"] = name
        payload["icon"] = icon
        payload["owner_id"] = str(owner_id or 0)
        if nicks:
            payload["nicks"] = [{"id": str(one), "nick": nick} for one, nick in nicks.items()]
    return payload
