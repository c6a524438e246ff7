"""Withholding pictures that a scanner of the operator's calls explicit.

A guild says whose pictures are looked at: nobody's, those of members without roles, everybody's
(https://discord.com/developers/docs/resources/guild#guild-object-explicit-content-filter-level).
Channels that are age-restricted are left out. Which pictures are explicit, this server does not
know: it asks ``MEDIA_SCANNER_URL``, and takes no answer for a no.
"""

from __future__ import annotations

import logging
from typing import Final

import msgspec
from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction

from config.kernel import outbound
from config.kernel.telemetry.metrics import MEDIA_SCANS
from guilds.models import Channel, Guild, Member
from messaging.files import BUCKET
from messaging.models import Attachment, Message
from messaging.services.copies import carry_over_later
from messaging.services.deleting import hide
from messaging.services.editing import announce

logger = logging.getLogger(__name__)

WITHOUT_ROLES: Final = 1
EVERYBODY: Final = 2
MAX_ANSWER: Final = 64 * 1024


class Answer(msgspec.Struct):
    explicit: bool


def scan_attachment(attachment_id: int) -> bool:
    """Have a picture looked at if its guild asks for that; returns whether it was withheld."""
    found = Attachment.objects.select_related("message__channel__guild", "message__channel__parent")
    attachment = found.filter(id=attachment_id, message__isnull=False).first()
    if not settings.MEDIA_SCANNER_URL or attachment is None or attachment.message is None:
        return False
    if not is_looked_at(attachment.message) or not is_explicit(attachment):
        return False
    logger.warning("picture %d of message %d withheld", attachment.id, attachment.message.id)
    for message_id in sharing(attachment):
        withhold(message_id, attachment.key)
    return True


def is_looked_at(message: Message) -> bool:
    guild = message.channel.guild
    if guild is None or is_age_restricted(message.channel):
        return False
    level = guild.explicit_content_filter
    return level == EVERYBODY or (level == WITHOUT_ROLES and is_without_roles(guild, message))


def is_age_restricted(channel: Channel) -> bool:
    return channel.nsfw or (
        channel.parent is not None and channel.is_thread and channel.parent.nsfw
    )


def is_without_roles(guild: Guild, message: Message) -> bool:
    """Say whether a member without roles wrote this, or who left meanwhile; webhooks are none."""
    if message.webhook_id is not None:
        return False
    member = Member.objects.filter(guild=guild, user_id=message.author_id).first()
    return member is None or not member.roles


def is_explicit(attachment: Attachment) -> bool:
    """Ask the scanner. What goes wrong is logged, counted, and not held against the picture."""
    try:
        with storages[BUCKET].open(attachment.key) as file:
            content = file.read()
    except FileNotFoundError:
        return False
    try:
        answer = outbound.post_to_service(
            settings.MEDIA_SCANNER_URL,
            content,
            content_type=attachment.content_type,
            max_bytes=MAX_ANSWER,
            seconds=settings.MEDIA_SCANNER_SECONDS,
        )
        verdict = msgspec.json.decode(answer, type=Answer).explicit
    except (outbound.Unreachable, msgspec.MsgspecError) as error:
        MEDIA_SCANS.labels("failed").inc()
        logger.warning("picture %d was not scanned: %s", attachment.id, error)
        return False
    MEDIA_SCANS.labels("explicit" if verdict else "passed").inc()
    return verdict


def sharing(attachment: Attachment) -> list[int]:
    """Return the messages that show this file: its own, and what forwards or copies that."""
    held = Attachment.objects.filter(key=attachment.key, message__isnull=False)
    return list(held.order_by("message_id").values_list("message_id", flat=True).distinct())


def withhold(message_id: int, key: str) -> None:
    """Take a file out of a message; a message of nothing else goes with it.

    The worker deletes files that belong to no message.
    """
    with transaction.atomic():
        messages = Message.objects.select_for_update(of=("self",)).select_related("channel")
        message = messages.filter(id=message_id, deleted_at=None).first()
        if message is None or not message.attachments.filter(key=key).update(message=None):
            return
        if is_empty(message):
            hide(message.channel, message)
            return
        announce(message.channel, message)
        carry_over_later(message.id, message.flags)


def is_empty(message: Message) -> bool:
    says = message.content or message.embeds or message.components or message.extras
    return not says and not message.attachments.exists()
