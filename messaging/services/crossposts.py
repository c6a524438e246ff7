"""Publishing announcements: to every channel that follows, with later edits and the end.

https://discord.com/developers/docs/resources/message#crosspost-message

The worker writes the copies. Each is made, and made like its original again, in a transaction
that has the original locked: however often and in whatever order the tasks run, every follower
has one copy, and it says what the original says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config.kernel.errors import (
    AlreadyCrossposted,
    CannotExecuteOnChannelType,
    InvalidMessageType,
    MissingPermissions,
)
from guilds.access import access_channel, permissions_in
from guilds.models import Channel, ChannelType, Guild, Webhook
from guilds.permissions import UNTOUCHED, Overwrite, Permissions, base_bits, channel_bits
from messaging.models import Attachment, Message, MessageFlags, MessageType
from messaging.payloads import MessagePayload
from messaging.services.copies import queue
from messaging.services.drafts import HOLD_MESSAGES, Draft
from messaging.services.editing import USER_TYPES, access_message, announce
from messaging.services.forwards import share_files
from messaging.services.inline import write_message

DELETED: Final = "[Original Message Deleted]"
MENTIONED: Final = re.compile(r"<#([0-9]{1,19})>", re.ASCII)
PUBLIC: Final = "DISCOVERABLE"


def crosspost(actor: User, channel_id: int, message_id: int) -> MessagePayload:
    """Publish a message of an announcement channel; returns it as it is now."""
    channel = access_channel(actor, channel_id)
    if channel.type != ChannelType.GUILD_ANNOUNCEMENT:
        raise CannotExecuteOnChannelType
    granted = permissions_in(actor, channel)
    with transaction.atomic():
        message = access_message(channel, message_id, lock=True)
        needed = Permissions.SEND_MESSAGES
        if message.author_id != actor.id:
            needed |= Permissions.MANAGE_MESSAGES
        if needed not in granted:
            raise MissingPermissions
        if message.type not in USER_TYPES or not is_publishable(message):
            raise InvalidMessageType
        if message.flags & MessageFlags.CROSSPOSTED:
            raise AlreadyCrossposted
        message.flags |= MessageFlags.CROSSPOSTED
        message.save(update_fields=["flags"])
        payload = announce(channel, message, actor.id)
        transaction.on_commit(lambda: queue("deliver_crosspost", message.id), robust=True)
    return payload


def is_publishable(message: Message) -> bool:
    """Return whether a message can have copies: polls cannot, nor can what is a copy itself."""
    return not message.flags & MessageFlags.IS_CROSSPOST and "poll" not in (message.extras or {})


def deliver(message_id: int) -> int:
    """Write the copies of a published message that are missing; returns how many."""
    original = Message.objects.filter(id=message_id).first()
    if original is None:
        return 0
    followers = Webhook.objects.filter(source_channel_id=original.channel_id).order_by("id")
    return sum(
        with_original(message_id, write_copy, webhook_id)
        for webhook_id in list(followers.values_list("id", flat=True))
    )


def update_copies(message_id: int) -> int:
    """Make the copies of a message like it is now, or was before its end; returns how many."""
    copies = Message.objects.filter(
        reference_message_id=message_id, webhook_id__isnull=False, deleted_at=None
    ).order_by("id")
    return sum(
        with_original(message_id, update_copy, copy_id)
        for copy_id in list(copies.values_list("id", flat=True))
    )


def with_original(message_id: int, act: Callable[[Message, int], bool], on: int) -> bool:
    with transaction.atomic():
        locked = Message.objects.select_for_update(of=("self",)).select_related("channel__guild")
        original = locked.filter(id=message_id).first()
        if original is None or not original.flags & MessageFlags.CROSSPOSTED:
            return False
        return act(original, on)


def write_copy(original: Message, webhook_id: int) -> bool:
    webhook = Webhook.objects.select_related("channel").filter(id=webhook_id).first()
    if webhook is None or webhook.channel.type not in HOLD_MESSAGES:
        return False
    copies = Message.objects.filter(reference_message_id=original.id, webhook_id=webhook_id)
    if original.deleted_at is not None or copies.exists():
        return False
    extras: dict[str, Any] = {}
    if "snapshot" in (original.extras or {}):
        extras["snapshot"] = (original.extras or {})["snapshot"]
    channels = mentioned_channels(original)
    if channels:
        extras["mention_channels"] = channels
    files = share_files(file_ids(original), None, webhook.channel_id)
    write_message(
        Draft(
            author_id=None,
            channel_id=webhook.channel_id,
            channel_type=webhook.channel.type,
            guild_id=webhook.guild_id,
            content=original.content,
            type=MessageType.DEFAULT,
            flags=shown_flags(original),
            embeds=original.embeds,
            components=original.components,
            attachments=files,
            extras=extras or None,
            reference_type=0,
            reference_message_id=original.id,
            reference_channel_id=original.channel_id,
            reference_guild_id=original.guild_id,
            webhook_id=webhook.id,
            webhook_name=webhook.name,
            webhook_avatar=webhook.avatar,
        )
    )
    return True


def shown_flags(original: Message) -> int:
    kept = (
        MessageFlags.SUPPRESS_EMBEDS
        | MessageFlags.HAS_SNAPSHOT
        | MessageFlags.IS_VOICE_MESSAGE
        | MessageFlags.IS_COMPONENTS_V2
    )
    return int(MessageFlags.IS_CROSSPOST | original.flags & kept)


def file_ids(message: Message) -> list[int]:
    return list(message.attachments.values_list("id", flat=True))


def mentioned_channels(original: Message) -> list[dict[str, Any]]:
    """Return the channels that a message of a public guild names and that everyone sees."""
    guild = original.channel.guild
    if guild is None or PUBLIC not in guild.features:
        return []
    ids = dict.fromkeys(int(found) for found in MENTIONED.findall(original.content))
    channels = Channel.objects.filter(guild=guild, id__in=ids).order_by("id")
    return [
        {
            "id": str(channel.id),
            "guild_id": str(guild.id),
            "type": channel.type,
            "name": channel.name,
        }
        for channel in channels
        if channel.type in HOLD_MESSAGES and not channel.is_thread and everyone_sees(guild, channel)
    ]


def everyone_sees(guild: Guild, channel: Channel) -> bool:
    everyone = guild.roles.get(id=guild.id)
    overwrite = channel.overwrites.filter(target_id=guild.id).first()
    bits = channel_bits(
        base_bits(is_owner=False, roles=[int(everyone.permissions)]),
        everyone=Overwrite(int(overwrite.allow), int(overwrite.deny)) if overwrite else UNTOUCHED,
        role_overwrites=(),
        member=UNTOUCHED,
    )
    return bool(bits & Permissions.VIEW_CHANNEL)


def update_copy(original: Message, copy_id: int) -> bool:
    locked = Message.objects.select_for_update(of=("self",)).select_related("channel")
    copy = locked.filter(id=copy_id, deleted_at=None).first()
    if copy is None or not copy.flags & MessageFlags.IS_CROSSPOST:
        return False
    if original.deleted_at is not None:
        copy.content, copy.embeds, copy.extras = DELETED, [], None
        copy.components = []
        copy.flags = int(MessageFlags.IS_CROSSPOST | MessageFlags.SOURCE_MESSAGE_DELETED)
        copy.attachments.update(message=None)
    else:
        copy.content, copy.embeds = original.content, original.embeds
        copy.components = original.components
        copy.flags = shown_flags(original)
        update_files(original, copy)
    copy.edited_at = original.edited_at or timezone.now()
    copy.save(update_fields=["content", "embeds", "components", "extras", "flags", "edited_at"])
    announce(copy.channel, copy)
    return True


def update_files(original: Message, copy: Message) -> None:
    wanted = dict(original.attachments.values_list("key", "id"))
    held = dict(copy.attachments.values_list("key", "id"))
    gone = [held[key] for key in held.keys() - wanted.keys()]
    copy.attachments.filter(id__in=gone).update(message=None)
    added = share_files([wanted[key] for key in wanted.keys() - held.keys()], None, copy.channel_id)
    for position, file in enumerate(added, start=len(held)):
        Attachment.objects.filter(id=file["id"]).update(message=copy, position=position)
