"""Channels of a guild, and any single channel."""

from __future__ import annotations

from typing import Any, Literal

from config.kernel.errors import required
from config.kernel.fields import UNSET, Bits, Body, Snowflake, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_channel, access_guild
from guilds.models import Channel, ChannelType
from guilds.payloads import ChannelPayload, channel_payload
from guilds.payloads.threads import thread_payload
from guilds.selectors import visible_channels
from guilds.selectors.threads import own_membership
from guilds.services import (
    Move,
    WantedOverwrite,
    create_channel,
    delete_channel,
    delete_overwrite,
    move_channels,
    set_overwrite,
    update_channel,
)
from guilds.services.threads import delete_thread, update_thread
from guilds.signals import (
    direct_channel_asked,
    direct_channel_closing,
    group_channel_changing,
)

GROUP_FIELDS = frozenset(("name", "icon", "owner"))


class OverwriteBody(Body):
    id: Snowflake
    type: Literal[0, 1] | None = 0
    allow: Bits | None = None
    deny: Bits | None = None

    def wanted(self) -> WantedOverwrite:
        return WantedOverwrite(
            int(self.id), self.type or 0, int(self.allow or 0), int(self.deny or 0)
        )


class SingleOverwrite(Body):
    type: Literal[0, 1] | None = 0
    allow: Bits | None = None
    deny: Bits | None = None


class TagBody(Body):
    name: str
    id: Snowflake | None = None
    moderated: bool | None = None
    emoji_id: Snowflake | None = None
    emoji_name: str | None = None


class ReactionBody(Body):
    emoji_id: Snowflake | None = None
    emoji_name: str | None = None


class ChannelFields(Body):
    """What a new channel may be given, and what may be changed of one."""

    type: int | UnsetType | None = UNSET
    position: int | UnsetType | None = UNSET
    topic: str | UnsetType | None = UNSET
    nsfw: bool | UnsetType | None = UNSET
    rate_limit_per_user: int | UnsetType | None = UNSET
    bitrate: int | UnsetType | None = UNSET
    user_limit: int | UnsetType | None = UNSET
    parent_id: Snowflake | UnsetType | None = UNSET
    permission_overwrites: list[OverwriteBody] | UnsetType | None = UNSET
    rtc_region: str | UnsetType | None = UNSET
    video_quality_mode: int | UnsetType | None = UNSET
    default_auto_archive_duration: int | UnsetType | None = UNSET
    default_thread_rate_limit_per_user: int | UnsetType | None = UNSET
    available_tags: list[TagBody] | UnsetType | None = UNSET
    default_reaction_emoji: ReactionBody | UnsetType | None = UNSET
    default_sort_order: int | UnsetType | None = UNSET
    default_forum_layout: int | UnsetType | None = UNSET
    default_tag_setting: str | UnsetType | None = UNSET
    flags: int | UnsetType | None = UNSET
    message_retention_days: int | UnsetType | None = UNSET  # ours

    def values(self) -> dict[str, Any]:
        """Return what is given, in the form that the services take."""
        values = self.given()
        overwrites = values.pop("permission_overwrites", None)
        if overwrites is not None:
            values["permission_overwrites"] = [overwrite.wanted() for overwrite in overwrites]
        if values.get("available_tags") is not None:
            values["available_tags"] = [tag.given() for tag in values["available_tags"]]
        reaction = values.get("default_reaction_emoji")
        if reaction is not None:
            values["default_reaction_emoji"] = {
                "emoji_id": str(reaction.emoji_id) if reaction.emoji_id else None,
                "emoji_name": reaction.emoji_name,
            }
        if values.get("type", 0) is None:
            del values["type"]
        return values


class NewChannel(ChannelFields, kw_only=True):
    name: str


class ChannelChanges(ChannelFields):
    name: str | UnsetType | None = UNSET
    # Of threads
    archived: bool | UnsetType | None = UNSET
    auto_archive_duration: int | UnsetType | None = UNSET
    locked: bool | UnsetType | None = UNSET
    invitable: bool | UnsetType | None = UNSET
    applied_tags: list[Snowflake] | UnsetType | None = UNSET
    # Of group DMs
    icon: str | UnsetType | None = UNSET
    owner: Snowflake | UnsetType | None = UNSET

    def of_group(self) -> dict[str, Any]:
        return {name: self.given()[name] for name in GROUP_FIELDS & self.given().keys()}

    def of_guild(self) -> dict[str, Any]:
        values = self.values()
        if values.get("name", "") is None:
            raise required("name")
        return {name: value for name, value in values.items() if name not in ("icon", "owner")}


class Leaving(Body):
    silent: bool = False


class ChannelMove(Body):
    id: Snowflake
    position: int | None = None
    parent_id: Snowflake | UnsetType | None = UNSET
    lock_permissions: bool | None = None

    def move(self) -> Move:
        changes_parent = self.parent_id is not UNSET
        return Move(
            channel_id=int(self.id),
            position=self.position,
            parent_id=int(self.parent_id) if changes_parent and self.parent_id else None,
            changes_parent=changes_parent,
            lock_permissions=bool(self.lock_permissions),
        )


class GuildChannels(ApiView):
    @operation(output=list[ChannelPayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> list[ChannelPayload]:
        guild = access_guild(request.user, guild_id)
        return [channel_payload(channel) for channel in visible_channels(guild, request.user.id)]

    @operation(
        body=NewChannel, output=ChannelPayload, status=201, bucket="create-channel", per="guild_id"
    )
    def post(self, request: ApiRequest, *, guild_id: int, body: NewChannel) -> ChannelPayload:
        guild = access_guild(request.user, guild_id)
        return channel_payload(
            create_channel(request.user, guild, **body.values(), reason=request.reason)
        )

    @operation(body=list[ChannelMove], status=204, bucket="move-channels", per="guild_id")
    def patch(self, request: ApiRequest, *, guild_id: int, body: list[ChannelMove]) -> None:
        guild = access_guild(request.user, guild_id)
        moves = [move.move() for move in body]
        move_channels(request.user, guild, moves, reason=request.reason)


class OneChannel(ApiView):
    @operation(output=ChannelPayload, per="channel_id")
    def get(self, request: ApiRequest, *, channel_id: int) -> ChannelPayload:
        return described(access_channel(request.user, channel_id), request)

    @operation(
        body=ChannelChanges, output=ChannelPayload, bucket="change-channel", per="channel_id"
    )
    def patch(
        self, request: ApiRequest, *, channel_id: int, body: ChannelChanges
    ) -> ChannelPayload:
        channel = access_channel(request.user, channel_id)
        if channel.type == ChannelType.GROUP_DM:
            group_channel_changing.send(
                Channel, channel=channel, user=request.user, values=body.of_group()
            )
            channel.refresh_from_db()
            return described(channel, request)
        values = body.of_guild()
        if channel.is_thread:
            changed = update_thread(request.user, channel, values, reason=request.reason)
            return thread_payload(changed, own_membership(changed, request.user.id))
        overwrites = values.pop("permission_overwrites", None)
        return channel_payload(
            update_channel(
                request.user,
                channel,
                values,
                permission_overwrites=overwrites,
                reason=request.reason,
            )
        )

    @operation(query=Leaving, output=ChannelPayload, bucket="change-channel", per="channel_id")
    def delete(self, request: ApiRequest, *, channel_id: int, query: Leaving) -> ChannelPayload:
        channel = access_channel(request.user, channel_id)
        payload = described(channel, request)
        if channel.is_dm:
            direct_channel_closing.send(
                Channel, channel=channel, user=request.user, silent=query.silent
            )
            return payload
        if channel.is_thread:
            delete_thread(request.user, channel, reason=request.reason)
            return payload
        delete_channel(request.user, channel, reason=request.reason)
        return payload


class ChannelOverwrite(ApiView):
    @operation(body=SingleOverwrite, status=204, bucket="overwrites", per="channel_id")
    def put(
        self, request: ApiRequest, *, channel_id: int, overwrite_id: int, body: SingleOverwrite
    ) -> None:
        wanted = WantedOverwrite(
            overwrite_id, body.type or 0, int(body.allow or 0), int(body.deny or 0)
        )
        channel = access_channel(request.user, channel_id)
        set_overwrite(request.user, channel, wanted, reason=request.reason)

    @operation(status=204, bucket="overwrites", per="channel_id")
    def delete(self, request: ApiRequest, *, channel_id: int, overwrite_id: int) -> None:
        channel = access_channel(request.user, channel_id)
        delete_overwrite(request.user, channel, overwrite_id, reason=request.reason)


def described(channel: Channel, request: ApiRequest) -> ChannelPayload:
    """Return a channel; of a direct one its owner above says who is in it."""
    if channel.is_thread:
        return thread_payload(channel, own_membership(channel, request.user.id))
    payload = channel_payload(channel)
    if channel.is_dm:
        answers = direct_channel_asked.send(Channel, channel=channel, user=request.user)
        for _, part in answers:
            payload = {**payload, **(part or {})}  # type: ignore[typeddict-item]
    return payload
