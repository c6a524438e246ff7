"""What messaging does when something happens in guilds, in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.dispatch import receiver

from accounts.models import User
from accounts.payloads import user_payload
from accounts.signals import profile_changed
from guilds import signals
from guilds.models import AuditLogEvent, Channel, ChannelType, Guild
from guilds.services.automod import Incident
from messaging import events
from messaging.command_payloads import command_payload
from messaging.models import (
    ApplicationCommand,
    Attachment,
    Message,
    MessageFlags,
    MessageType,
)
from messaging.selectors.direct import acquaintances_of, direct_channel
from messaging.services.deleting import delete_recent_messages
from messaging.services.direct_messages import close_direct_channel
from messaging.services.drafts import HOLD_MESSAGES
from messaging.services.editing import announce
from messaging.services.group_channels import leave_group, update_group
from messaging.services.group_invites import (
    accept_group_invite,
    create_group_invite,
    delete_group_invite,
    group_invites,
    show_group_invite,
)
from messaging.services.incidents import resolve_alert, say_raid, say_stopped
from messaging.services.moderating import post_alert
from messaging.services.system_messages import (
    post,
    say_name_changed,
    say_recipient_added,
    say_recipient_removed,
)

SUPPRESS_JOIN_NOTIFICATIONS: Final = 1 << 0


@receiver(profile_changed)
def tell_acquaintances(user: User, **_: object) -> None:
    """Tell friends, and people of one's direct channels, how somebody looks now.

    Guilds are told by themselves, so who shares one has heard of it.
    """
    payload = user_payload(user)
    for user_id in acquaintances_of(user.id):
        events.acquaintance_updated(payload, user_id=user_id)


@receiver(signals.member_banned)
def delete_messages_of_banned(
    guild: Guild, user: User, delete_message_seconds: int, **_: object
) -> None:
    if delete_message_seconds:
        delete_recent_messages(guild, user, delete_message_seconds)


@receiver(signals.member_joined)
def welcome(guild: Guild, user: User, **_: object) -> None:
    """Say in the guild's system channel that somebody joined; its founder did not join."""
    is_quiet = guild.system_channel_flags & SUPPRESS_JOIN_NOTIFICATIONS
    if guild.system_channel_id is None or is_quiet or user.id == guild.owner_id:
        return
    channel = Channel.objects.filter(id=guild.system_channel_id, guild=guild).first()
    if channel is None or channel.type not in HOLD_MESSAGES:
        return
    post(channel, user.id, MessageType.USER_JOIN)


@receiver(signals.automod_alerting)
def alert_moderators(guild: Guild, channel_id: int, incident: Incident, **_: object) -> int | None:
    return post_alert(guild, channel_id, incident)


@receiver(signals.incident_actions_changed)
def tell_of_stops(guild: Guild, actor_id: int, until: datetime | None, **_: object) -> None:
    say_stopped(guild, actor_id, until)


@receiver(signals.raid_reported)
def tell_of_raid(guild: Guild, actor_id: int, **_: object) -> None:
    say_raid(guild, actor_id)


@receiver(signals.false_alarm_reported)
def tell_of_false_alarm(
    guild: Guild, actor_id: int, alert_message_id: int, reason: str, **_: object
) -> bool:
    return resolve_alert(guild, actor_id, alert_message_id, reason)


@receiver(signals.channels_deleting)
def let_go_of_files(channel_ids: Iterable[int], **_: object) -> None:
    """Keep the rows of files whose messages go with their channel, for the worker to delete."""
    Attachment.objects.filter(channel_id__in=list(channel_ids)).update(message=None)


@receiver(signals.audit_log_asked)
def name_commands(targets: Mapping[int, Collection[int]], **_: object) -> dict[str, Any]:
    """Return the commands whose permissions were changed, as far as they still exist."""
    ids = targets.get(AuditLogEvent.APPLICATION_COMMAND_PERMISSION_UPDATE, ())
    found = ApplicationCommand.objects.filter(id__in=ids).order_by("id")
    return {"application_commands": [command_payload(command) for command in found]}


@receiver(signals.direct_channel_asked)
def describe_direct_channel(channel: Channel, user: User, **_: object) -> dict[str, Any]:
    return {**direct_channel(channel, user.id)}


@receiver(signals.direct_channel_closing)
def close(channel: Channel, user: User, silent: bool, **_: object) -> None:
    if channel.type == ChannelType.GROUP_DM:
        leave_group(user, channel.id, silent=silent)
    else:
        close_direct_channel(channel, user)


@receiver(signals.group_invite_asked)
def answer_about_group_invite(act: str, user: User, **asked: Any) -> Any:
    match act:
        case "list":
            return group_invites(asked["channel"])
        case "create":
            return create_group_invite(user, asked["channel"], asked["max_age"])
        case "show":
            return show_group_invite(asked["code"], with_counts=asked["with_counts"])
        case "accept":
            return accept_group_invite(user, asked["code"])
        case _:
            return delete_group_invite(user, asked["code"])


@receiver(signals.thread_renamed)
def say_thread_renamed(thread: Channel, actor_id: int, **_: object) -> None:
    say_name_changed(thread, actor_id)


@receiver(signals.thread_member_changed)
def say_thread_member(
    thread: Channel, actor_id: int, user_id: int, added: bool, **_: object
) -> None:
    say = say_recipient_added if added else say_recipient_removed
    say(thread, actor_id, user_id)


@receiver(signals.group_channel_changing)
def change_group(channel: Channel, user: User, values: dict[str, Any], **_: object) -> None:
    update_group(user, channel.id, values)


@receiver(signals.channels_deleting)
def unmark_messages(channel_ids: Iterable[int], **_: object) -> None:
    """Messages whose threads go have none any more."""
    ids = list(channel_ids)
    marked = Message.objects.filter(id__in=ids).exclude(channel_id__in=ids)
    for message in marked.filter(deleted_at=None).select_related("channel"):
        message.flags &= ~MessageFlags.HAS_THREAD
        message.save(update_fields=["flags"])
        announce(message.channel, message)
