from guilds.models.audit_log import AuditLogEntry, AuditLogEvent
from guilds.models.automod import AutoModerationRule
from guilds.models.channels import (
    THREAD_TYPES,
    Channel,
    ChannelFlags,
    ChannelType,
    OverwriteType,
    PermissionOverwrite,
    ThreadMember,
)
from guilds.models.emojis import Emoji
from guilds.models.guilds import Guild
from guilds.models.integrations import Integration
from guilds.models.invites import Invite, InviteTargetType
from guilds.models.join_requests import JoinRequest, JoinRequestStatus, MemberVerification
from guilds.models.members import Ban, FormerMember, Member, MemberFlags
from guilds.models.newcomers import Onboarding, OnboardingAnswers, ServerGuide, WelcomeScreen
from guilds.models.notifications import (
    ChannelOverride,
    GuildSettingsFlags,
    NotificationLevel,
    OverrideFlags,
    UserGuildSettings,
)
from guilds.models.roles import Role
from guilds.models.scheduled_events import (
    EventEntityType,
    EventException,
    EventResponse,
    EventStatus,
    EventUser,
    GuildScheduledEvent,
)
from guilds.models.soundboard import SoundboardSound
from guilds.models.stickers import Sticker, StickerFormat
from guilds.models.templates import GuildTemplate
from guilds.models.webhooks import HOLD_WEBHOOKS, Webhook, WebhookType

__all__ = [
    "HOLD_WEBHOOKS",
    "THREAD_TYPES",
    "AuditLogEntry",
    "AuditLogEvent",
    "AutoModerationRule",
    "Ban",
    "Channel",
    "ChannelFlags",
    "ChannelOverride",
    "ChannelType",
    "Emoji",
    "EventEntityType",
    "EventException",
    "EventResponse",
    "EventStatus",
    "EventUser",
    "FormerMember",
    "Guild",
    "GuildScheduledEvent",
    "GuildSettingsFlags",
    "GuildTemplate",
    "Integration",
    "Invite",
    "InviteTargetType",
    "JoinRequest",
    "JoinRequestStatus",
    "Member",
    "MemberFlags",
    "MemberVerification",
    "NotificationLevel",
    "Onboarding",
    "OnboardingAnswers",
    "OverrideFlags",
    "OverwriteType",
    "PermissionOverwrite",
    "Role",
    "ServerGuide",
    "SoundboardSound",
    "Sticker",
    "StickerFormat",
    "ThreadMember",
    "UserGuildSettings",
    "Webhook",
    "WebhookType",
    "WelcomeScreen",
]
