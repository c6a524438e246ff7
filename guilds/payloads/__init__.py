"""What clients get to see of guilds. REST and gateway use the same functions."""

from guilds.payloads.audit_log import (
    audit_log_entry_payload,
    audit_log_payload,
    guild_audit_log_entry_payload,
)
from guilds.payloads.channels import ChannelPayload, channel_payload, overwrite_payload
from guilds.payloads.emojis import EmojiPayload, emoji_payload
from guilds.payloads.guilds import (
    GatewayGuildPayload,
    GuildPayload,
    gateway_guild_payload,
    guild_payload,
    guild_preview_payload,
    partial_guild_payload,
)
from guilds.payloads.invites import (
    InvitePayload,
    invite_created_payload,
    invite_payload,
    invite_with_metadata_payload,
)
from guilds.payloads.members import (
    BanPayload,
    MemberPayload,
    ban_payload,
    guild_member_payload,
    member_payload,
)
from guilds.payloads.roles import RolePayload, role_payload
from guilds.payloads.webhooks import WebhookPayload, webhook_payload

__all__ = [
    "BanPayload",
    "ChannelPayload",
    "EmojiPayload",
    "GatewayGuildPayload",
    "GuildPayload",
    "InvitePayload",
    "MemberPayload",
    "RolePayload",
    "WebhookPayload",
    "audit_log_entry_payload",
    "audit_log_payload",
    "ban_payload",
    "channel_payload",
    "emoji_payload",
    "gateway_guild_payload",
    "guild_audit_log_entry_payload",
    "guild_member_payload",
    "guild_payload",
    "guild_preview_payload",
    "invite_created_payload",
    "invite_payload",
    "invite_with_metadata_payload",
    "member_payload",
    "overwrite_payload",
    "partial_guild_payload",
    "role_payload",
    "webhook_payload",
]
