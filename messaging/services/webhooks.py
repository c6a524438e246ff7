"""What webhooks do with messages: send their own, and read, change and delete those again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, Final

from django.db import transaction

from config.kernel import aio
from config.kernel.encryption import Unreadable, decrypt
from config.kernel.errors import (
    APIError,
    CannotEditPoll,
    InvalidWebhookToken,
    UnknownChannel,
    UnknownMessage,
    UnknownWebhook,
    WebhookCannotCreateThread,
    WebhookNamesTwoThreads,
    WebhookNeedsThread,
    field_error,
)
from config.kernel.fields import UNSET
from guilds.access import webhook_access, webhook_by_token
from guilds.models import THREAD_TYPES, Channel, ChannelType, Webhook
from guilds.permissions import ALL
from guilds.services.webhook_signatures import Delivery, forget, require_signature
from guilds.services.webhooks import checked_name
from messaging.content.bodies import WebhookMessage, WebhookMessageChange
from messaging.models import Message
from messaging.payloads import MessagePayload
from messaging.selectors import facts
from messaging.services import uploads
from messaging.services.batches import StaleRights, commit
from messaging.services.component_emojis import complete_emojis
from messaging.services.deleting import hide
from messaging.services.drafts import checked_draft
from messaging.services.editing import (
    access_message,
    announce,
    require_editable,
    store_new_files,
)
from messaging.services.edits import Edit
from messaging.services.pacing import take_edit
from messaging.services.picture_work import ask_for_thumbnails, queue_thumbnails
from messaging.services.polls import poll_of
from messaging.services.previews import ask_for_previews
from messaging.services.thread_writing import reopen
from messaging.services.webhook_avatars import avatar_of
from messaging.services.webhook_posts import start_webhook_post
from messaging.services.writing import Sent

FORUMS: Final = (ChannelType.GUILD_FORUM, ChannelType.GUILD_MEDIA)
FIND: Final = """
SELECT w.id, w.guild_id, w.channel_id, c.type, w.name, w.avatar, w.token, w.application_id,
    w.signing_secret
FROM webhooks w JOIN channels c ON c.id = w.channel_id WHERE w.id = %s
"""
THREAD: Final = "SELECT type, parent_id FROM channels WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Sender:
    """A webhook as far as sending needs it."""

    id: int
    guild_id: int
    channel_id: int
    channel_type: int
    name: str
    avatar: str | None
    token: str
    application_id: int | None
    signing_secret: str | None

    def secret(self) -> str | None:
        """Return the secret of signatures; one that cannot be read any more is empty."""
        try:
            return None if self.signing_secret is None else decrypt(self.signing_secret)
        except Unreadable:
            return ""


async def execute_webhook(
    webhook_id: int,
    token: str,
    message: WebhookMessage | None,
    *,
    delivery: Delivery,
    thread_id: int | None = None,
    files: Mapping[str, Any] | None = None,
    with_components: bool = False,
) -> Sent | None:
    """Send what a webhook says, into its channel or a thread of that, and return it.

    ``message`` is None where there is nothing to say. Components of a webhook that no application
    made are passed over unless they are asked for.
    """
    sender = await find_sender(webhook_id, token)
    secret = sender.secret()
    if secret is None:
        claim = None
    else:
        claim = await aio.in_thread(require_signature)(sender.id, secret, delivery)
    if message is None:
        return None
    try:
        return await execute(sender, message, thread_id, files, with_components=with_components)
    except APIError:
        if claim is not None:
            await aio.in_thread(forget)(claim)
        raise


async def execute(
    sender: Sender,
    message: WebhookMessage,
    thread_id: int | None,
    files: Mapping[str, Any] | None,
    *,
    with_components: bool,
) -> Sent:
    if message.components and sender.application_id is None:
        message.components = shown_only(message.components) if with_components else None
    name = checked_name(message.username, "username") if message.username else sender.name
    avatar = await avatar_of(sender.id, message.avatar_url) or sender.avatar
    author = {
        "webhook_id": sender.id,
        "webhook_name": name,
        "webhook_avatar": avatar,
        "application_id": sender.application_id,
    }
    if message.thread_name:
        require_forum(sender, thread_id)
        sent, stored = await aio.in_thread(start_webhook_post)(
            sender.guild_id, sender.channel_id, message, author, files
        )
        await ask_for_thumbnails(stored)
        await ask_for_previews_of(sent)
        return sent
    channel_id = await place(sender, thread_id)
    access = await webhook_access(sender.guild_id, channel_id)
    poll = await poll_of(message, access)
    stored = []
    if uploads.brings_files(files, message.attachments):
        stored = await aio.in_thread(uploads.store)(
            files or {}, message.attachments, user_id=None, channel_id=channel_id
        )
    else:
        uploads.refuse_descriptions_without_files(message.attachments)
    draft = checked_draft(message, access, attachments=stored, poll=poll, may_embed=True)
    for column, value in author.items():
        setattr(draft, column, value)
    await complete_emojis(draft.components, sender.application_id, access.guild_id)
    if access.is_archived:
        await reopen(access)
    try:
        sent = await commit(draft)
    except StaleRights:
        raise UnknownWebhook from None  # deleted a moment ago
    await ask_for_thumbnails(stored)
    await ask_for_previews_of(sent)
    return sent


async def ask_for_previews_of(sent: Sent) -> None:
    shown = sent.payload
    await ask_for_previews(sent.id, shown["content"], shown["flags"], shown["embeds"])


def shown_only(components: list[Any]) -> list[Any]:
    """Refuse what somebody could press while no application hears of it."""
    pending = list(components)
    while pending:
        component = pending.pop()
        if not isinstance(component, Mapping):
            continue
        if component.get("custom_id") is not None:
            message = "Only an application's webhook can send components that are interactive"
            raise field_error("components", "WEBHOOK_COMPONENTS_NOT_INTERACTIVE", message)
        parts = component.get("components")
        pending += [component.get("accessory"), *(parts if isinstance(parts, list) else ())]
    return components


async def find_sender(webhook_id: int, token: str) -> Sender:
    async with (await aio.pool()).connection() as database:
        row = await (await database.execute(FIND, (webhook_id,))).fetchone()
    if row is None:
        raise UnknownWebhook
    sender = Sender(*row)
    try:
        kept = decrypt(sender.token)
    except Unreadable:
        raise InvalidWebhookToken from None
    if not compare_digest(kept.encode(), token.encode()):
        raise InvalidWebhookToken
    return sender


def require_forum(sender: Sender, thread_id: int | None) -> None:
    """Refuse to start a thread where a webhook cannot."""
    if sender.channel_type not in FORUMS:
        raise WebhookCannotCreateThread
    if thread_id is not None:
        raise WebhookNamesTwoThreads


async def place(sender: Sender, thread_id: int | None) -> int:
    """Return the channel or thread that a message goes to."""
    if thread_id is None or thread_id == sender.channel_id:
        if sender.channel_type in FORUMS:
            raise WebhookNeedsThread
        return sender.channel_id
    async with (await aio.pool()).connection() as database:
        row = await (await database.execute(THREAD, (thread_id,))).fetchone()
    if row is None or row[0] not in THREAD_TYPES or row[1] != sender.channel_id:
        raise UnknownChannel
    return thread_id


def webhook_message(
    webhook_id: int, token: str, message_id: int, thread_id: int | None = None
) -> MessagePayload:
    webhook = webhook_by_token(webhook_id, token)
    channel = channel_of(webhook, thread_id)
    own_message(webhook, channel, message_id)
    return facts.read(facts.by_ids([message_id], channel.id)).payloads()[0]


def edit_webhook_message(
    webhook_id: int,
    token: str,
    message_id: int,
    change: WebhookMessageChange,
    *,
    delivery: Delivery,
    thread_id: int | None = None,
    files: Mapping[str, Any] | None = None,
    with_components: bool = False,
) -> MessagePayload:
    if change.poll is not None:
        raise CannotEditPoll  # a poll is asked in a new message only
    webhook = webhook_by_token(webhook_id, token)
    require_signature(webhook.id, webhook.signing_secret, delivery)
    if isinstance(change.components, list) and webhook.application_id is None:
        change.components = shown_only(change.components) if with_components else UNSET
    channel = channel_of(webhook, thread_id)
    stored: list[dict[str, Any]] = []
    if files:
        stored = store_new_files(own_message(webhook, channel, message_id), change, files)
    with transaction.atomic():
        message = own_message(webhook, channel, message_id, lock=True)
        require_editable(message, change, has_files=bool(stored))
        take_edit(message, f"webhook:{webhook_id}")
        Edit(channel, message, ALL, may_embed=True).apply(change, stored)
        payload = announce(channel, message)
    queue_thumbnails(stored)
    return payload


def delete_webhook_message(
    webhook_id: int,
    token: str,
    message_id: int,
    thread_id: int | None = None,
    *,
    delivery: Delivery,
) -> None:
    webhook = webhook_by_token(webhook_id, token)
    require_signature(webhook.id, webhook.signing_secret, delivery)
    channel = channel_of(webhook, thread_id)
    with transaction.atomic():
        hide(channel, own_message(webhook, channel, message_id, lock=True))


def channel_of(webhook: Webhook, thread_id: int | None) -> Channel:
    if thread_id is None or thread_id == webhook.channel_id:
        return webhook.channel
    threads = Channel.objects.select_related("guild").filter(type__in=THREAD_TYPES)
    thread = threads.filter(id=thread_id, parent_id=webhook.channel_id).first()
    if thread is None:
        raise UnknownChannel
    return thread


def own_message(
    webhook: Webhook, channel: Channel, message_id: int, *, lock: bool = False
) -> Message:
    """Return a message that the webhook wrote; others do not exist for it."""
    message = access_message(channel, message_id, lock=lock)
    if message.author_id or message.webhook_id != webhook.id:
        raise UnknownMessage
    return message
