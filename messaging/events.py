"""What messaging tells connected clients: one function per gateway event."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NotRequired, TypedDict

import orjson

from accounts.payloads import UserPayload
from config.kernel.events import Audience, Event, announce, dispatch
from messaging.command_payloads import CommandPermissionsPayload
from messaging.payloads import (
    DirectChannelPayload,
    EmojiPayload,
    MessagePayload,
    PollPayload,
)
from messaging.payloads.notifications import NotificationPayload


class Place(TypedDict):
    """Where something happened, as events say it."""

    channel_id: str
    guild_id: NotRequired[str]  # absent in direct channels


def place(channel_id: int, guild_id: int | None) -> Place:
    if guild_id is None:
        return {"channel_id": str(channel_id)}
    return {"channel_id": str(channel_id), "guild_id": str(guild_id)}


def message_created(
    message: bytes,
    *,
    channel_id: int,
    guild_id: int | None,
    channel_type: int,
    member: Mapping[str, Any] | None,
) -> Event:
    """Return the event of a new message, for the group commit, which announces it itself.

    ``message`` is the payload as JSON: it was encoded for the answer already.
    """
    more: dict[str, Any] = {"channel_type": channel_type}
    if guild_id is not None:
        more["guild_id"] = str(guild_id)
    if member is not None:
        more["member"] = member
    data = b"%b,%b" % (message[:-1], orjson.dumps(more)[1:])
    return Event(
        "MESSAGE_CREATE",
        orjson.Fragment(data),  # type: ignore[arg-type]
        Audience.channel(guild_id, channel_id),
    )


def direct_channel_created(channel: DirectChannelPayload, *, user_id: int) -> Event:
    """Return the event that shows a direct channel to one of its people."""
    return Event("CHANNEL_CREATE", channel, Audience.user(user_id))


def direct_channel_opened(channel: DirectChannelPayload, *, user_id: int) -> None:
    event = direct_channel_created(channel, user_id=user_id)
    dispatch(event.name, event.data, to=event.to)


def direct_channel_closed(channel: DirectChannelPayload, *, user_id: int) -> None:
    dispatch("CHANNEL_DELETE", channel, to=Audience.user(user_id))


def direct_channel_updated(channel: DirectChannelPayload, *, user_id: int) -> None:
    """Tell one of its people what a group DM is now: each sees the others as recipients."""
    dispatch("CHANNEL_UPDATE", channel, to=Audience.user(user_id))


def recipient_added(channel_id: int, user: UserPayload, nick: str | None) -> None:
    data: dict[str, Any] = {"channel_id": str(channel_id), "user": user}
    if nick is not None:
        data["nick"] = nick
    dispatch("CHANNEL_RECIPIENT_ADD", data, to=Audience.dm(channel_id))


def recipient_removed(channel_id: int, user: UserPayload) -> None:
    data = {"channel_id": str(channel_id), "user": user}
    dispatch("CHANNEL_RECIPIENT_REMOVE", data, to=Audience.dm(channel_id))


def acquaintance_updated(user: UserPayload, *, user_id: int) -> None:
    """Tell somebody how another, with whom they share no guild, looks now."""
    dispatch("USER_UPDATE", user, to=Audience.user(user_id))


def message_updated(
    message: MessagePayload,
    *,
    channel_id: int,
    guild_id: int | None,
    member: Mapping[str, Any] | None,
) -> None:
    """Tell the whole message; who reacted how is told by events of its own."""
    data: dict[str, Any] = {**message, **place(channel_id, guild_id)}
    data.pop("reactions", None)
    if "poll" in message:
        data["poll"] = without_own_votes(message["poll"])
    if member is not None:
        data["member"] = member
    dispatch("MESSAGE_UPDATE", data, to=Audience.channel(guild_id, channel_id))


def without_own_votes(poll: PollPayload) -> PollPayload:
    """Return a poll as all may see it, whoever asked for the message."""
    counts = [{**count, "me_voted": False} for count in poll["results"]["answer_counts"]]
    results = {**poll["results"], "answer_counts": counts}
    return {**poll, "results": results}  # type: ignore[typeddict-item]


def message_deleted(message_id: int, *, channel_id: int, guild_id: int | None) -> None:
    data = {"id": str(message_id), **place(channel_id, guild_id)}
    dispatch("MESSAGE_DELETE", data, to=Audience.channel(guild_id, channel_id))


def messages_deleted(message_ids: Sequence[int], *, channel_id: int, guild_id: int | None) -> None:
    data = {"ids": [str(i) for i in message_ids], **place(channel_id, guild_id)}
    dispatch("MESSAGE_DELETE_BULK", data, to=Audience.channel(guild_id, channel_id))


def reaction_added(
    emoji: EmojiPayload,
    *,
    user_id: int,
    message_id: int,
    author_id: int,
    channel_id: int,
    guild_id: int | None,
    member: Mapping[str, Any] | None,
) -> Event:
    data: dict[str, Any] = {
        "user_id": str(user_id),
        "message_id": str(message_id),
        "message_author_id": str(author_id),
        "emoji": emoji,
        "type": 0,
        "burst": False,
        **place(channel_id, guild_id),
    }
    if member is not None:
        data["member"] = member
    return Event("MESSAGE_REACTION_ADD", data, Audience.channel(guild_id, channel_id))


def reaction_removed(
    emoji: EmojiPayload, *, user_id: int, message_id: int, channel_id: int, guild_id: int | None
) -> Event:
    data = {
        "user_id": str(user_id),
        "message_id": str(message_id),
        "emoji": emoji,
        "type": 0,
        "burst": False,
        **place(channel_id, guild_id),
    }
    return Event("MESSAGE_REACTION_REMOVE", data, Audience.channel(guild_id, channel_id))


def vote_added(
    answer_id: int, user_id: int, message_id: int, channel_id: int, guild_id: int | None
) -> Event:
    data = vote(answer_id, user_id, message_id, channel_id, guild_id)
    return Event("MESSAGE_POLL_VOTE_ADD", data, Audience.channel(guild_id, channel_id))


def vote_removed(
    answer_id: int, user_id: int, message_id: int, channel_id: int, guild_id: int | None
) -> Event:
    data = vote(answer_id, user_id, message_id, channel_id, guild_id)
    return Event("MESSAGE_POLL_VOTE_REMOVE", data, Audience.channel(guild_id, channel_id))


def vote(
    answer_id: int, user_id: int, message_id: int, channel_id: int, guild_id: int | None
) -> Mapping[str, Any]:
    return {
        "user_id": str(user_id),
        "message_id": str(message_id),
        "answer_id": answer_id,
        **place(channel_id, guild_id),
    }


def reactions_cleared(message_id: int, *, channel_id: int, guild_id: int | None) -> None:
    data = {"message_id": str(message_id), **place(channel_id, guild_id)}
    dispatch("MESSAGE_REACTION_REMOVE_ALL", data, to=Audience.channel(guild_id, channel_id))


def emoji_cleared(
    emoji: EmojiPayload, *, message_id: int, channel_id: int, guild_id: int | None
) -> None:
    data = {"message_id": str(message_id), "emoji": emoji, **place(channel_id, guild_id)}
    dispatch("MESSAGE_REACTION_REMOVE_EMOJI", data, to=Audience.channel(guild_id, channel_id))


def pins_updated(*, channel_id: int, guild_id: int | None, last_pin_timestamp: str | None) -> None:
    data = {"last_pin_timestamp": last_pin_timestamp, **place(channel_id, guild_id)}
    dispatch("CHANNEL_PINS_UPDATE", data, to=Audience.channel(guild_id, channel_id))


def typing_started(
    *, user_id: int, channel_id: int, guild_id: int | None, member: Mapping[str, Any] | None
) -> None:
    data: dict[str, Any] = {
        "user_id": str(user_id),
        "timestamp": int(time.time()),
        **place(channel_id, guild_id),
    }
    if member is not None:
        data["member"] = member
    announce("TYPING_START", data, to=Audience.channel(guild_id, channel_id))


def message_acknowledged(
    *, user_id: int, channel_id: int, message_id: int, mention_count: int, version: int
) -> Event:
    data = {
        "channel_id": str(channel_id),
        "message_id": str(message_id),
        "mention_count": mention_count,
        "version": version,
        "ack_type": 0,
    }
    return Event("MESSAGE_ACK", data, Audience.user(user_id))


def notification_created_event(notification: NotificationPayload, *, user_id: int) -> Event:
    return Event("NOTIFICATION_CREATE", notification, Audience.user(user_id))


def notification_created(notification: NotificationPayload, *, user_id: int) -> None:
    event = notification_created_event(notification, user_id=user_id)
    dispatch(event.name, event.data, to=event.to)


def notification_read(notification_id: int, read_at: datetime, *, user_id: int) -> None:
    data = {"id": str(notification_id), "read_at": read_at.isoformat()}
    dispatch("NOTIFICATION_UPDATE", data, to=Audience.user(user_id))


def notifications_read(up_to: int, read_at: datetime, *, user_id: int) -> None:
    """Tell that all up to an entry were read."""
    data = {"up_to": str(up_to), "read_at": read_at.isoformat()}
    dispatch("NOTIFICATION_UPDATE", data, to=Audience.user(user_id))


def notification_deleted(notification_id: int, *, user_id: int) -> None:
    dispatch("NOTIFICATION_DELETE", {"id": str(notification_id)}, to=Audience.user(user_id))


def mention_dismissed(message_id: int, *, user_id: int) -> None:
    dispatch("RECENT_MENTION_DELETE", {"message_id": str(message_id)}, to=Audience.user(user_id))


def command_permissions_updated(permissions: CommandPermissionsPayload, guild_id: int) -> None:
    dispatch("APPLICATION_COMMAND_PERMISSIONS_UPDATE", permissions, to=Audience.guild(guild_id))
