"""Rules of auto moderation."""

from __future__ import annotations

from typing import Any

from config.kernel.fields import UNSET, Body, Snowflake, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild, access_rule
from guilds.payloads.automod import AutoModerationRulePayload, rule_payload
from guilds.permissions import Permissions
from guilds.services.automod_rules import create_rule, delete_rule, update_rule


class TriggerMetadata(Body):
    keyword_filter: list[str] | None = None
    regex_patterns: list[str] | None = None
    presets: list[int] | None = None
    allow_list: list[str] | None = None
    mention_total_limit: int | None = None
    mention_raid_protection_enabled: bool | None = None


class ActionMetadata(Body):
    channel_id: Snowflake | None = None
    duration_seconds: int | None = None
    custom_message: str | None = None


class Action(Body):
    type: int
    metadata: ActionMetadata | None = None


class NewRule(Body):
    name: str
    event_type: int
    trigger_type: int
    trigger_metadata: TriggerMetadata | None = None
    actions: list[Action] | None = None
    enabled: bool | None = None
    exempt_roles: list[Snowflake] | None = None
    exempt_channels: list[Snowflake] | None = None


class RuleChanges(Body):
    name: str | UnsetType = UNSET
    event_type: int | UnsetType = UNSET
    trigger_type: int | UnsetType = UNSET
    trigger_metadata: TriggerMetadata | UnsetType | None = UNSET
    actions: list[Action] | UnsetType | None = UNSET
    enabled: bool | UnsetType | None = UNSET
    exempt_roles: list[Snowflake] | UnsetType | None = UNSET
    exempt_channels: list[Snowflake] | UnsetType | None = UNSET


def plain(body: Body) -> dict[str, Any]:
    """Return what was given, with the parts of it as mappings."""
    values = body.given()
    metadata = values.get("trigger_metadata")
    if isinstance(metadata, TriggerMetadata):
        values["trigger_metadata"] = metadata.given()
    if values.get("actions") is not None:
        values["actions"] = [
            {"type": one.type, "metadata": one.metadata.given() if one.metadata else {}}
            for one in values["actions"]
        ]
    return values


class Rules(ApiView):
    @operation(output=list[AutoModerationRulePayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> list[AutoModerationRulePayload]:
        guild = access_guild(request.user, guild_id, Permissions.MANAGE_GUILD)
        return [rule_payload(rule) for rule in guild.auto_moderation_rules.all()]

    @operation(
        body=NewRule, output=AutoModerationRulePayload, bucket="change-rules", per="guild_id"
    )
    def post(
        self, request: ApiRequest, *, guild_id: int, body: NewRule
    ) -> AutoModerationRulePayload:
        guild = access_guild(request.user, guild_id, Permissions.MANAGE_GUILD)
        values = plain(body)
        values["enabled"] = bool(values["enabled"])
        return rule_payload(create_rule(request.user, guild, reason=request.reason, **values))


class OneRule(ApiView):
    @operation(output=AutoModerationRulePayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, rule_id: int) -> AutoModerationRulePayload:
        guild = access_guild(request.user, guild_id, Permissions.MANAGE_GUILD)
        return rule_payload(access_rule(guild, rule_id))

    @operation(
        body=RuleChanges, output=AutoModerationRulePayload, bucket="change-rules", per="guild_id"
    )
    def patch(
        self, request: ApiRequest, *, guild_id: int, rule_id: int, body: RuleChanges
    ) -> AutoModerationRulePayload:
        guild = access_guild(request.user, guild_id, Permissions.MANAGE_GUILD)
        rule = access_rule(guild, rule_id)
        return rule_payload(update_rule(request.user, rule, plain(body), reason=request.reason))

    @operation(status=204, bucket="change-rules", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, rule_id: int) -> None:
        guild = access_guild(request.user, guild_id, Permissions.MANAGE_GUILD)
        delete_rule(request.user, access_rule(guild, rule_id), reason=request.reason)
