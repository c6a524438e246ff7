"""Reading the audit log."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from config.kernel.fields import Body, Snowflake
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild
from guilds.payloads import audit_log_payload
from guilds.payloads.audit_log import AuditLogPayload
from guilds.permissions import Permissions
from guilds.selectors import audit_log_page
from guilds.selectors.audit_log import (
    integrations_of,
    parts_of_others,
    rules_of,
    scheduled_events_of,
    threads_of,
    webhooks_of,
)


class AuditLogQuery(Body):
    user_id: Snowflake | None = None
    target_id: Snowflake | None = None
    action_type: int | None = None
    before: Snowflake | None = None
    after: Snowflake | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class AuditLog(ApiView):
    @operation(query=AuditLogQuery, output=AuditLogPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, query: AuditLogQuery) -> AuditLogPayload:
        guild = access_guild(request.user, guild_id, Permissions.VIEW_AUDIT_LOG)
        entries, users = audit_log_page(
            guild,
            reader=request.user,
            limit=query.limit,
            before=query.before,
            after=query.after,
            user_id=query.user_id,
            target_id=query.target_id,
            action_type=query.action_type,
        )
        return audit_log_payload(
            entries,
            users,
            webhooks_of(guild, entries),
            threads_of(guild, entries),
            rules_of(guild, entries),
            scheduled_events_of(guild, entries),
            integrations_of(guild, entries),
            parts_of_others(guild, entries),
        )
