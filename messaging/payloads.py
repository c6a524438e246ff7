"""What messages and direct channels look like on the wire, in REST answers and events alike.

A message is drawn from *facts*: a mapping of its columns with ``attachments``, ``reactions``
and ``reference`` (the facts of the message it answers, None when that is gone) joined in, as
``messaging.selectors.facts`` reads and ``messaging.services.sending`` writes them, and from
the payloads of all users it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, NotRequired, TypedDict, cast

from accounts.payloads import UserPayload, user_payload
from config.kernel.snowflake import snowflake_time
from guilds.models import Channel, ChannelType
from guilds.payloads.channels import ChannelPayload, channel_payload
from guilds.payloads.stickers import StickerItemPayload
from guilds.payloads.threads import ThreadsPayload
from messaging.content.embeds import attachment_names
from messaging.files import attachment_url
from messaging.models import MessageEdit, MessageFlags, MessageType

if TYPE_CHECKING:
    from accounts.models import User

Facts = Mapping[str, Any]
Users = Mapping[int, UserPayload]

USER_COLUMNS: Final = (
    "id", "username", "discriminator", "global_name", "avatar", "banner", "accent_color", "flags",
    "bot", "system",
)  # fmt: skip
# Types whose payload shows the message they refer to.
SHOWS_REFERENCE: Final = (MessageType.REPLY, MessageType.THREAD_STARTER_MESSAGE)


class AttachmentPayload(TypedDict):
    id: str
    filename: str
    size: int
    url: str
    proxy_url: str
    content_type: NotRequired[str]
    title: NotRequired[str]
    description: NotRequired[str]
    duration_secs: NotRequired[float]  # these two of voice messages
    waveform: NotRequired[str]
    width: NotRequired[int]
    height: NotRequired[int]
    flags: int


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


class PollMediaPayload(TypedDict):
    text: str
    emoji: NotRequired[EmojiPayload]


class PollAnswerPayload(TypedDict):
    answer_id: int
    poll_media: PollMediaPayload


class AnswerCountPayload(TypedDict):
    id: int
    count: int
    me_voted: bool


class PollResultsPayload(TypedDict):
    is_finalized: bool
    answer_counts: list[AnswerCountPayload]  # of answers that somebody voted for


class PollPayload(TypedDict):
    question: PollMediaPayload
    answers: list[PollAnswerPayload]
    expiry: str
    allow_multiselect: bool
    layout_type: int
    results: PollResultsPayload


class VotersPayload(TypedDict):
    users: list[UserPayload]


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
        "embeds": facts["embeds"],
        "components": facts["components"],
    }
    if facts["attachments"] and not facts["flags"] & MessageFlags.HAS_SNAPSHOT:
        payload["embeds"], payload["attachments"] = show_files(
            facts["embeds"], facts["attachments"]
        )
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
            {"message": snapshot_payload(extras["snapshot"], facts["attachments"], users)}
        ]
    if "mention_channels" in extras:
        payload["mention_channels"] = extras["mention_channels"]
    if "call" in extras:
        payload["call"] = extras["call"]
    if "sticker_items" in extras:
        payload["sticker_items"] = extras["sticker_items"]


def snapshot_payload(
    snapshot: Mapping[str, Any], files: Sequence[Facts], users: Users
) -> SnapshotMessagePayload:
    """Return a forwarded message; the attachments of the forward are its."""
    embeds, attachments = show_files(snapshot["embeds"], files)
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
        "components": snapshot["components"],
        "sticker_items": snapshot.get("sticker_items", []),
    }


def poll_payload(poll: Mapping[str, Any], votes: Iterable[Facts]) -> PollPayload:
    return {
        "question": poll["question"],
        "answers": poll["answers"],
        "expiry": poll["expiry"],
        "allow_multiselect": poll["allow_multiselect"],
        "layout_type": poll["layout_type"],
        "results": {
            "is_finalized": poll["is_finalized"],
            "answer_counts": list(votes),  # type: ignore[arg-type]
        },
    }


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


def show_files(
    embeds: list[dict[str, Any]], attachments: Sequence[Facts]
) -> tuple[list[dict[str, Any]], list[AttachmentPayload]]:
    """Return embeds and attachments; a file that an embed shows is not listed beside it."""
    shown = attachment_names(embeds)
    listed = [attachment_payload(file) for file in attachments if file["filename"] not in shown]
    if not shown:
        return embeds, listed
    urls = {f"attachment://{file['filename']}": attachment_url(file) for file in attachments}
    return [_with_urls(embed, urls) for embed in embeds], listed


def _with_urls(embed: dict[str, Any], urls: Mapping[str, str]) -> dict[str, Any]:
    def resolved(part: Any) -> Any:
        if not isinstance(part, dict):
            return part
        return {key: urls.get(value, value) if isinstance(value, str) else value
                for key, value in part.items()}  # fmt: skip

    return {slot: resolved(part) for slot, part in embed.items()}


def attachment_payload(facts: Facts) -> AttachmentPayload:
    url = attachment_url(facts)
    payload: AttachmentPayload = {
        "id": str(facts["id"]),
        "filename": facts["filename"],
        "size": facts["size"],
        "url": url,
        "proxy_url": url,
        "flags": facts["flags"],
    }
    if facts["content_type"]:
        payload["content_type"] = facts["content_type"]
    if facts["description"] is not None:
        payload["description"] = facts["description"]
    for name in ("title", "duration_secs", "waveform"):
        if facts[name] is not None:
            payload[name] = facts[name]
    if facts["width"] is not None:
        payload["width"] = facts["width"]
        payload["height"] = facts["height"]
    return payload


def edit_payload(edit: MessageEdit) -> EditPayload:
    return {
        "content": edit.content,
        "embeds": edit.embeds,
        "replaced_timestamp": edit.replaced_at.isoformat(timespec="microseconds"),
    }


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


def users_from_rows(rows: Iterable[Mapping[str, Any]]) -> dict[int, UserPayload]:
    """Return the payloads of users whose ``USER_COLUMNS`` were read outside the ORM."""
    # No model instance: building one costs more than everything else here.
    return {row["id"]: user_payload(cast("User", SimpleNamespace(**row))) for row in rows}


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
