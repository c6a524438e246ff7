"""Voice for the instance's staff: who is where right now, live stages, recordings, who was where."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from guilds.admin_pages import GuildsAdmin
from guilds.services import Operator
from guilds.services.changes import changing
from media_sfu.models import Recording, StageInstance, VoiceSession, VoiceState
from media_sfu.services import calls
from media_sfu.services.joining import end_in_call
from media_sfu.services.moderation import remove_users
from media_sfu.services.recording_files import delete_as_staff


@admin.register(VoiceState)
class VoiceStateAdmin(GuildsAdmin):
    list_display = ("user", "guild", "channel_name", "connected_at", "self_video", "self_stream")
    list_select_related = ("user", "guild", "channel")
    ids = ("user_id", "guild_id", "channel_id")
    names = ("user__username",)
    search_help_text = "An id of a user, guild or channel, or a username"
    ordering = ("-connected_at",)
    actions = ("disconnect",)

    @admin.display(description="channel")
    def channel_name(self, state: VoiceState) -> str | None:
        return state.channel.name

    @admin.action(description="Disconnect")
    def disconnect(self, request: HttpRequest, queryset: QuerySet[VoiceState]) -> None:
        def leave(_: Operator, state: VoiceState, reason: str) -> None:
            if state.guild_id:
                with changing(state.guild_id) as guild:
                    remove_users(guild, [state.user_id])
            else:
                with calls.locked(state.channel_id):
                    end_in_call(state.channel_id, user_id=state.user_id)

        self.act(request, queryset, "media_sfu.delete_voicestate", leave, "disconnected")


@admin.register(StageInstance)
class StageInstanceAdmin(GuildsAdmin):
    list_display = ("topic", "guild", "channel", "scheduled_event")
    list_select_related = ("guild", "channel", "scheduled_event")
    ids = ("id", "guild_id", "channel_id")
    names = ("topic",)
    search_help_text = "An id of a stage, guild or channel, or words of the topic"
    ordering = ("-id",)


@admin.register(VoiceSession)
class VoiceSessionAdmin(GuildsAdmin):
    list_display = ("user", "guild_id", "channel_id", "started_at", "ended_at")
    list_select_related = ("user",)
    ids = ("user_id", "guild_id", "channel_id")
    names = ("user__username",)
    search_help_text = "An id of a user, guild or channel, or a username"
    ordering = ("-id",)


@admin.register(Recording)
class RecordingAdmin(GuildsAdmin):
    list_display = (
        "id",
        "guild_id",
        "channel_id",
        "started_by",
        "status",
        "end_reason",
        "started_at",
        "length",
        "size",
    )
    list_select_related = ("started_by",)
    list_filter = ("status",)
    ids = ("id", "guild_id", "channel_id", "started_by_id")
    names = ("started_by__username",)
    search_help_text = "An id of a recording, guild, channel or user, or a username"
    ordering = ("-id",)
    actions = ("remove",)

    @admin.display(description="length")
    def length(self, recording: Recording) -> str:
        minutes, seconds = divmod(recording.duration_ms // 1000, 60)
        return f"{minutes}:{seconds:02}"

    @admin.action(description="Delete with its files")
    def remove(self, request: HttpRequest, queryset: QuerySet[Recording]) -> None:
        self.act(request, queryset, "media_sfu.delete_recording", delete_as_staff, "deleted")
