"""What the guilds app announces. GUILD_CREATE names the guild; the gateway loads it for a session."""

from __future__ import annotations

from accounts.models import User
from accounts.payloads import user_payload
from config.kernel.events import Audience, dispatch
from guilds.models import (
    AuditLogEntry,
    Channel,
    Guild,
    Integration,
    Invite,
    Member,
    Role,
    UserGuildSettings,
)
from guilds.payloads import (
    channel_payload,
    emoji_payload,
    guild_audit_log_entry_payload,
    guild_member_payload,
    guild_payload,
    invite_created_payload,
    role_payload,
)
from guilds.payloads.integrations import gateway_integration_payload
from guilds.payloads.notifications import user_guild_settings_payload
from guilds.payloads.stickers import sticker_payload


def guild_joined(guild: Guild, user_id: int) -> None:
    dispatch("GUILD_CREATE", {"id": str(guild.id)}, to=Audience.user(user_id))


def guild_left(guild: Guild, user_id: int) -> None:
    dispatch("GUILD_DELETE", {"id": str(guild.id)}, to=Audience.user(user_id))


def guild_updated(guild: Guild, *, keeps_access: bool = False) -> None:
    to = Audience.guild(guild.id, keeps_access=keeps_access)
    dispatch("GUILD_UPDATE", guild_payload(guild, with_makers=False), to=to)


def guild_deleted(guild: Guild) -> None:
    dispatch("GUILD_DELETE", {"id": str(guild.id)}, to=Audience.guild(guild.id))


def channel_created(channel: Channel) -> None:
    to = Audience.channel(channel.guild_id, channel.id)
    dispatch("CHANNEL_CREATE", channel_payload(channel), to=to)


def channel_updated(channel: Channel, *, keeps_access: bool = False) -> None:
    to = Audience.channel(channel.guild_id, channel.id, keeps_access=keeps_access)
    dispatch("CHANNEL_UPDATE", channel_payload(channel), to=to)


def channel_deleted(channel: Channel) -> None:
    to = Audience.channel(channel.guild_id, channel.id)
    dispatch("CHANNEL_DELETE", channel_payload(channel), to=to)


def thread_deleted(thread: Channel) -> None:
    data = {
        "id": str(thread.id),
        "guild_id": str(thread.guild_id),
        "parent_id": str(thread.parent_id),
        "type": thread.type,
    }
    dispatch("THREAD_DELETE", data, to=Audience.channel(thread.guild_id, thread.id))


def role_created(role: Role) -> None:
    role_event("GUILD_ROLE_CREATE", role)


def role_updated(role: Role, *, keeps_access: bool = False) -> None:
    role_event("GUILD_ROLE_UPDATE", role, keeps_access=keeps_access)


def role_event(name: str, role: Role, *, keeps_access: bool = False) -> None:
    data = {"guild_id": str(role.guild_id), "role": role_payload(role)}
    dispatch(name, data, to=Audience.guild(role.guild_id, keeps_access=keeps_access))


def role_deleted(guild_id: int, role_id: int) -> None:
    data = {"guild_id": str(guild_id), "role_id": str(role_id)}
    dispatch("GUILD_ROLE_DELETE", data, to=Audience.guild(guild_id))


def member_added(member: Member) -> None:
    to = Audience.guild(member.guild_id)
    dispatch("GUILD_MEMBER_ADD", guild_member_payload(member), to=to)


def member_updated(member: Member) -> None:
    to = Audience.guild(member.guild_id)
    dispatch("GUILD_MEMBER_UPDATE", guild_member_payload(member), to=to)


def member_removed(guild: Guild, user: User) -> None:
    user_event("GUILD_MEMBER_REMOVE", guild, user)


def ban_added(guild: Guild, user: User) -> None:
    user_event("GUILD_BAN_ADD", guild, user)


def ban_removed(guild: Guild, user: User) -> None:
    user_event("GUILD_BAN_REMOVE", guild, user)


def user_event(name: str, guild: Guild, user: User) -> None:
    data = {"guild_id": str(guild.id), "user": user_payload(user)}
    dispatch(name, data, to=Audience.guild(guild.id))


def invite_created(invite: Invite) -> None:
    to = Audience.channel(invite.guild_id, invite.channel_id)
    dispatch("INVITE_CREATE", invite_created_payload(invite), to=to)


def invite_deleted(invite: Invite) -> None:
    data = {
        "code": invite.code,
        "guild_id": str(invite.guild_id),
        "channel_id": str(invite.channel_id),
    }
    to = Audience.channel(invite.guild_id, invite.channel_id)
    dispatch("INVITE_DELETE", data, to=to)


def integration_created(integration: Integration) -> None:
    integration_event("INTEGRATION_CREATE", integration)


def integration_updated(integration: Integration) -> None:
    integration_event("INTEGRATION_UPDATE", integration)


def integration_event(name: str, integration: Integration) -> None:
    to = Audience.guild(integration.guild_id)
    dispatch(name, gateway_integration_payload(integration), to=to)
    integrations_updated(integration.guild_id)


def integration_deleted(guild_id: int, integration_id: int, application_id: int) -> None:
    data = {
        "id": str(integration_id),
        "guild_id": str(guild_id),
        "application_id": str(application_id),
    }
    dispatch("INTEGRATION_DELETE", data, to=Audience.guild(guild_id))
    integrations_updated(guild_id)


def integrations_updated(guild_id: int) -> None:
    data = {"guild_id": str(guild_id)}
    dispatch("GUILD_INTEGRATIONS_UPDATE", data, to=Audience.guild(guild_id))


def emojis_updated(guild: Guild) -> None:
    """Tell of all emojis, as GUILD_CREATE does: who made them is for who manages them."""
    data = {
        "guild_id": str(guild.id),
        "emojis": [emoji_payload(emoji) for emoji in guild.emojis.all()],
    }
    dispatch("GUILD_EMOJIS_UPDATE", data, to=Audience.guild(guild.id))


def stickers_updated(guild: Guild) -> None:
    stickers = guild.stickers.all()
    data = {
        "guild_id": str(guild.id),
        "stickers": [sticker_payload(sticker) for sticker in stickers],
    }
    dispatch("GUILD_STICKERS_UPDATE", data, to=Audience.guild(guild.id))


def webhooks_updated(guild_id: int, channel_id: int) -> None:
    data = {"guild_id": str(guild_id), "channel_id": str(channel_id)}
    dispatch("WEBHOOKS_UPDATE", data, to=Audience.channel(guild_id, channel_id))


def audit_log_entry_created(entry: AuditLogEntry) -> None:
    """Reaches only members with VIEW_AUDIT_LOG; the gateway knows the event by its name."""
    to = Audience.guild(entry.guild_id)
    dispatch("GUILD_AUDIT_LOG_ENTRY_CREATE", guild_audit_log_entry_payload(entry), to=to)


def user_guild_settings_updated(settings: UserGuildSettings) -> None:
    """Tell a person's own sessions."""
    data = user_guild_settings_payload(settings, settings.overrides.order_by("channel_id"))
    dispatch("USER_GUILD_SETTINGS_UPDATE", data, to=Audience.user(settings.user_id))
