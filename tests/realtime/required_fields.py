"""What client libraries cannot do without: the fields whose absence makes one of them raise.

By event and place in its data (`members[].user`); what is not there itself (a thread's `member`)
need not have them. Found by leaving one field out at a time, with discord.py, hikari, discord.js
and oceanic.js. Fields that only some kinds of channels have are left to the bots' tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

REQUIRED: Final[dict[str, dict[str, str]]] = {
    "GUILD_CREATE": {
        "": "afk_channel_id afk_timeout application_id banner channels "
        "default_message_notifications description emojis explicit_content_filter "
        "features icon id members mfa_level name nsfw_level owner_id preferred_locale "
        "premium_tier presences public_updates_channel_id roles rules_channel_id splash "
        "stickers system_channel_flags system_channel_id threads vanity_url_code "
        "verification_level voice_states",
        "channels[]": "id name permission_overwrites position type",
        "channels[].permission_overwrites[]": "allow",
        "emojis[]": "available id managed name require_colons",
        "emojis[].user": "avatar discriminator id username",
        "members[]": "flags joined_at roles user",
        "members[].user": "avatar discriminator id username",
        "presences[]": "activities client_status status user",
        "presences[].activities[]": "created_at name type",
        "presences[].user": "id",
        "roles[]": "color colors hoist id managed mentionable name permissions position",
        "roles[].colors": "primary_color",
        "threads[]": "id member_count message_count name owner_id parent_id thread_metadata type",
        "threads[].thread_metadata": "archive_timestamp archived auto_archive_duration locked",
        "voice_states[]": "channel_id deaf mute self_deaf self_mute self_video session_id suppress user_id",
    },
    "CHANNEL_CREATE": {
        "": "guild_id id name permission_overwrites position type",
    },
    "GUILD_AUDIT_LOG_ENTRY_CREATE": {
        "": "action_type guild_id id target_id user_id",
        "changes[]": "key",
    },
    "CHANNEL_UPDATE": {
        "": "guild_id id name permission_overwrites position type",
        "permission_overwrites[]": "allow deny id type",
    },
    "GUILD_ROLE_CREATE": {
        "": "guild_id role",
        "role": "color colors hoist id managed mentionable name permissions position",
        "role.colors": "primary_color",
    },
    "GUILD_ROLE_UPDATE": {
        "": "guild_id role",
        "role": "color colors hoist id managed mentionable name permissions position",
        "role.colors": "primary_color",
    },
    "GUILD_MEMBER_UPDATE": {
        "": "flags guild_id joined_at roles user",
        "user": "avatar discriminator id username",
    },
    "MESSAGE_CREATE": {
        "": "attachments author channel_id content edited_timestamp embeds flags id pinned "
        "timestamp tts type",
        "author": "avatar discriminator id username",
        "embeds[].fields[]": "name value",
        "member": "joined_at roles",
        "mentions[]": "avatar discriminator id username",
    },
    "MESSAGE_REACTION_ADD": {
        "": "channel_id emoji guild_id message_id type user_id",
        "emoji": "name",
        "member": "flags joined_at roles user",
        "member.user": "avatar discriminator id username",
    },
    "MESSAGE_REACTION_REMOVE": {
        "": "channel_id emoji message_id type user_id",
        "emoji": "name",
    },
    "MESSAGE_REACTION_REMOVE_EMOJI": {
        "": "channel_id emoji message_id",
        "emoji": "name",
    },
    "MESSAGE_REACTION_REMOVE_ALL": {
        "": "channel_id message_id",
    },
    "MESSAGE_UPDATE": {
        "": "author channel_id content id type",
        "author": "avatar discriminator id username",
        "embeds[].fields[]": "name value",
        "member": "joined_at roles",
    },
    "CHANNEL_PINS_UPDATE": {
        "": "channel_id",
    },
    "THREAD_CREATE": {
        "": "guild_id id member_count message_count name owner_id parent_id thread_metadata type",
        "member": "flags join_timestamp user_id",
        "thread_metadata": "archive_timestamp archived auto_archive_duration locked",
    },
    "THREAD_MEMBERS_UPDATE": {
        "added_members[]": "flags id join_timestamp user_id",
        "added_members[].member": "joined_at roles user",
        "added_members[].member.user": "avatar discriminator id username",
        "": "guild_id id member_count",
    },
    "THREAD_UPDATE": {
        "": "guild_id id member_count message_count owner_id parent_id thread_metadata type",
        "thread_metadata": "archive_timestamp archived auto_archive_duration locked",
    },
    "THREAD_DELETE": {
        "": "guild_id id parent_id type",
    },
    "TYPING_START": {
        "": "channel_id member timestamp user_id",
        "member": "joined_at roles user",
        "member.user": "avatar discriminator id username",
    },
    "INVITE_CREATE": {
        "": "channel_id code created_at guild_id max_age max_uses temporary uses",
        "inviter": "avatar discriminator id username",
    },
    "INVITE_DELETE": {
        "": "channel_id code guild_id",
    },
    "WEBHOOKS_UPDATE": {
        "": "channel_id guild_id",
    },
    "GUILD_EMOJIS_UPDATE": {
        "": "emojis guild_id",
        "emojis[]": "available id managed name require_colons roles",
        "emojis[].user": "avatar discriminator id username",
    },
    "GUILD_UPDATE": {
        "": "afk_channel_id afk_timeout application_id banner default_message_notifications "
        "description emojis explicit_content_filter features icon id mfa_level name "
        "nsfw_level owner_id preferred_locale premium_tier public_updates_channel_id "
        "roles rules_channel_id splash stickers system_channel_flags system_channel_id "
        "vanity_url_code verification_level",
        "roles[]": "color hoist id managed mentionable name permissions position",
        "roles[].colors": "primary_color",
    },
    "GUILD_MEMBER_REMOVE": {
        "": "guild_id user",
        "user": "avatar discriminator id username",
    },
    "GUILD_BAN_ADD": {
        "": "guild_id user",
        "user": "avatar discriminator id username",
    },
    "GUILD_BAN_REMOVE": {
        "": "guild_id user",
        "user": "avatar discriminator id username",
    },
    "MESSAGE_DELETE_BULK": {
        "": "channel_id guild_id ids",
    },
    "MESSAGE_DELETE": {
        "": "channel_id id",
    },
    "GUILD_MEMBERS_CHUNK": {
        "": "chunk_count chunk_index guild_id members",
        "members[]": "flags joined_at roles user",
        "members[].user": "avatar discriminator id username",
    },
    "PRESENCE_UPDATE": {
        "": "activities client_status guild_id status user",
        "activities[]": "created_at name type",
        "user": "id",
    },
    "VOICE_STATE_UPDATE": {
        "": "channel_id deaf guild_id mute self_deaf self_mute self_video session_id suppress "
        "user_id",
        "member": "joined_at roles user",
        "member.user": "avatar discriminator id username",
    },
    "GUILD_ROLE_DELETE": {
        "": "guild_id role_id",
    },
    "CHANNEL_DELETE": {
        "": "guild_id id permission_overwrites position type",
    },
    "GUILD_MEMBER_ADD": {
        "": "flags guild_id joined_at roles user",
        "user": "avatar discriminator id username",
    },
}


def missing_fields(name: str, data: Any) -> list[str]:
    """Return where the data of an event lacks what a library needs."""
    if name.startswith(("CHANNEL_", "MESSAGE_")) and "guild_id" not in data:
        return []  # the table is of guilds
    return [
        f"{name}: {place}.{field}"
        for place, fields in REQUIRED.get(name, {}).items()
        for thing in things_at(data, place.split(".") if place else [])
        for field in fields.split()
        if field.removesuffix("[]") not in thing
    ]


def things_at(data: Any, way: list[str]) -> Iterator[Any]:
    """Yield every object that a place names."""
    if not way:
        if isinstance(data, dict):
            yield data
        return
    step, *rest = way
    inner = data.get(step.removesuffix("[]")) if isinstance(data, dict) else None
    for one in (inner or []) if step.endswith("[]") else [inner]:
        yield from things_at(one, rest)
