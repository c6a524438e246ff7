"""Guilds for the instance's staff: found by id or name, read, and acted on through the services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import TabularInline

from config.kernel.snowflake import snowflake_time
from guilds import (  # register their pages
    expressions_admin,  # noqa: F401
    gatherings_admin,  # noqa: F401
    members_admin,  # noqa: F401
    newcomers_admin,  # noqa: F401
)
from guilds.admin_pages import GuildsAdmin, ReadOnly
from guilds.models import (
    AuditLogEntry,
    Channel,
    Guild,
    Invite,
    PermissionOverwrite,
    Role,
    Webhook,
)
from guilds.permissions import Permissions
from guilds.services import (
    Operator,
    delete_channel,
    delete_guild,
    delete_invite,
)
from guilds.services.webhooks import delete_webhook


class RoleInline(ReadOnly, TabularInline):
    model = Role
    fields = ("position", "name", "permission_names", "managed", "mentionable")
    readonly_fields = fields
    ordering = ("-position",)
    extra = 0

    @admin.display(description="permissions")
    def permission_names(self, role: Role) -> str:
        return names_of(role.permissions)


class ChannelInline(ReadOnly, TabularInline):
    model = Channel
    fk_name = "guild"
    fields = ("position", "name", "type", "parent")
    readonly_fields = fields
    show_change_link = True
    extra = 0


class OverwriteInline(ReadOnly, TabularInline):
    model = PermissionOverwrite
    fields = ("target_id", "type", "allowed", "denied")
    readonly_fields = fields
    extra = 0

    @admin.display(description="allowed")
    def allowed(self, overwrite: PermissionOverwrite) -> str:
        return names_of(overwrite.allow)

    @admin.display(description="denied")
    def denied(self, overwrite: PermissionOverwrite) -> str:
        return names_of(overwrite.deny)


@admin.register(Guild)
class GuildAdmin(GuildsAdmin):
    list_display = ("name", "id", "owner", "member_count", "founded")
    list_select_related = ("owner",)
    ids = ("id", "owner_id")
    names = ("name", "owner__username")
    search_help_text = "An id of a guild or an owner, or a name"
    ordering = ("-id",)
    actions = ("delete_guilds",)
    inlines = (ChannelInline, RoleInline)

    @admin.display(description="founded", ordering="id")
    def founded(self, guild: Guild) -> Any:
        return snowflake_time(guild.id)

    @admin.action(description="Delete the selected guilds with everything in them")
    def delete_guilds(self, request: HttpRequest, queryset: QuerySet[Guild]) -> None:
        def delete(operator: Operator, guild: Guild, reason: str) -> None:
            delete_guild(operator, guild)

        self.act(request, queryset, "guilds.delete_guild", delete, "guilds deleted")


@admin.register(Channel)
class ChannelAdmin(GuildsAdmin):
    list_display = ("name", "id", "type", "guild", "parent", "position")
    list_select_related = ("guild", "parent")
    list_filter = ("type",)
    ids = ("id", "guild_id", "parent_id")
    search_help_text = "An id of a channel or a guild, or a name"
    ordering = ("-id",)
    actions = ("delete_channels",)
    inlines = (OverwriteInline,)

    @admin.action(description="Delete the selected channels of guilds")
    def delete_channels(self, request: HttpRequest, queryset: QuerySet[Channel]) -> None:
        def delete(operator: Operator, channel: Channel, reason: str) -> None:
            delete_channel(operator, channel, reason=reason)

        self.act(request, queryset, "guilds.delete_channel", delete, "channels deleted")


@admin.register(Invite)
class InviteAdmin(GuildsAdmin):
    list_display = ("code", "guild", "channel", "inviter", "uses", "max_uses", "expires_at")
    list_select_related = ("guild", "channel", "inviter")
    list_filter = ("temporary", ("expires_at", admin.EmptyFieldListFilter))
    ids = ("guild_id", "channel_id", "inviter_id")
    names = ("code", "inviter__username")
    search_help_text = "A code, an id of a guild, channel or inviter, or the inviter's name"
    ordering = ("-created_at",)
    actions = ("revoke_invites",)

    @admin.action(description="Revoke the selected invites")
    def revoke_invites(self, request: HttpRequest, queryset: QuerySet[Invite]) -> None:
        def revoke(operator: Operator, invite: Invite, reason: str) -> None:
            delete_invite(operator, invite.code, reason=reason)

        self.act(request, queryset, "guilds.delete_invite", revoke, "invites revoked")


@admin.register(Webhook)
class WebhookAdmin(GuildsAdmin):
    list_display = ("name", "id", "guild", "channel", "user", "made")
    list_select_related = ("guild", "channel", "user")
    fields = ("id", "name", "avatar", "type", "guild", "channel", "user", "application_id")
    ids = ("id", "guild_id", "channel_id", "user_id", "application_id")
    names = ("name", "user__username")
    search_help_text = "An id of a webhook, guild, channel or maker, or a name"
    ordering = ("-id",)
    actions = ("delete_webhooks",)

    @admin.display(description="made", ordering="id")
    def made(self, webhook: Webhook) -> Any:
        return snowflake_time(webhook.id)

    @admin.action(description="Delete the selected webhooks")
    def delete_webhooks(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        def delete(operator: Operator, webhook: Webhook, reason: str) -> None:
            delete_webhook(operator, webhook, reason=reason)

        self.act(request, queryset, "guilds.delete_webhook", delete, "webhooks deleted")


@admin.register(AuditLogEntry)
class AuditLogAdmin(GuildsAdmin):
    list_display = ("made", "guild", "action_type", "user_id", "target_id", "reason")
    list_select_related = ("guild",)
    list_filter = ("action_type",)
    ids = ("id", "guild_id", "user_id", "target_id")
    names = ("reason",)
    search_help_text = (
        "An id of a guild, of who did it or whom it was done to, or words of the reason"
    )
    ordering = ("-id",)

    @admin.display(description="when", ordering="id")
    def made(self, entry: AuditLogEntry) -> Any:
        return snowflake_time(entry.id)


def names_of(permissions: int) -> str:
    """Return permissions by their names, for people."""
    found = [permission.name for permission in Permissions if permission & permissions]
    return ", ".join((name or "").replace("_", " ").lower() for name in found) or "–"
