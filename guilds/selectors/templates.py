"""The shape of a guild, with small numbers in place of ids."""

from __future__ import annotations

from typing import Any

from guilds.models import THREAD_TYPES, Channel, ChannelType, Guild, OverwriteType, Role


def snapshot_of(guild: Guild) -> dict[str, Any]:
    """Return what a template of the guild keeps: no members, no bots' roles, no pictures."""
    roles = list(guild.roles.filter(managed=False).order_by("position", "-id"))
    everyone = [role for role in roles if role.is_everyone]
    roles = everyone + [role for role in roles if not role.is_everyone]
    role_numbers = {role.id: number for number, role in enumerate(roles)}
    found = guild.channels.exclude(type__in=THREAD_TYPES).prefetch_related("overwrites")
    channels = sorted(
        found, key=lambda one: (one.type != ChannelType.GUILD_CATEGORY, one.position, one.id)
    )
    numbers = {channel.id: number for number, channel in enumerate(channels, 1)}
    return {
        "name": guild.name,
        "description": guild.description,
        "region": None,
        "verification_level": guild.verification_level,
        "default_message_notifications": guild.default_message_notifications,
        "explicit_content_filter": guild.explicit_content_filter,
        "preferred_locale": guild.preferred_locale,
        "afk_channel_id": numbers.get(guild.afk_channel_id or 0),
        "afk_timeout": guild.afk_timeout,
        "system_channel_id": numbers.get(guild.system_channel_id or 0),
        "system_channel_flags": guild.system_channel_flags,
        "roles": [role_shape(role, role_numbers[role.id]) for role in roles],
        "channels": [channel_shape(channel, numbers, role_numbers) for channel in channels],
    }


def role_shape(role: Role, number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": role.name,
        "permissions": str(role.permissions),
        "color": role.color,
        "colors": {
            "primary_color": role.color,
            "secondary_color": role.secondary_color,
            "tertiary_color": role.tertiary_color,
        },
        "hoist": role.hoist,
        "mentionable": role.mentionable,
        "icon": None,
        "unicode_emoji": role.unicode_emoji,
    }


def channel_shape(
    channel: Channel, numbers: dict[int, int], role_numbers: dict[int, int]
) -> dict[str, Any]:
    reaction = channel.default_reaction_emoji
    return {
        "id": numbers[channel.id],
        "type": channel.type,
        "name": channel.name,
        "position": channel.position,
        "topic": channel.topic,
        "bitrate": channel.bitrate,
        "user_limit": channel.user_limit,
        "nsfw": channel.nsfw,
        "rate_limit_per_user": channel.rate_limit_per_user,
        "parent_id": numbers.get(channel.parent_id or 0),
        "default_auto_archive_duration": channel.default_auto_archive_duration,
        "permission_overwrites": [
            {
                "id": role_numbers[overwrite.target_id],
                "type": OverwriteType.ROLE.value,
                "allow": str(overwrite.allow),
                "deny": str(overwrite.deny),
            }
            for overwrite in sorted(channel.overwrites.all(), key=lambda one: one.target_id)
            if overwrite.type == OverwriteType.ROLE and overwrite.target_id in role_numbers
        ],
        "available_tags": [
            {**tag, "id": number, "emoji_id": None}
            for number, tag in enumerate(channel.available_tags, 1)
        ],
        "template": "",
        # The guild's own emoji stay with it.
        "default_reaction_emoji": None if reaction and reaction.get("emoji_id") else reaction,
        "default_thread_rate_limit_per_user": channel.default_thread_rate_limit_per_user,
        "default_sort_order": channel.default_sort_order,
        "default_forum_layout": channel.default_forum_layout,
        "default_tag_setting": channel.default_tag_setting,
        "theme_color": None,
    }
