"""Guilds: founding, reading, changing, leaving."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypedDict

from msgspec import Meta

from config.kernel.fields import UNSET, Body, Snowflake, Timestamp, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild, access_member, access_preview
from guilds.payloads import (
    GuildPayload,
    MemberPayload,
    guild_payload,
    guild_preview_payload,
    member_payload,
    partial_guild_payload,
)
from guilds.payloads.guilds import (
    GuildPreviewPayload,
    IncidentsPayload,
    PartialGuildPayload,
    incidents_payload,
)
from guilds.permissions import Permissions
from guilds.selectors import guilds_of, presence_count
from guilds.services import (
    create_guild,
    delete_guild,
    leave_guild,
    update_guild,
    update_incident_actions,
    update_mfa_level,
)
from guilds.services.guild_security import report_false_alarm, report_raid

# What null means where a column is never null.
DEFAULTS: Final[dict[str, Any]] = {
    "verification_level": 0,
    "default_message_notifications": 0,
    "explicit_content_filter": 0,
    "system_channel_flags": 0,
    "afk_timeout": 300,
    "preferred_locale": "en-US",
    "premium_progress_bar_enabled": False,
    "features": (),
}


class NewGuild(Body):
    name: str
    icon: str | UnsetType | None = UNSET
    verification_level: int | UnsetType | None = UNSET
    default_message_notifications: int | UnsetType | None = UNSET
    explicit_content_filter: int | UnsetType | None = UNSET
    preferred_locale: str | UnsetType | None = UNSET


class GuildChanges(Body):
    name: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET
    icon: str | UnsetType | None = UNSET
    banner: str | UnsetType | None = UNSET
    home_header: str | UnsetType | None = UNSET
    splash: str | UnsetType | None = UNSET
    discovery_splash: str | UnsetType | None = UNSET
    owner_id: Snowflake | UnsetType = UNSET
    code: str | UnsetType | None = UNSET  # of the owner's second factor
    features: list[str] | UnsetType | None = UNSET
    verification_level: int | UnsetType | None = UNSET
    default_message_notifications: int | UnsetType | None = UNSET
    explicit_content_filter: int | UnsetType | None = UNSET
    preferred_locale: str | UnsetType | None = UNSET
    afk_timeout: int | UnsetType | None = UNSET
    afk_channel_id: Snowflake | UnsetType | None = UNSET
    system_channel_id: Snowflake | UnsetType | None = UNSET
    system_channel_flags: int | UnsetType | None = UNSET
    rules_channel_id: Snowflake | UnsetType | None = UNSET
    public_updates_channel_id: Snowflake | UnsetType | None = UNSET
    safety_alerts_channel_id: Snowflake | UnsetType | None = UNSET
    premium_progress_bar_enabled: bool | UnsetType | None = UNSET


class NewMFALevel(Body):
    level: int
    code: str | None = None


class GuildDeletion(Body):
    code: str | None = None  # of the owner's second factor


class MFALevelPayload(TypedDict):
    level: int


class WantedIncidentActions(Body):
    invites_disabled_until: Timestamp | UnsetType | None = UNSET
    dms_disabled_until: Timestamp | UnsetType | None = UNSET


class ResolvedAlert(Body):
    alert_message_id: Snowflake
    reason: str = "OTHER"


class GuildQuery(Body):
    with_counts: bool = False


class GuildsQuery(Body):
    before: Snowflake | None = None
    after: Snowflake | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 200
    with_counts: bool = False


def given(body: Body) -> dict[str, Any]:
    """Return what the client sent, with null as the default where a column has one."""
    return {
        name: DEFAULTS[name] if value is None and name in DEFAULTS else value
        for name, value in body.given().items()
    }


class Guilds(ApiView):
    @operation(body=NewGuild, output=GuildPayload, status=201, bucket="create-guild", rate=(10, 60))
    def post(self, request: ApiRequest, *, body: NewGuild) -> GuildPayload:
        return guild_payload(create_guild(request.user, **given(body)))


class OneGuild(ApiView):
    @operation(query=GuildQuery, output=GuildPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, query: GuildQuery) -> GuildPayload:
        guild = access_guild(request.user, guild_id)
        if not query.with_counts:
            return guild_payload(guild)
        return guild_payload(guild, presence_count=presence_count(guild))

    @operation(body=GuildChanges, output=GuildPayload, bucket="change-guild", per="guild_id")
    def patch(self, request: ApiRequest, *, guild_id: int, body: GuildChanges) -> GuildPayload:
        guild = access_guild(request.user, guild_id, Permissions.MANAGE_GUILD)
        values = given(body)
        code = values.pop("code", None)
        changed = update_guild(request.user, guild, values, code=code, reason=request.reason)
        return guild_payload(changed)

    @operation(body=GuildDeletion, status=204, bucket="change-guild", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, body: GuildDeletion) -> None:
        delete_guild(request.user, access_guild(request.user, guild_id), code=body.code)


class GuildPreview(ApiView):
    @operation(output=GuildPreviewPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> GuildPreviewPayload:
        guild = access_preview(request.user, guild_id)
        return guild_preview_payload(guild, presence_count=presence_count(guild))


class MFALevel(ApiView):
    @operation(body=NewMFALevel, output=MFALevelPayload, bucket="mfa-level", per="guild_id")
    def post(self, request: ApiRequest, *, guild_id: int, body: NewMFALevel) -> MFALevelPayload:
        guild = access_guild(request.user, guild_id)
        changed = update_mfa_level(
            request.user, guild, body.level, code=body.code, reason=request.reason
        )
        return {"level": changed.mfa_level}


class IncidentActions(ApiView):
    @operation(
        body=WantedIncidentActions, output=IncidentsPayload, bucket="incidents", per="guild_id"
    )
    def put(
        self, request: ApiRequest, *, guild_id: int, body: WantedIncidentActions
    ) -> IncidentsPayload:
        guild = access_guild(request.user, guild_id)
        changed = update_incident_actions(request.user, guild, body.given())
        nothing: IncidentsPayload = {"invites_disabled_until": None, "dms_disabled_until": None}
        return incidents_payload(changed) or nothing


class RaidReport(ApiView):
    @operation(status=204, bucket="incidents", per="guild_id")
    def post(self, request: ApiRequest, *, guild_id: int) -> None:
        report_raid(request.user, access_guild(request.user, guild_id))


class FalseAlarm(ApiView):
    @operation(body=ResolvedAlert, status=204, bucket="incidents", per="guild_id")
    def post(self, request: ApiRequest, *, guild_id: int, body: ResolvedAlert) -> None:
        guild = access_guild(request.user, guild_id)
        report_false_alarm(request.user, guild, body.alert_message_id, body.reason)


class OwnGuilds(ApiView):
    @operation(query=GuildsQuery, output=list[PartialGuildPayload], scopes=("guilds",))
    def get(self, request: ApiRequest, *, query: GuildsQuery) -> list[PartialGuildPayload]:
        page = guilds_of(request.user.id, limit=query.limit, before=query.before, after=query.after)
        return [
            partial_guild_payload(
                guild,
                is_owner=guild.owner_id == request.user.id,
                permissions=permissions,
                presence_count=presence_count(guild) if query.with_counts else None,
            )
            for guild, permissions in page
        ]


class OwnGuild(ApiView):
    @operation(status=204, bucket="leave-guild")
    def delete(self, request: ApiRequest, *, guild_id: int) -> None:
        leave_guild(request.user, access_guild(request.user, guild_id))


class OwnGuildMember(ApiView):
    @operation(output=MemberPayload, scopes=("guilds.members.read",), per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> MemberPayload:
        guild = access_guild(request.user, guild_id)
        return member_payload(access_member(guild, request.user.id))
