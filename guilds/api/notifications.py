"""How one hears of guilds and direct channels: as the user client sets it."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta

from config.kernel.errors import field_error
from config.kernel.fields import UNSET, Body, UnsetType, parse_decimal
from config.kernel.snowflake import MAX_SNOWFLAKE
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild
from guilds.api.muting import MuteChanges, given_mute
from guilds.models import UserGuildSettings
from guilds.payloads.notifications import UserGuildSettingsPayload, user_guild_settings_payload
from guilds.services.notifications import update_guild_settings, update_settings_of_guilds

Flags = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class OverrideChanges(MuteChanges):
    message_notifications: int | UnsetType = UNSET
    collapsed: bool | UnsetType = UNSET
    flags: Flags | UnsetType = UNSET


class GuildSettingsChanges(MuteChanges):
    message_notifications: int | UnsetType = UNSET
    suppress_everyone: bool | UnsetType = UNSET
    suppress_roles: bool | UnsetType = UNSET
    hide_muted_channels: bool | UnsetType = UNSET
    mobile_push: bool | UnsetType = UNSET
    mute_scheduled_events: bool | UnsetType = UNSET
    notify_highlights: int | UnsetType = UNSET
    flags: Flags | UnsetType = UNSET
    channel_overrides: dict[str, OverrideChanges] | UnsetType | None = UNSET

    def values(self, path: str = "") -> dict[str, Any]:
        values = given_mute(self)
        values["channel_overrides"] = {
            id_of(key, f"{path}channel_overrides"): given_mute(override)
            for key, override in (self.channel_overrides or {}).items()
        }
        return values


class ChangesOfGuilds(Body):
    guilds: dict[str, GuildSettingsChanges]

    def values(self) -> dict[int, dict[str, Any]]:
        return {
            id_of(key, "guilds"): changes.values(f"guilds.{key}.")
            for key, changes in self.guilds.items()
        }


def id_of(key: str, path: str) -> int:
    """Return the id that is the key of an object."""
    found = parse_decimal(key, MAX_SNOWFLAKE)
    if found is None:
        raise field_error(path, "NUMBER_TYPE_COERCE", "Keys are ids.")
    return found


def payload_of(settings: UserGuildSettings) -> UserGuildSettingsPayload:
    return user_guild_settings_payload(settings, settings.overrides.order_by("channel_id"))


class SettingsOfGuilds(ApiView):
    @operation(
        who="people",
        body=ChangesOfGuilds,
        output=list[UserGuildSettingsPayload],
        bucket="guild-settings",
    )
    def patch(
        self, request: ApiRequest, *, body: ChangesOfGuilds
    ) -> list[UserGuildSettingsPayload]:
        return [payload_of(one) for one in update_settings_of_guilds(request.user, body.values())]


class SettingsOfGuild(ApiView):
    @operation(
        who="people",
        body=GuildSettingsChanges,
        output=UserGuildSettingsPayload,
        bucket="guild-settings",
    )
    def patch(
        self, request: ApiRequest, *, guild_id: int, body: GuildSettingsChanges
    ) -> UserGuildSettingsPayload:
        guild = access_guild(request.user, guild_id)
        return payload_of(update_guild_settings(request.user, guild, body.values()))


class SettingsOfDirectChannels(ApiView):
    @operation(
        who="people",
        body=GuildSettingsChanges,
        output=UserGuildSettingsPayload,
        bucket="guild-settings",
    )
    def patch(self, request: ApiRequest, *, body: GuildSettingsChanges) -> UserGuildSettingsPayload:
        return payload_of(update_guild_settings(request.user, None, body.values()))
