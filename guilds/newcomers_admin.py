"""What else a guild has set up, for the instance's staff."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from guilds.admin_pages import GuildsAdmin
from guilds.models import (
    GuildTemplate,
    Integration,
    JoinRequest,
    MemberVerification,
    Onboarding,
    ServerGuide,
    WelcomeScreen,
)
from guilds.services import Operator
from guilds.services.integrations import delete_integration
from guilds.services.templates import delete_template


@admin.register(Integration)
class IntegrationAdmin(GuildsAdmin):
    list_display = ("application", "guild", "user", "scopes")
    list_select_related = ("application", "guild", "user")
    ids = ("id", "guild_id", "application_id", "user_id")
    names = ("application__name",)
    search_help_text = "An id of a guild, an application or who let it in, or a name"
    ordering = ("-id",)
    actions = ("remove_integrations",)

    @admin.action(description="Remove the selected applications from their guilds")
    def remove_integrations(self, request: HttpRequest, queryset: QuerySet[Integration]) -> None:
        def remove(operator: Operator, integration: Integration, reason: str) -> None:
            delete_integration(operator, integration.guild, integration.id, reason=reason)

        done = "applications removed"
        self.act(request, queryset, "guilds.delete_integration", remove, done)


@admin.register(GuildTemplate)
class GuildTemplateAdmin(GuildsAdmin):
    list_display = ("name", "code", "guild", "creator", "usage_count", "updated_at")
    list_select_related = ("guild", "creator")
    ids = ("guild_id", "creator_id")
    names = ("name", "code", "description")
    search_help_text = "A code, an id of a guild or a maker, or words"
    ordering = ("-created_at",)
    actions = ("delete_templates",)

    @admin.action(description="Delete the selected templates")
    def delete_templates(self, request: HttpRequest, queryset: QuerySet[GuildTemplate]) -> None:
        def delete(operator: Operator, template: GuildTemplate, reason: str) -> None:
            delete_template(operator, template.guild, template.code)

        self.act(request, queryset, "guilds.delete_guildtemplate", delete, "templates deleted")


class OfGuildAdmin(GuildsAdmin):
    """Of what each guild has one."""

    list_select_related = ("guild",)
    ids = ("guild_id",)
    names = ("guild__name",)
    search_help_text = "An id or name of a guild"
    ordering = ("-guild_id",)


@admin.register(WelcomeScreen)
class WelcomeScreenAdmin(OfGuildAdmin):
    list_display = ("guild", "description")


@admin.register(Onboarding)
class OnboardingAdmin(OfGuildAdmin):
    list_display = ("guild", "enabled", "mode", "questions")

    @admin.display(description="questions")
    def questions(self, onboarding: Onboarding) -> Any:
        return len(onboarding.prompts)


@admin.register(ServerGuide)
class ServerGuideAdmin(OfGuildAdmin):
    list_display = ("guild", "enabled")


@admin.register(MemberVerification)
class MemberVerificationAdmin(OfGuildAdmin):
    list_display = ("guild", "description", "version")


@admin.register(JoinRequest)
class JoinRequestAdmin(GuildsAdmin):
    list_display = ("user", "guild", "status", "created_at", "reviewed_at", "actioned_by")
    list_select_related = ("user", "guild", "actioned_by")
    list_filter = ("status",)
    ids = ("id", "guild_id", "user_id")
    names = ("user__username", "guild__name")
    search_help_text = "An id of a request, a guild or a user, or a name"
    ordering = ("-id",)
