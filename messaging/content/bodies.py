"""What clients send to write and change messages. Absent (``UNSET``) is not null."""

from __future__ import annotations

from config.kernel.fields import UNSET, Body, Snowflake, UnsetType
from messaging.content.described import (
    AllowedMentionsObject,
    Component,
    Embed,
    EmbedObject,
    PollObject,
)


class ForwardOnly(Body):
    """What of a message is forwarded; all of it where nothing is said."""

    embed_indices: list[int] | None = None
    attachment_ids: list[Snowflake] | None = None


class ReferenceBody(Body):
    """What a message answers, or forwards."""

    message_id: Snowflake | None = None
    channel_id: Snowflake | None = None
    guild_id: Snowflake | None = None
    fail_if_not_exists: bool | None = None
    type: int | None = None
    forward_only: ForwardOnly | None = None


class AttachmentBody(Body):
    """Describes a file: of this request by its number, of the message, or uploaded before."""

    id: Snowflake
    filename: str | None = None
    description: str | UnsetType | None = UNSET
    title: str | UnsetType | None = UNSET
    is_spoiler: bool | None = None
    uploaded_filename: str | None = None
    # Of voice messages
    duration_secs: float | None = None
    waveform: str | None = None
    is_remix: bool | None = None


class NewMessage(Body):
    content: str | None = None
    nonce: str | int | None = None
    enforce_nonce: bool | None = None
    tts: bool | None = None
    embeds: list[Embed] | None = None
    embed: EmbedObject | None = None
    allowed_mentions: AllowedMentionsObject | None = None
    message_reference: ReferenceBody | None = None
    components: list[Component] | None = None
    sticker_ids: list[Snowflake] | None = None
    attachments: list[AttachmentBody] | None = None
    flags: int | None = None
    poll: PollObject | None = None


class WebhookMessage(NewMessage):
    """What a webhook sends, and as whom."""

    username: str | None = None
    avatar_url: str | None = None
    thread_name: str | None = None
    applied_tags: list[Snowflake] | None = None


class MessageChange(Body):
    content: str | UnsetType | None = UNSET
    embeds: list[Embed] | UnsetType | None = UNSET
    embed: EmbedObject | UnsetType | None = UNSET
    components: list[Component] | UnsetType | None = UNSET
    flags: int | UnsetType | None = UNSET
    allowed_mentions: AllowedMentionsObject | None = None
    attachments: list[AttachmentBody] | UnsetType | None = UNSET
    sticker_ids: list[Snowflake] | None = None


class WebhookMessageChange(MessageChange):
    poll: PollObject | None = None
