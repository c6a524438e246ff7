"""Custom emoji of a guild."""

from __future__ import annotations

from config.kernel.fields import UNSET, Body, Snowflake, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_emoji, access_guild
from guilds.models import Guild
from guilds.payloads import EmojiPayload, emoji_payload
from guilds.permissions import Permissions
from guilds.services.emojis import create_emoji, delete_emoji, update_emoji
from guilds.standing import standing


class NewEmoji(Body):
    name: str
    image: str
    roles: list[Snowflake] | None = None


class EmojiChanges(Body):
    name: str | UnsetType = UNSET
    roles: list[Snowflake] | UnsetType | None = UNSET


def sees_authors(request: ApiRequest, guild: Guild) -> bool:
    """Return whether the user who made an emoji is shown: to who manages them."""
    granted = standing(guild, request.user.id).permissions
    return bool(
        granted & (Permissions.MANAGE_GUILD_EXPRESSIONS | Permissions.CREATE_GUILD_EXPRESSIONS)
    )


class Emojis(ApiView):
    @operation(output=list[EmojiPayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> list[EmojiPayload]:
        guild = access_guild(request.user, guild_id)
        with_user = sees_authors(request, guild)
        emojis = guild.emojis.select_related("user").all()
        return [emoji_payload(emoji, with_user=with_user) for emoji in emojis]

    @operation(
        body=NewEmoji, output=EmojiPayload, status=201, bucket="create-emoji", per="guild_id"
    )
    def post(self, request: ApiRequest, *, guild_id: int, body: NewEmoji) -> EmojiPayload:
        guild = access_guild(request.user, guild_id, Permissions.CREATE_GUILD_EXPRESSIONS)
        emoji = create_emoji(
            request.user,
            guild,
            name=body.name,
            image=body.image,
            roles=[int(role) for role in body.roles or ()],
            reason=request.reason,
        )
        return emoji_payload(emoji, with_user=True)


class OneEmoji(ApiView):
    @operation(output=EmojiPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int, emoji_id: int) -> EmojiPayload:
        guild = access_guild(request.user, guild_id)
        with_user = sees_authors(request, guild)
        return emoji_payload(access_emoji(guild, emoji_id), with_user=with_user)

    @operation(body=EmojiChanges, output=EmojiPayload, bucket="change-emoji", per="guild_id")
    def patch(
        self, request: ApiRequest, *, guild_id: int, emoji_id: int, body: EmojiChanges
    ) -> EmojiPayload:
        emoji = access_emoji(access_guild(request.user, guild_id), emoji_id)
        values = body.given()
        if "roles" in values:
            values["roles"] = [int(role) for role in values["roles"] or ()]
        return emoji_payload(
            update_emoji(request.user, emoji, values, reason=request.reason), with_user=True
        )

    @operation(status=204, bucket="change-emoji", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, emoji_id: int) -> None:
        emoji = access_emoji(access_guild(request.user, guild_id), emoji_id)
        delete_emoji(request.user, emoji, reason=request.reason)
