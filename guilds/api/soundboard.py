"""Soundboard sounds of guilds. There are no default ones."""

from __future__ import annotations

from typing import Any

from config.kernel.fields import UNSET, Body, Snowflake, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild, access_sound
from guilds.api.emojis import sees_authors
from guilds.payloads.soundboard import (
    SoundboardSoundPayload,
    SoundboardSoundsPayload,
    soundboard_sound_payload,
)
from guilds.permissions import Permissions
from guilds.services.soundboard import create_sound, delete_sound, update_sound


class SoundFields(Body):
    volume: float | UnsetType | None = UNSET
    emoji_id: Snowflake | UnsetType | None = UNSET
    emoji_name: str | UnsetType | None = UNSET


class NewSound(SoundFields, kw_only=True):
    name: str
    sound: str

    def values(self) -> dict[str, Any]:
        return {k: v for k, v in self.given().items() if k not in ("name", "sound")}


class SoundChanges(SoundFields):
    name: str | UnsetType = UNSET


class Sounds(ApiView):
    @operation(output=SoundboardSoundsPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> SoundboardSoundsPayload:
        guild = access_guild(request.user, guild_id)
        with_user = sees_authors(request, guild)
        sounds = guild.soundboard_sounds.select_related("user").all()
        return {"items": [soundboard_sound_payload(one, with_user=with_user) for one in sounds]}

    @operation(
        body=NewSound,
        output=SoundboardSoundPayload,
        status=201,
        bucket="create-sound",
        per="guild_id",
    )
    def post(self, request: ApiRequest, *, guild_id: int, body: NewSound) -> SoundboardSoundPayload:
        guild = access_guild(request.user, guild_id, Permissions.CREATE_GUILD_EXPRESSIONS)
        sound = create_sound(
            request.user,
            guild,
            name=body.name,
            sound=body.sound,
            values=body.values(),
            reason=request.reason,
        )
        return soundboard_sound_payload(sound, with_user=True)


class OneSound(ApiView):
    @operation(output=SoundboardSoundPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, sound_id: int) -> SoundboardSoundPayload:
        guild = access_guild(request.user, guild_id)
        with_user = sees_authors(request, guild)
        return soundboard_sound_payload(access_sound(guild, sound_id), with_user=with_user)

    @operation(
        body=SoundChanges, output=SoundboardSoundPayload, bucket="change-sound", per="guild_id"
    )
    def patch(
        self, request: ApiRequest, *, guild_id: int, sound_id: int, body: SoundChanges
    ) -> SoundboardSoundPayload:
        sound = access_sound(access_guild(request.user, guild_id), sound_id)
        changed = update_sound(request.user, sound, body.given(), reason=request.reason)
        return soundboard_sound_payload(changed, with_user=True)

    @operation(status=204, bucket="change-sound", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, sound_id: int) -> None:
        sound = access_sound(access_guild(request.user, guild_id), sound_id)
        delete_sound(request.user, sound, reason=request.reason)


class DefaultSounds(ApiView):
    @operation(output=list[SoundboardSoundPayload])
    def get(self, request: ApiRequest) -> list[SoundboardSoundPayload]:
        return []
