"""Posts that webhooks start in forum and media channels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from accounts.models import User
from config.kernel import aio
from config.kernel.errors import UnknownWebhook
from config.kernel.snowflake import next_snowflake
from guilds.access import webhook_access
from guilds.models import ChannelType, Guild, Member, Webhook
from guilds.services.changes import changing
from guilds.services.thread_values import checked_tags
from guilds.services.threads import write_thread
from messaging.content.bodies import WebhookMessage
from messaging.services import uploads
from messaging.services.component_emojis import complete_emojis
from messaging.services.drafts import Draft, checked_draft
from messaging.services.inline import write_message
from messaging.services.polls import poll_of
from messaging.services.writing import Sent


def start_webhook_post(
    guild_id: int,
    forum_id: int,
    message: WebhookMessage,
    author: Mapping[str, Any],
    files: Mapping[str, Any] | None,
) -> tuple[Sent, list[dict[str, Any]]]:
    """Start a post with its first message; ``author`` are the columns that name the webhook.

    Returns the message and the facts of its files.
    """
    thread_id = next_snowflake()
    access = replace(
        aio.run(webhook_access(guild_id, forum_id)),
        channel_id=thread_id,
        channel_type=int(ChannelType.PUBLIC_THREAD),
    )
    poll = aio.run(poll_of(message, access))
    stored: list[dict[str, Any]] = []
    if uploads.brings_files(files, message.attachments):
        stored = uploads.store(files or {}, message.attachments, user_id=None, channel_id=thread_id)
    else:
        uploads.refuse_descriptions_without_files(message.attachments)
    draft: Draft = checked_draft(message, access, attachments=stored, poll=poll, may_embed=True)
    for name, value in author.items():
        setattr(draft, name, value)
    aio.run(complete_emojis(draft.components, draft.application_id, guild_id))
    with changing(guild_id) as guild:
        webhooks = Webhook.objects.select_related("channel", "user")
        webhook = webhooks.filter(id=author["webhook_id"], channel_id=forum_id).first()
        if webhook is None:
            raise UnknownWebhook
        write_thread(
            owner_of(webhook, guild),
            guild,
            webhook.channel,
            type=ChannelType.PUBLIC_THREAD,
            thread_id=thread_id,
            name=message.thread_name or "",
            applied_tags=checked_tags(
                webhook.channel, message.applied_tags or (), is_moderator=True
            ),
        )
        payload = write_message(draft, message_id=thread_id)
    return Sent(thread_id, payload, orjson.dumps(payload)), stored


def owner_of(webhook: Webhook, guild: Guild) -> User:
    """Return whose the post is: a thread belongs to a member, here to who made the webhook."""
    maker = webhook.user
    if maker is not None and Member.objects.filter(guild=guild, user=maker).exists():
        return maker
    return guild.owner
