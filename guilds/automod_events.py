"""What is announced of auto moderation; only those with MANAGE_GUILD hear it."""

from __future__ import annotations

from config.kernel.events import Audience, dispatch
from guilds.models import AutoModerationRule
from guilds.payloads.automod import ActionExecutionPayload, rule_payload


def rule_created(rule: AutoModerationRule) -> None:
    rule_event("AUTO_MODERATION_RULE_CREATE", rule)


def rule_updated(rule: AutoModerationRule) -> None:
    rule_event("AUTO_MODERATION_RULE_UPDATE", rule)


def rule_deleted(rule: AutoModerationRule) -> None:
    rule_event("AUTO_MODERATION_RULE_DELETE", rule)


def rule_event(name: str, rule: AutoModerationRule) -> None:
    dispatch(name, rule_payload(rule), to=Audience.guild(rule.guild_id))


def action_executed(payload: ActionExecutionPayload) -> None:
    to = Audience.guild(int(payload["guild_id"]))
    dispatch("AUTO_MODERATION_ACTION_EXECUTION", payload, to=to)
