"""Scheduled events and soundboard sounds for the instance's staff: seen, and taken away."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from guilds.admin_pages import GuildsAdmin
from guilds.models import GuildScheduledEvent, SoundboardSound
from guilds.services import Operator
from guilds.services.scheduled_events import delete_scheduled_event
from guilds.services.soundboard import delete_sound


@admin.register(GuildScheduledEvent)
class ScheduledEventAdmin(GuildsAdmin):
    list_display = ("name", "id", "guild", "creator", "status", "scheduled_start_time")
    list_select_related = ("guild", "creator")
    list_filter = ("status",)
    fields = (
        "id", "name", "description", "guild", "channel", "location", "creator", "status",
        "scheduled_start_time", "scheduled_end_time",
    )  # fmt: skip
    readonly_fields = fields
    ids = ("id", "guild_id", "creator_id")
    names = ("name", "description", "location")
    search_help_text = "An id of an event, guild or creator, or words"
    ordering = ("-id",)
    actions = ("delete_events",)

    @admin.action(description="Delete the selected events")
    def delete_events(self, request: HttpRequest, queryset: QuerySet[GuildScheduledEvent]) -> None:
        def delete(operator: Operator, event: GuildScheduledEvent, reason: str) -> None:
            delete_scheduled_event(operator, event, reason=reason)

        permission = "guilds.delete_guildscheduledevent"
        self.act(request, queryset, permission, delete, "events deleted")


@admin.register(SoundboardSound)
class SoundboardSoundAdmin(GuildsAdmin):
    list_display = ("name", "id", "guild", "user", "volume")
    list_select_related = ("guild", "user")
    fields = ("id", "name", "guild", "user", "volume", "emoji_name", "available")
    readonly_fields = fields
    ids = ("id", "guild_id", "user_id")
    names = ("name", "user__username")
    search_help_text = "An id of a sound, guild or maker, or a name"
    ordering = ("-id",)
    actions = ("delete_sounds",)

    @admin.action(description="Delete the selected sounds")
    def delete_sounds(self, request: HttpRequest, queryset: QuerySet[SoundboardSound]) -> None:
        def delete(operator: Operator, sound: SoundboardSound, reason: str) -> None:
            delete_sound(operator, sound, reason=reason)

        permission = "guilds.delete_soundboardsound"
        self.act(request, queryset, permission, delete, "sounds deleted")
