"""The widget as other sites get it: nobody can be told by it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NotRequired, TypedDict

from accounts.presence import Presence
from guilds.models import Channel, Guild, Member
from guilds.payloads.channels import identifier

SHOWN_OF_VOICE: Final = ("deaf", "mute", "self_deaf", "self_mute", "suppress", "channel_id")


class WidgetSettingsPayload(TypedDict):
    enabled: bool
    channel_id: str | None


class WidgetChannelPayload(TypedDict):
    id: str
    name: str | None
    position: int


class WidgetMemberPayload(TypedDict):
    id: str  # where they stand in the list
    username: str
    discriminator: str
    avatar: None
    status: str
    avatar_url: str
    activity: NotRequired[dict[str, str]]
    # Of those in a voice channel that everyone sees
    deaf: NotRequired[bool]
    mute: NotRequired[bool]
    self_deaf: NotRequired[bool]
    self_mute: NotRequired[bool]
    suppress: NotRequired[bool]
    channel_id: NotRequired[str]


class WidgetPayload(TypedDict):
    id: str
    name: str
    instant_invite: str | None
    channels: list[WidgetChannelPayload]
    members: list[WidgetMemberPayload]
    presence_count: int


def widget_settings_payload(guild: Guild) -> WidgetSettingsPayload:
    return {
        "enabled": guild.widget_enabled,
        "channel_id": identifier(guild.widget_channel_id),
    }


def widget_payload(
    guild: Guild,
    *,
    invite_url: str | None,
    channels: Iterable[Channel],
    members: Iterable[tuple[Member, Presence]],
    presence_count: int,
    voice: Mapping[int, Mapping[str, Any]],
    avatar_url: Callable[[Member], str],
) -> WidgetPayload:
    shown: list[WidgetChannelPayload] = [
        {"id": str(channel.id), "name": channel.name, "position": channel.position}
        for channel in channels
    ]
    public = {channel["id"] for channel in shown}
    people: list[WidgetMemberPayload] = []
    for number, (member, presence) in enumerate(members):
        state = voice.get(member.user_id, {})
        fields = {name: state[name] for name in SHOWN_OF_VOICE if name in state}
        entry: WidgetMemberPayload = {
            "id": str(number),
            "username": member.nick or member.user.display_name,
            "discriminator": "0000",
            "avatar": None,
            "status": presence.status,
            "avatar_url": avatar_url(member),
        }
        if presence.activities and presence.activities[0].get("name"):
            entry["activity"] = {"name": str(presence.activities[0]["name"])}
        if fields.get("channel_id") in public:
            entry.update(fields)  # type: ignore[typeddict-item]
        people.append(entry)
    return {
        "id": str(guild.id),
        "name": guild.name,
        "instant_invite": invite_url,
        "channels": shown,
        "members": people,
        "presence_count": presence_count,
    }
