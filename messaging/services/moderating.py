"""What auto moderation is asked about messages, and the alerts it posts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from accounts.models import User
from guilds.automod.rules import Hit, Said
from guilds.models import Channel, Guild
from guilds.services.automod import Incident, execute_hits
from messaging.content.mentions import parse_mentions
from messaging.models import MessageType
from messaging.services.authors import author_member
from messaging.services.drafts import HOLD_MESSAGES, Draft
from messaging.services.inline import write_message


def said(content: str | None, poll: Mapping[str, Any] | None = None) -> Said:
    """Return what a message says and asks, for the rules to judge."""
    text = (content or "").strip()
    if poll is not None:
        asked = [poll["question"], *(answer["poll_media"] for answer in poll["answers"])]
        text = "\n".join([text, *(media.get("text") or "" for media in asked)])
    found = parse_mentions(text)
    return Said(text, len(found.users) + len(found.roles))


def carry_out_sync(
    author: User, channel: Channel, content: str, hits: list[Hit], message_id: int
) -> None:
    if hits and channel.guild_id is not None:
        execute_hits(
            channel.guild_id,
            author.id,
            content,
            hits,
            channel_id=channel.id,
            message_id=message_id,
        )


def post_alert(guild: Guild, channel_id: int, incident: Incident) -> int | None:
    """Write the alert of a rule into a channel; returns its id, or None if that cannot be."""
    channel = Channel.objects.select_related("guild").filter(id=channel_id, guild=guild).first()
    if channel is None or channel.type not in HOLD_MESSAGES:
        return None
    payload = write_message(
        Draft(
            author_id=incident.user_id,
            channel_id=channel.id,
            channel_type=channel.type,
            guild_id=guild.id,
            type=MessageType.AUTO_MODERATION_ACTION,
            embeds=[alert_embed(incident)],
            member=author_member(channel, incident.user_id),
        )
    )
    return int(payload["id"])


def alert_embed(incident: Incident) -> dict[str, Any]:
    """Return the one embed of an alert, which clients draw as such."""
    rule, match = incident.hit
    fields = {
        "rule_name": rule.name,
        "decision_id": str(uuid4()),
        "decision_outcome": "blocked" if incident.message_id is None else "flagged",
        "channel_id": incident.channel_id,
        "flagged_message_id": incident.message_id,
        "keyword": match.keyword,
        "keyword_matched_content": match.content,
        "timeout_duration": next(
            (a["metadata"]["duration_seconds"] for a in rule.actions if a["type"] == 3), None
        ),
        "quarantine_user": "username" if incident.channel_id is None else None,
    }
    return {
        "type": "auto_moderation_message",
        "description": incident.content,
        "fields": [
            {"name": name, "value": str(value), "inline": False}
            for name, value in fields.items()
            if value
        ],
    }
