"""The server guide: a welcome, first things to do, and where to find what (home settings)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from config.kernel.errors import bad_length, field_error, not_a_choice, too_long
from config.settings import limits
from guilds.models import THREAD_TYPES, AuditLogEvent, Guild, Member, ServerGuide
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting
from guilds.services.emoji_values import named_emoji

VIEW, TALK = 0, 1  # what a new member is to do in a channel


def update_server_guide(
    actor: Actor, guild: Guild, values: Mapping[str, Any], *, reason: str | None = None
) -> ServerGuide:
    """Write the guide anew: ``enabled``, ``welcome_message``, actions and resources."""
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        known = set(locked.channels.exclude(type__in=THREAD_TYPES).values_list("id", flat=True))
        message = values["welcome_message"]
        if message is not None:
            message = checked_message(locked, message)
        fields = {
            "enabled": values["enabled"],
            "welcome_message": message,
            "new_member_actions": [
                checked_entry(locked, known, f"new_member_actions.{index}", entry, is_action=True)
                for index, entry in enumerate(checked_count("new_member_actions", values))
            ],
            "resource_channels": [
                checked_entry(locked, known, f"resource_channels.{index}", entry, is_action=False)
                for index, entry in enumerate(checked_count("resource_channels", values))
            ],
        }
        guide, created = ServerGuide.objects.update_or_create(guild=locked, defaults=fields)
        audit_log.record(
            actor,
            locked,
            AuditLogEvent.HOME_SETTINGS_CREATE if created else AuditLogEvent.HOME_SETTINGS_UPDATE,
            locked.id,
            reason=reason,
        )
    return guide


def checked_count(name: str, values: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    entries: Sequence[Mapping[str, Any]] = values[name]
    if len(entries) > limits.GUIDE_ENTRIES:
        raise bad_length(name, 0, limits.GUIDE_ENTRIES)
    return entries


def checked_message(guild: Guild, message: Mapping[str, Any]) -> dict[str, Any]:
    text = message["message"]
    if not 1 <= len(text) <= limits.GUIDE_MESSAGE_LENGTH:
        raise bad_length("welcome_message.message", 1, limits.GUIDE_MESSAGE_LENGTH)
    author_ids = list(dict.fromkeys(message["author_ids"]))
    if Member.objects.filter(guild=guild, user_id__in=author_ids).count() < len(author_ids):
        path = "welcome_message.author_ids"
        raise field_error(path, "BASE_TYPE_CHOICES", "The authors must be members.")
    return {"author_ids": [str(author_id) for author_id in author_ids], "message": text}


def checked_entry(
    guild: Guild, known: set[int], path: str, entry: Mapping[str, Any], *, is_action: bool
) -> dict[str, Any]:
    if entry["channel_id"] not in known:
        raise field_error(f"{path}.channel_id", "CHANNEL_INVALID", "Invalid channel")
    if not 1 <= len(entry["title"]) <= limits.GUIDE_TITLE_LENGTH:
        raise bad_length(f"{path}.title", 1, limits.GUIDE_TITLE_LENGTH)
    if len(entry["description"]) > limits.GUIDE_DESCRIPTION_LENGTH:
        raise too_long(f"{path}.description", limits.GUIDE_DESCRIPTION_LENGTH)
    checked: dict[str, Any] = {
        "channel_id": str(entry["channel_id"]),
        "title": entry["title"],
        "description": entry["description"],
    }
    if is_action:
        if entry["action_type"] not in (VIEW, TALK):
            raise not_a_choice(f"{path}.action_type", (VIEW, TALK))
        checked["action_type"] = entry["action_type"]
    emoji = named_emoji(guild, path, entry)
    if emoji["name"] is not None:
        checked["emoji"] = emoji
    return checked
