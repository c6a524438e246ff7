"""Rules of auto moderation as clients see them, and what is told when one was carried out."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from guilds.automod.rules import ActionType, TriggerType
from guilds.models import AutoModerationRule

# What each kind of rule says of itself, with what holds when nothing was said.
METADATA: dict[int, dict[str, Any]] = {
    TriggerType.KEYWORD: {"keyword_filter": [], "regex_patterns": [], "allow_list": []},
    TriggerType.SPAM: {},
    TriggerType.KEYWORD_PRESET: {"presets": [], "allow_list": []},
    TriggerType.MENTION_SPAM: {
        "mention_total_limit": 20,
        "mention_raid_protection_enabled": False,
    },
    TriggerType.MEMBER_PROFILE: {"keyword_filter": [], "regex_patterns": [], "allow_list": []},
}


class ActionPayload(TypedDict):
    type: int
    metadata: dict[str, Any]


class AutoModerationRulePayload(TypedDict):
    id: str
    guild_id: str
    creator_id: str
    name: str
    event_type: int
    trigger_type: int
    trigger_metadata: dict[str, Any]
    actions: list[ActionPayload]
    enabled: bool
    exempt_roles: list[str]
    exempt_channels: list[str]


class ActionExecutionPayload(TypedDict):
    guild_id: str
    action: ActionPayload
    rule_id: str
    rule_trigger_type: int
    user_id: str
    channel_id: NotRequired[str]
    message_id: NotRequired[str]
    alert_system_message_id: NotRequired[str]
    content: str
    matched_keyword: str | None
    matched_content: str | None


def rule_payload(rule: AutoModerationRule) -> AutoModerationRulePayload:
    return {
        "id": str(rule.id),
        "guild_id": str(rule.guild_id),
        "creator_id": str(rule.creator_id),
        "name": rule.name,
        "event_type": rule.event_type,
        "trigger_type": rule.trigger_type,
        "trigger_metadata": {**METADATA[rule.trigger_type], **rule.trigger_metadata},
        "actions": [action_payload(action) for action in rule.actions],
        "enabled": rule.enabled,
        "exempt_roles": [str(role) for role in rule.exempt_roles],
        "exempt_channels": [str(channel) for channel in rule.exempt_channels],
    }


def action_payload(action: Any) -> ActionPayload:
    metadata = dict(action["metadata"])
    if action["type"] == ActionType.SEND_ALERT_MESSAGE:
        metadata["channel_id"] = str(metadata["channel_id"])
    return {"type": action["type"], "metadata": metadata}
