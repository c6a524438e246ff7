"""Fetch and authorise in one step: ``access_…`` returns the thing or raises what may be known.

Whoever is not in a guild, or does not see a channel, learns 50001 (Missing Access); whoever sees
it but may not use it so, 50013 (Missing Permissions). For what runs on every message there is
``hot_access``, which answers from memory (see ``guilds.hot``).
"""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING

from config.kernel.errors import (
    APIError,
    InvalidWebhookToken,
    MissingAccess,
    MissingPermissions,
    TwoFactorRequired,
    UnknownBan,
    UnknownChannel,
    UnknownEmoji,
    UnknownGuild,
    UnknownMember,
    UnknownRole,
    UnknownRule,
    UnknownScheduledEvent,
    UnknownSound,
    UnknownSticker,
    UnknownWebhook,
)
from guilds.hot import channel_permissions, forget_guild, hot_access, webhook_access
from guilds.models import (
    AutoModerationRule,
    Ban,
    Channel,
    Emoji,
    Guild,
    GuildScheduledEvent,
    Member,
    Role,
    SoundboardSound,
    Sticker,
    Webhook,
)
from guilds.permissions import DIRECT_CHANNEL, NONE, SPEAKING, Permissions
from guilds.snapshots import ChannelAccess
from guilds.standing import Standing, standing

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "ChannelAccess",
    "access_ban",
    "access_channel",
    "access_emoji",
    "access_guild",
    "access_member",
    "access_preview",
    "access_role",
    "access_rule",
    "access_scheduled_event",
    "access_sound",
    "access_sticker",
    "access_webhook",
    "channel_permissions",
    "forget_guild",
    "hot_access",
    "permissions_in",
    "require_in",
    "webhook_access",
    "webhook_by_token",
]


def access_guild(user: User, guild_id: int, needed: Permissions = NONE) -> Guild:
    """Return the guild if ``user`` is in it and has ``needed``."""
    guild = Guild.objects.filter(id=guild_id).first()
    if guild is None:
        raise UnknownGuild
    if needed:
        require(standing(guild, user.id), needed)
    elif not Member.objects.filter(guild=guild, user_id=user.id).exists():
        raise MissingAccess
    return guild


def access_preview(user: User, guild_id: int) -> Guild:
    """Return a guild that ``user`` is in, or that is there to be discovered."""
    guild = Guild.objects.filter(id=guild_id).first()
    if guild is None:
        raise UnknownGuild
    is_open = "DISCOVERABLE" in guild.features
    if not is_open and not Member.objects.filter(guild=guild, user_id=user.id).exists():
        raise MissingAccess
    return guild


def require(found: Standing, needed: Permissions) -> None:
    """Refuse who is not a member, or lacks permissions in the guild as a whole."""
    if found.member is None:
        raise MissingAccess
    if needed not in found.permissions:
        raise refusal(needed, found)


def access_channel(
    user: User, channel_id: int, needed: Permissions = Permissions.VIEW_CHANNEL
) -> Channel:
    """Return the channel, of a guild or direct, if ``user`` sees it and has ``needed`` in it."""
    channel = Channel.objects.select_related("guild").filter(id=channel_id).first()
    if channel is None:
        raise UnknownChannel
    if channel.guild is None:
        require_in_direct(user, channel, needed)
        return channel
    found = standing(channel.guild, user.id)
    granted = found.in_channel(channel)
    if Permissions.VIEW_CHANNEL not in granted:
        raise MissingAccess
    if needed not in granted:
        raise refusal(needed, found)
    if needed & SPEAKING:
        found.require_verified()
    return channel


def require_in_direct(user: User, channel: Channel, needed: Permissions) -> None:
    granted = permissions_in(user, channel)
    if Permissions.VIEW_CHANNEL not in granted:
        raise MissingAccess
    if needed not in granted:
        raise MissingPermissions


def require_in(user: User, channel: Channel, needed: Permissions) -> None:
    """Refuse somebody who sees a channel, but lacks ``needed`` in it."""
    if channel.guild is None:
        require_in_direct(user, channel, needed)
        return
    found = standing(channel.guild, user.id)
    if needed not in found.in_channel(channel):
        raise refusal(needed, found)


def refusal(needed: Permissions, found: Standing) -> APIError:
    """Return why somebody may not: they lack the permission, or the factor to use it."""
    return TwoFactorRequired() if needed & found.withheld & found.granted else MissingPermissions()


def permissions_in(user: User, channel: Channel) -> Permissions:
    """Return what ``user`` may do in a channel; NONE if they do not see it."""
    if channel.guild is not None:
        return standing(channel.guild, user.id).in_channel(channel)
    # Who is in a direct channel is messaging's table; it is reached by the relation's name.
    is_recipient = Channel.objects.filter(id=channel.id, recipients__user_id=user.id).exists()
    return DIRECT_CHANNEL if is_recipient else NONE


def access_member(guild: Guild, user_id: int) -> Member:
    member = Member.objects.select_related("user").filter(guild=guild, user_id=user_id).first()
    if member is None:
        raise UnknownMember
    return member


def access_role(guild: Guild, role_id: int) -> Role:
    role = Role.objects.filter(guild=guild, id=role_id).first()
    if role is None:
        raise UnknownRole
    return role


def access_ban(guild: Guild, user_id: int) -> Ban:
    ban = Ban.objects.select_related("user").filter(guild=guild, user_id=user_id).first()
    if ban is None:
        raise UnknownBan
    return ban


def access_emoji(guild: Guild, emoji_id: int) -> Emoji:
    emoji = Emoji.objects.select_related("user").filter(guild=guild, id=emoji_id).first()
    if emoji is None:
        raise UnknownEmoji
    return emoji


def access_sticker(guild: Guild, sticker_id: int) -> Sticker:
    sticker = guild.stickers.select_related("user").filter(id=sticker_id).first()
    if sticker is None:
        raise UnknownSticker
    return sticker


def access_rule(guild: Guild, rule_id: int) -> AutoModerationRule:
    rule = guild.auto_moderation_rules.filter(id=rule_id).first()
    if rule is None:
        raise UnknownRule
    return rule


def access_sound(guild: Guild, sound_id: int) -> SoundboardSound:
    sound = guild.soundboard_sounds.select_related("user").filter(id=sound_id).first()
    if sound is None:
        raise UnknownSound
    return sound


def access_scheduled_event(user: User, guild_id: int, event_id: int) -> GuildScheduledEvent:
    """Return the event if ``user`` is in the guild and sees the channel that it is in."""
    guild = access_guild(user, guild_id)
    event = (
        GuildScheduledEvent.objects.select_related("guild", "channel", "creator")
        .filter(guild=guild, id=event_id)
        .first()
    )
    if event is None:
        raise UnknownScheduledEvent
    if event.channel is not None and Permissions.VIEW_CHANNEL not in permissions_in(
        user, event.channel
    ):
        raise UnknownScheduledEvent
    return event


def access_webhook(user: User, webhook_id: int) -> Webhook:
    """Return the webhook if ``user`` manages those of its channel."""
    webhook = webhook_with_all(webhook_id)
    granted = permissions_in(user, webhook.channel)
    if Permissions.VIEW_CHANNEL not in granted:
        raise MissingAccess
    if Permissions.MANAGE_WEBHOOKS not in granted:
        raise MissingPermissions
    return webhook


def webhook_by_token(webhook_id: int, token: str) -> Webhook:
    """Return the webhook for whoever has its token."""
    webhook = webhook_with_all(webhook_id)
    if not compare_digest(webhook.token.encode(), token.encode()):
        raise InvalidWebhookToken
    return webhook


def webhook_with_all(webhook_id: int) -> Webhook:
    found = Webhook.objects.select_related("channel__guild", "user").filter(id=webhook_id).first()
    if found is None:
        raise UnknownWebhook
    return found
