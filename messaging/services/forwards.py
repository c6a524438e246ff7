"""Forwarding: a message that holds a copy of another as it is at the moment.

https://discord.com/developers/docs/resources/message#message-reference-content-attribution-forwards

The copy (``Message.extras["snapshot"]``) never changes, whatever becomes of the original. Its
attachments are the forward's own rows; they share the files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from accounts.models import Application
from config.kernel import aio
from config.kernel.errors import (
    CannotForwardUnreadable,
    MissingPermissions,
    UnknownMessage,
    field_error,
    required,
)
from config.kernel.snowflake import next_snowflake
from guilds.access import ChannelAccess, hot_access
from guilds.permissions import Permissions
from messaging.content.bodies import NewMessage, ReferenceBody
from messaging.models import Attachment, MessageFlags, MessageType
from messaging.payloads import timestamp_of
from messaging.selectors import facts
from messaging.services.drafts import Draft, checked_flags, checked_nonce
from messaging.services.uploads import attachment_facts

if TYPE_CHECKING:
    from accounts.models import User

FORWARD: Final = 1
# Messages that hang on nothing but themselves.
FORWARDABLE: Final = frozenset(
    (
        MessageType.DEFAULT,
        MessageType.REPLY,
        MessageType.CHAT_INPUT_COMMAND,
        MessageType.CONTEXT_MENU_COMMAND,
    )
)
READING: Final = int(Permissions.VIEW_CHANNEL | Permissions.READ_MESSAGE_HISTORY)
ATTACH_FILES: Final = int(Permissions.ATTACH_FILES)
EMBED_LINKS: Final = int(Permissions.EMBED_LINKS)
# Flags of applications that may read what others write.
READS_CONTENT: Final = 1 << 18 | 1 << 19


@dataclass(frozen=True, slots=True)
class Forwarded:
    """What is forwarded, from where, and the rows of its files in the new message."""

    message_id: int
    channel_id: int
    guild_id: int | None
    snapshot: Mapping[str, Any]
    attachments: Sequence[Mapping[str, Any]]


def is_forward(reference: ReferenceBody | None) -> bool:
    return reference is not None and reference.type == FORWARD


async def copy_forwarded(
    message: NewMessage, author: User, access: ChannelAccess, *, has_files: bool
) -> Forwarded:
    """Return a copy of the message that is forwarded, for ``access``, where it goes."""
    reference = message.message_reference or ReferenceBody()
    if reference.message_id is None:
        raise required("message_reference.message_id")
    if reference.channel_id is None:
        raise required("message_reference.channel_id")
    require_nothing_else(message, has_files=has_files)
    source = await hot_access(author.id, reference.channel_id, READING, fresh=True)
    page = facts.by_ids([int(reference.message_id)], source.channel_id)
    found = await facts.read_async(page)
    if not found.messages:
        raise UnknownMessage
    original = found.messages[0]
    extras = original["extras"] or {}
    if original["type"] not in FORWARDABLE or "poll" in extras or "call" in extras:
        raise field_error(
            "message_reference", "MESSAGE_CANNOT_BE_FORWARDED", "This message cannot be forwarded"
        )
    if author.bot and not reads_all(original, author.id, source):
        await require_reads_content(author.id)
    chosen = chosen_files(original, reference)
    if chosen and not access.permissions & ATTACH_FILES:
        raise MissingPermissions
    # A forward of a forward shows the first message: copies do not nest.
    snapshot = extras.get("snapshot") or snapshot_of(original)
    embeds = chosen_embeds(snapshot["embeds"], reference, access)
    files = await aio.in_thread(share_files)(chosen, author.id, access.channel_id) if chosen else ()
    return Forwarded(
        message_id=original["id"],
        channel_id=original["channel_id"],
        guild_id=original["guild_id"],
        snapshot={**snapshot, "embeds": embeds},
        attachments=files,
    )


def require_nothing_else(message: NewMessage, *, has_files: bool) -> None:
    """Refuse to say something in the same message: a forward is nobody's words but its author's."""
    said = (message.content, message.embeds, message.embed, message.sticker_ids, message.poll)
    if has_files or message.attachments or message.components or any(said):
        raise field_error(
            "message_reference",
            "MESSAGE_FORWARD_HAS_CONTENT",
            "A forward cannot have content of its own",
        )


def reads_all(original: Mapping[str, Any], bot_id: int, source: ChannelAccess) -> bool:
    """Return whether a bot reads a message even without the intent for content."""
    return (
        source.guild_id is None or original["author_id"] == bot_id or bot_id in original["mentions"]
    )


async def require_reads_content(bot_id: int) -> None:
    flags = await aio.in_thread(flags_of)(bot_id)
    if not flags & READS_CONTENT:
        raise CannotForwardUnreadable


def flags_of(bot_id: int) -> int:
    found = Application.objects.filter(bot_id=bot_id).values_list("flags", flat=True).first()
    return found or 0


def snapshot_of(original: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": original["type"],
        "content": original["content"],
        "embeds": original["embeds"],
        "timestamp": timestamp_of(original["id"]),
        "edited_timestamp": original["edited_at"],
        "flags": original["flags"],
        "mentions": original["mentions"],
        "mention_roles": original["mention_roles"],
        "components": original["components"],
        "sticker_items": (original["extras"] or {}).get("sticker_items", []),
    }


def chosen_files(original: Mapping[str, Any], reference: ReferenceBody) -> list[int]:
    ids = [file["id"] for file in original["attachments"]]
    only = reference.forward_only
    if only is None or only.attachment_ids is None:
        return ids
    return [file_id for file_id in ids if file_id in only.attachment_ids]


def chosen_embeds(
    embeds: Sequence[Any], reference: ReferenceBody, access: ChannelAccess
) -> list[Any]:
    """Return the embeds that are shown; none where their sender could not embed any."""
    if not access.permissions & EMBED_LINKS:
        return []
    only = reference.forward_only
    if only is None or only.embed_indices is None:
        return list(embeds)
    return [embed for index, embed in enumerate(embeds) if index in only.embed_indices]


def share_files(ids: Sequence[int], user_id: int | None, channel_id: int) -> list[dict[str, Any]]:
    """Make rows of the new message's own for the files of another."""
    rows = list(Attachment.objects.filter(id__in=ids).order_by("position", "id"))
    for position, row in enumerate(rows):
        row.pk = row.id = next_snowflake()
        row.message = None
        row.channel_id = channel_id
        row.uploader_id = user_id  # type: ignore[assignment]
        row.position = position
    Attachment.objects.bulk_create(rows)
    return [attachment_facts(row) for row in rows]


def draft_forward(
    message: NewMessage,
    author: User,
    access: ChannelAccess,
    forwarded: Forwarded,
    *,
    auth_version: int | None,
) -> Draft:
    """Return the message that holds the copy."""
    return Draft(
        author_id=author.id,
        channel_id=access.channel_id,
        channel_type=access.channel_type,
        guild_id=access.guild_id,
        flags=checked_flags(message.flags) & ~MessageFlags.IS_VOICE_MESSAGE
        | MessageFlags.HAS_SNAPSHOT,
        nonce=checked_nonce(message.nonce),
        enforce_nonce=bool(message.enforce_nonce) and message.nonce is not None,
        attachments=forwarded.attachments,
        member=access.member,
        reference_type=FORWARD,
        reference_message_id=forwarded.message_id,
        reference_channel_id=forwarded.channel_id,
        reference_guild_id=forwarded.guild_id,
        extras={"snapshot": forwarded.snapshot},
        permissions_version=None if access.guild_id is None else access.permissions_version,
        auth_version=auth_version,
    )
