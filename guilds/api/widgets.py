"""The widget: its settings, and what anybody may see of it."""

from __future__ import annotations

from hmac import compare_digest
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from config.kernel import aio, cdn
from config.kernel.data_uris import ANIMATED, stored_path
from config.kernel.errors import UnknownGuild, WidgetDisabled
from config.kernel.fields import UNSET, Body, Snowflake, UnsetType
from config.kernel.views import Answer, ApiRequest, ApiView, operation
from guilds.access import access_guild
from guilds.models import Guild, Member
from guilds.payloads.widgets import (
    WidgetPayload,
    WidgetSettingsPayload,
    widget_payload,
    widget_settings_payload,
)
from guilds.permissions import Permissions
from guilds.selectors.widgets import (
    online_members,
    public_voice_channels,
    user_of_token,
    voice_states,
)
from guilds.services import update_widget, widget_invite
from guilds.services.widgets import member_token
from guilds.widget_image import draw_widget, stored_icon

# Pages of other sites show it.
EVERYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


class WidgetChanges(Body):
    enabled: bool | UnsetType | None = UNSET
    channel_id: Snowflake | UnsetType | None = UNSET

    def values(self) -> dict[str, Any]:
        values = {f"widget_{name}": value for name, value in self.given().items()}
        if values.get("widget_enabled", 0) is None:
            del values["widget_enabled"]
        return values


class ImageQuery(Body):
    style: Literal["shield", "banner1", "banner2", "banner3", "banner4"] = "shield"


class WidgetSettings(ApiView):
    @operation(output=WidgetSettingsPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> WidgetSettingsPayload:
        guild = access_guild(request.user, guild_id, Permissions.MANAGE_GUILD)
        return widget_settings_payload(guild)

    @operation(body=WidgetChanges, output=WidgetSettingsPayload, bucket="widget", per="guild_id")
    def patch(
        self, request: ApiRequest, *, guild_id: int, body: WidgetChanges
    ) -> WidgetSettingsPayload:
        guild = access_guild(request.user, guild_id)
        changed = update_widget(request.user, guild, body.values(), reason=request.reason)
        return widget_settings_payload(changed)


class Widget(ApiView):
    @operation(who="anyone", output=WidgetPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> Answer:
        guild = open_guild(guild_id)
        invite = widget_invite(guild)
        online = online_members(guild)
        return Answer(
            widget_payload(
                guild,
                invite_url=f"{settings.PUBLIC_URL}/invite/{invite.code}" if invite else None,
                channels=public_voice_channels(guild),
                members=online.members,
                presence_count=online.count,
                voice=voice_states(guild),
                avatar_url=avatar_url,
            ),
            headers=EVERYWHERE,
        )


class WidgetImage(ApiView):
    @operation(who="anyone", query=ImageQuery, output=bytes, media_type="image/png", per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, query: ImageQuery) -> HttpResponseBase:
        guild = open_guild(guild_id)
        image = draw_widget(
            query.style, guild.name, online_members(guild).count, stored_icon(guild.id, guild.icon)
        )
        headers = {**EVERYWHERE, "Cache-Control": "public, max-age=60"}
        return HttpResponse(image, content_type="image/png", headers=headers)


def open_guild(guild_id: int) -> Guild:
    """Return a guild that shows a widget."""
    guild = Guild.objects.filter(id=guild_id).first()
    if guild is None:
        raise UnknownGuild
    if not guild.widget_enabled:
        raise WidgetDisabled
    return guild


def avatar_url(member: Member) -> str:
    token = member_token(member.guild_id, member.user_id)
    return f"{settings.PUBLIC_URL}/widget-avatars/{member.guild_id}/{token}.png"


@require_safe
async def widget_avatar(request: HttpRequest, guild_id: int, token: str) -> HttpResponseBase:
    """Answer with the picture of somebody shown in a widget, without telling who they are."""
    found = await aio.in_thread(user_shown)(guild_id, token)
    if found is None:
        return HttpResponseNotFound()
    user_id, avatar = found
    if avatar is None:
        return cdn.default_avatar(request, (user_id >> 22) % len(cdn.DEFAULT_COLOURS))
    source = stored_path(user_id, avatar, is_animated=avatar.startswith(ANIMATED))
    return await cdn.image_response(request, "avatars", source, "png", "avatar.png")


def user_shown(guild_id: int, token: str) -> tuple[int, str | None] | None:
    guild = Guild.objects.filter(id=guild_id, widget_enabled=True).first()
    if guild is None or not token.isascii():
        return None
    user = user_of_token(
        guild, lambda user_id: compare_digest(member_token(guild_id, user_id), token)
    )
    return None if user is None else (user.id, user.avatar)
