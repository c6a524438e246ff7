"""Stickers of guilds. There are no packs of standard ones."""

from __future__ import annotations

from config.kernel.errors import UnknownSticker, UnknownStickerPack
from config.kernel.fields import UNSET, Body, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild, access_sticker
from guilds.api.emojis import sees_authors
from guilds.models import Sticker
from guilds.payloads.stickers import StickerPacksPayload, StickerPayload, sticker_payload
from guilds.permissions import Permissions
from guilds.services.stickers import (
    create_sticker,
    delete_sticker,
    required_file,
    update_sticker,
)


class NewSticker(Body):
    name: str
    tags: str
    description: str | None = None


class StickerChanges(Body):
    name: str | UnsetType = UNSET
    tags: str | UnsetType = UNSET
    description: str | UnsetType | None = UNSET


class Stickers(ApiView):
    @operation(output=list[StickerPayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> list[StickerPayload]:
        guild = access_guild(request.user, guild_id)
        with_user = sees_authors(request, guild)
        stickers = guild.stickers.select_related("user").all()
        return [sticker_payload(sticker, with_user=with_user) for sticker in stickers]

    @operation(
        body=NewSticker,
        output=StickerPayload,
        status=201,
        files=True,
        file="file",
        needs_file=True,
        bucket="create-sticker",
        per="guild_id",
    )
    def post(self, request: ApiRequest, *, guild_id: int, body: NewSticker) -> StickerPayload:
        guild = access_guild(request.user, guild_id, Permissions.CREATE_GUILD_EXPRESSIONS)
        # interactions.py names it as files of messages are named.
        uploaded = request.files.get("file") or request.files.get("files[0]")
        sticker = create_sticker(
            request.user,
            guild,
            name=body.name,
            tags=body.tags,
            description=body.description,
            file=required_file(uploaded),
            reason=request.reason,
        )
        return sticker_payload(sticker, with_user=True)


class OneGuildSticker(ApiView):
    @operation(output=StickerPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, sticker_id: int) -> StickerPayload:
        guild = access_guild(request.user, guild_id)
        with_user = sees_authors(request, guild)
        return sticker_payload(access_sticker(guild, sticker_id), with_user=with_user)

    @operation(body=StickerChanges, output=StickerPayload, bucket="change-sticker", per="guild_id")
    def patch(
        self, request: ApiRequest, *, guild_id: int, sticker_id: int, body: StickerChanges
    ) -> StickerPayload:
        sticker = access_sticker(access_guild(request.user, guild_id), sticker_id)
        changed = update_sticker(request.user, sticker, body.given(), reason=request.reason)
        return sticker_payload(changed, with_user=True)

    @operation(status=204, bucket="change-sticker", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, sticker_id: int) -> None:
        sticker = access_sticker(access_guild(request.user, guild_id), sticker_id)
        delete_sticker(request.user, sticker, reason=request.reason)


class OneSticker(ApiView):
    """Any sticker, as it shows in messages of people who have it."""

    @operation(output=StickerPayload, who="anyone")
    def get(self, request: ApiRequest, *, sticker_id: int) -> StickerPayload:
        sticker = Sticker.objects.filter(id=sticker_id).first()
        if sticker is None:
            raise UnknownSticker
        return sticker_payload(sticker)


class StickerPacks(ApiView):
    @operation(output=StickerPacksPayload, who="anyone")
    async def get(self, request: ApiRequest) -> StickerPacksPayload:
        return {"sticker_packs": []}


class OneStickerPack(ApiView):
    @operation(output=StickerPacksPayload, who="anyone")
    async def get(self, request: ApiRequest, *, pack_id: int) -> StickerPacksPayload:
        raise UnknownStickerPack
