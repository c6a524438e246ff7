"""Emoji and stickers for the instance's staff: seen, and taken away when they must go."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from guilds.admin_pages import GuildsAdmin
from guilds.models import AutoModerationRule, Emoji, Sticker
from guilds.services import Operator
from guilds.services.application_emojis import delete_application_emoji
from guilds.services.emojis import delete_emoji
from guilds.services.stickers import delete_sticker, extension_of


@admin.register(Emoji)
class EmojiAdmin(GuildsAdmin):
    list_display = ("picture", "name", "id", "guild", "application", "user", "animated")
    list_display_links = ("name",)
    list_select_related = ("guild", "application", "user")
    fields = ("picture", "id", "name", "guild", "application", "user", "animated", "roles")
    readonly_fields = fields
    ids = ("id", "guild_id", "application_id", "user_id")
    names = ("name", "user__username")
    search_help_text = "An id of an emoji, guild, application or maker, or a name"
    ordering = ("-id",)
    actions = ("delete_emojis",)

    @admin.display(description="picture")
    def picture(self, emoji: Emoji) -> Any:
        return image(f"/emojis/{emoji.id}.webp?size=64", emoji.name, 32)

    @admin.action(description="Delete the selected emoji")
    def delete_emojis(self, request: HttpRequest, queryset: QuerySet[Emoji]) -> None:
        def delete(operator: Operator, emoji: Emoji, reason: str) -> None:
            if emoji.application is not None:
                delete_application_emoji(emoji)
            else:
                delete_emoji(operator, emoji, reason=reason)

        self.act(request, queryset, "guilds.delete_emoji", delete, "emoji deleted")


@admin.register(Sticker)
class StickerAdmin(GuildsAdmin):
    list_display = ("picture", "name", "id", "guild", "user", "format_type")
    list_display_links = ("name",)
    list_select_related = ("guild", "user")
    fields = ("picture", "id", "name", "description", "tags", "guild", "user", "format_type")
    readonly_fields = fields
    ids = ("id", "guild_id", "user_id")
    names = ("name", "description", "user__username")
    search_help_text = "An id of a sticker, guild or maker, or a name"
    ordering = ("-id",)
    actions = ("delete_stickers",)

    @admin.display(description="picture")
    def picture(self, sticker: Sticker) -> Any:
        return image(f"/stickers/{sticker.id}.{extension_of(sticker)}", sticker.name, 64)

    @admin.action(description="Delete the selected stickers")
    def delete_stickers(self, request: HttpRequest, queryset: QuerySet[Sticker]) -> None:
        def delete(operator: Operator, sticker: Sticker, reason: str) -> None:
            delete_sticker(operator, sticker, reason=reason)

        self.act(request, queryset, "guilds.delete_sticker", delete, "stickers deleted")


@admin.register(AutoModerationRule)
class AutoModerationRuleAdmin(GuildsAdmin):
    """Why a message did not arrive; the rules are the guilds' own to change."""

    list_display = ("name", "id", "guild", "trigger_type", "enabled")
    list_select_related = ("guild",)
    list_filter = ("trigger_type", "enabled")
    ids = ("id", "guild_id", "creator_id")
    search_help_text = "An id of a rule, guild or maker, or a name"
    ordering = ("-id",)


def image(address: str, name: str, side: int) -> Any:
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">', address, name, side, side
    )
