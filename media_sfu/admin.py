"""Voice for the instance's staff: who is where right now, and who was."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from guilds.admin_pages import ReadOnly
from guilds.services.changes import changing
from media_sfu.models import VoiceSession, VoiceState
from media_sfu.services.moderation import remove_users


@admin.register(VoiceState)
class VoiceStateAdmin(ReadOnly, ModelAdmin):
    list_display = ("user", "guild", "channel_name", "connected_at", "self_video", "self_stream")
    list_select_related = ("user", "guild", "channel")
    search_fields = ("user__username", "=user__id", "=guild__id", "=channel__id")
    search_help_text = "A username, or an id of a user, a guild or a channel"
    ordering = ("-connected_at",)
    actions = ("disconnect",)

    @admin.display(description="channel")
    def channel_name(self, state: VoiceState) -> str | None:
        return state.channel.name

    @admin.action(description="Disconnect")
    def disconnect(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        if not request.user.has_perm("media_sfu.delete_voicestate"):
            messages.error(request, "You may not do that.")
            return
        users: dict[int, list[int]] = defaultdict(list)
        for state in queryset:
            if state.guild_id is not None:
                users[state.guild_id].append(state.user_id)
        for guild_id, user_ids in users.items():
            with changing(guild_id) as guild:
                remove_users(guild, user_ids)
        messages.success(request, f"{sum(map(len, users.values()))} disconnected.")


@admin.register(VoiceSession)
class VoiceSessionAdmin(ReadOnly, ModelAdmin):
    list_display = ("user", "guild_id", "channel_id", "started_at", "ended_at")
    list_select_related = ("user",)
    search_fields = ("user__username", "=user__id", "=guild_id", "=channel_id")
    search_help_text = "A username, or an id of a user, a guild or a channel"
    show_full_result_count = False
    ordering = ("-id",)
