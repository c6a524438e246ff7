"""Messages, and the lists that they come in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NotRequired, TypedDict

from accounts.payloads import UserPayload
from config.kernel.snowflake import snowflake_time
from guilds.models import Channel
from guilds.payloads.channels import ChannelPayload, channel_payload
from guilds.payloads.stickers import StickerItemPayload
from guilds.payloads.threads import ThreadsPayload
from messaging.models import MessageEdit, MessageFlags, MessageType
from messaging.payloads.attachments import AttachmentPayload, show_files, show_media
from messaging.payloads.facts import Facts, Users
from messaging.payloads.polls import PollPayload, poll_payload
from messaging.payloads.reactions import ReactionPayload, reaction_payload

# Types whose payload shows the message they refer to.
SHOWS_REFERENCE: Final = (MessageType.REPLY, MessageType.THREAD_STARTER_MESSAGE)


class SnapshotMessagePayload(TypedDict):
    type: int
    content: str
    embeds: list[dict[str, Any]]
    attachments: list[AttachmentPayload]
    timestamp: str
    edited_timestamp: str | None
    flags: int
    mentions: list[UserPayload]
    mention_roles: list[str]
    components: list[dict[str, Any]]
    sticker_items: list[StickerItemPayload]


class SnapshotPayload(TypedDict):
    message: SnapshotMessagePayload


class MentionedChannelPayload(TypedDict):
    id: str
    guild_id: str
    type: int
    name: str


class CallPayload(TypedDict):
    participants: list[str]
    ended_timestamp: str | None


class ReferencePayload(TypedDict):
    type: int
    channel_id: str
    message_id: NotRequired[str]
    guild_id: NotRequired[str]


class MessagePayload(TypedDict):
    id: str
    channel_id: str
    type: int
    content: str
    author: UserPayload
    timestamp: str
    edited_timestamp: str | None
    tts: bool
    pinned: bool
    flags: int
    mention_everyone: bool
    mentions: list[UserPayload]
    mention_roles: list[str]
    attachments: list[AttachmentPayload]
    embeds: list[dict[str, Any]]
    components: list[dict[str, Any]]
    reactions: NotRequired[list[ReactionPayload]]  # absent where there are none, and in events
    message_reference: NotRequired[ReferencePayload]
    referenced_message: NotRequired[MessagePayload | None]  # null: it was deleted
    thread: NotRequired[ChannelPayload]  # that is about the message
    poll: NotRequired[PollPayload]
    message_snapshots: NotRequired[list[SnapshotPayload]]  # one: what is forwarded
    mention_channels: NotRequired[list[MentionedChannelPayload]]  # in copies of announcements
    call: NotRequired[CallPayload]
    sticker_items: NotRequired[list[StickerItemPayload]]
    position: NotRequired[int]  # in threads
    nonce: NotRequired[str | int]  # in the answer to the sender and MESSAGE_CREATE only
    webhook_id: NotRequired[str]
    application_id: NotRequired[str]


class DeletedMessagePayload(MessagePayload):
    deleted_timestamp: str


class EditPayload(TypedDict):
    """A version of a message before an edit."""

    content: str
    embeds: list[dict[str, Any]]
    components: list[dict[str, Any]]
    replaced_timestamp: str


class ThreadSearchPayload(ThreadsPayload):
    total_results: int
    first_messages: list[MessagePayload]  # of posts


class PinPayload(TypedDict):
    pinned_at: str
    message: MessagePayload


class PinsPayload(TypedDict):
    items: list[PinPayload]
    has_more: bool


def message_payload(facts: Facts, users: Users) -> MessagePayload:
    """Return a message as the API shows it. ``users`` holds its author and whom it mentions."""
    snowflake = facts["id"]
    payload: MessagePayload = {
        "id": str(snowflake),
        "channel_id": str(facts["channel_id"]),
        "type": facts["type"],
        "content": facts["content"],
        "author": webhook_author(facts)
        if facts["author_id"] is None
        else users[facts["author_id"]],
        "timestamp": timestamp_of(snowflake),
        "edited_timestamp": facts["edited_at"],
        "tts": facts["tts"],
        "pinned": facts["pinned_at"] is not None,
        "flags": facts["flags"],
        "mention_everyone": facts["mention_everyone"],
        "mentions": [users[i] for i in facts["mentions"] if i in users],
        "mention_roles": [str(i) for i in facts["mention_roles"]],
        "attachments": [],
        "embeds": shown_embeds(facts),
        "components": facts["components"],
    }
    if facts["attachments"] or payload["embeds"]:
        # The files of a forward are those of its copy.
        files = () if facts["flags"] & MessageFlags.HAS_SNAPSHOT else facts["attachments"]
        payload["embeds"], payload["attachments"] = show_files(payload["embeds"], files)
    if facts["components"]:
        payload["components"] = show_media(facts["components"], facts["attachments"], snowflake)
    if facts.get("reactions"):
        payload["reactions"] = [reaction_payload(reaction) for reaction in facts["reactions"]]
    if facts.get("thread"):
        payload["thread"] = started_thread(facts["thread"])
    if facts["reference_channel_id"] is not None:
        payload["message_reference"] = reference_payload(facts)
        if facts["type"] in SHOWS_REFERENCE and "reference" in facts:
            answered = facts["reference"]
            payload["referenced_message"] = answered and message_payload(answered, users)
    if facts["position"] is not None:
        payload["position"] = facts["position"]
    if facts["extras"] is not None:
        add_extras(payload, facts, users)
    if facts["webhook_id"] is not None:
        payload["webhook_id"] = str(facts["webhook_id"])
    if facts["application_id"] is not None:
        payload["application_id"] = str(facts["application_id"])
    return payload


def add_extras(payload: MessagePayload, facts: Facts, users: Users) -> None:
    """Add what only some messages have."""
    extras = facts["extras"]
    if "poll" in extras:
        payload["poll"] = poll_payload(extras["poll"], facts.get("votes", ()))
    if "snapshot" in extras:
        payload["message_snapshots"] = [
            {"message": snapshot_payload(extras["snapshot"], facts, users)}
        ]
    if "mention_channels" in extras:
        payload["mention_channels"] = extras["mention_channels"]
    if "call" in extras:
        payload["call"] = extras["call"]
    if "sticker_items" in extras:
        payload["sticker_items"] = extras["sticker_items"]


def snapshot_payload(
    snapshot: Mapping[str, Any], forward: Facts, users: Users
) -> SnapshotMessagePayload:
    """Return a forwarded message; the attachments of the forward are its.

    Embeds are hidden by the flags of the copy, and by those of the forward.
    """
    hidden = forward["flags"] & MessageFlags.SUPPRESS_EMBEDS
    embeds, attachments = show_files(
        [] if hidden else shown_embeds(snapshot), forward["attachments"]
    )
    return {
        "type": snapshot["type"],
        "content": snapshot["content"],
        "embeds": embeds,
        "attachments": attachments,
        "timestamp": snapshot["timestamp"],
        "edited_timestamp": snapshot["edited_timestamp"],
        "flags": snapshot["flags"],
        "mentions": [users[i] for i in snapshot["mentions"] if i in users],
        "mention_roles": [str(i) for i in snapshot["mention_roles"]],
        "components": show_media(snapshot["components"], forward["attachments"], forward["id"]),
        "sticker_items": snapshot.get("sticker_items", []),
    }


def shown_embeds(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return a message's embeds; hidden ones are kept, and shown to nobody."""
    embeds: list[dict[str, Any]] = facts["embeds"]
    return [] if facts["flags"] & MessageFlags.SUPPRESS_EMBEDS else embeds


def webhook_author(facts: Facts) -> UserPayload:
    """Return a webhook as the author of its message: a user that exists nowhere else."""
    return {
        "id": str(facts["webhook_id"]),
        "username": facts["webhook_name"],
        "global_name": None,
        "discriminator": "0000",
        "avatar": facts["webhook_avatar"],
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
        "banner": None,
        "accent_color": None,
        "public_flags": 0,
        "flags": 0,
        "bot": True,
    }


def started_thread(facts: Facts) -> ChannelPayload:
    """Return the thread that is about a message from its columns, with times as text."""
    columns = dict(facts)
    for name in ("archive_timestamp", "last_pin_timestamp"):
        if columns[name] is not None:
            columns[name] = datetime.fromisoformat(columns[name])
    return channel_payload(Channel(**columns))


@lru_cache(maxsize=65_536)
def timestamp_of(snowflake: int) -> str:
    # The newest messages are read again and again, and writing out a time is dear.
    return snowflake_time(snowflake).isoformat(timespec="microseconds")


def edit_payload(edit: MessageEdit) -> EditPayload:
    return {
        "content": edit.content,
        "embeds": edit.embeds,
        "components": edit.components,
        "replaced_timestamp": edit.replaced_at.isoformat(timespec="microseconds"),
    }


def reference_payload(facts: Facts) -> ReferencePayload:
    payload: ReferencePayload = {
        "type": facts["reference_type"] or 0,
        "channel_id": str(facts["reference_channel_id"]),
    }
    if facts["reference_message_id"] is not None:
        payload["message_id"] = str(facts["reference_message_id"])
    if facts["reference_guild_id"] is not None:
        payload["guild_id"] = str(facts["reference_guild_id"])
    return payload
