"""What is said of emergencies in a guild's channel for safety alerts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from guilds.models import Channel, Guild
from messaging.models import Message, MessageType
from messaging.services.drafts import HOLD_MESSAGES
from messaging.services.editing import announce
from messaging.services.system_messages import post

ALERTS: Final = (MessageType.AUTO_MODERATION_ACTION, MessageType.GUILD_INCIDENT_REPORT_RAID)


def say_stopped(guild: Guild, actor_id: int, until: datetime | None) -> None:
    """Say that somebody stopped something until then, or let everything go on."""
    if until is None:
        post_alert(guild, actor_id, MessageType.GUILD_INCIDENT_ALERT_MODE_DISABLED)
        return
    kind = MessageType.GUILD_INCIDENT_ALERT_MODE_ENABLED
    shown = until.astimezone(timezone.get_default_timezone()).isoformat(timespec="milliseconds")
    post_alert(guild, actor_id, kind, content=shown)


def say_raid(guild: Guild, actor_id: int) -> None:
    post_alert(guild, actor_id, MessageType.GUILD_INCIDENT_REPORT_RAID)


def resolve_alert(guild: Guild, actor_id: int, alert_message_id: int, reason: str) -> bool:
    """Write into an alert why it was none, and say so; returns whether there is such an alert."""
    alerts = Message.objects.select_for_update(of=("self",)).select_related("channel")
    found = alerts.filter(id=alert_message_id, guild_id=guild.id, type__in=ALERTS, deleted_at=None)
    alert = found.first()
    if alert is None:
        return False
    if alert.embeds:
        first, *others = alert.embeds
        fields = [one for one in first.get("fields", ()) if one["name"] != "resolved_reason"]
        fields.append({"name": "resolved_reason", "value": reason, "inline": False})
        alert.embeds = [{**first, "fields": fields}, *others]
        alert.save(update_fields=["embeds"])
        announce(alert.channel, alert)
    post_alert(guild, actor_id, MessageType.GUILD_INCIDENT_REPORT_FALSE_ALARM)
    return True


def post_alert(guild: Guild, actor_id: int, kind: MessageType, **more: Any) -> None:
    """Post into the channel for safety alerts, if the guild has one."""
    if guild.safety_alerts_channel_id is None:
        return
    channel = Channel.objects.filter(id=guild.safety_alerts_channel_id, guild=guild).first()
    if channel is not None and channel.type in HOLD_MESSAGES:
        post(channel, actor_id, kind, **more)
