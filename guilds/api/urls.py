from __future__ import annotations

from django.urls import path

from guilds.api import (
    audit_log,
    automod,
    bans,
    channels,
    consent,
    emojis,
    guilds,
    invites,
    members,
    roles,
    thread_members,
    threads,
    webhooks,
)

GUILD = "guilds/<str:guild_id>"
CHANNEL = "channels/<str:channel_id>"
MEMBER = f"{GUILD}/members/<str:user_id>"

urlpatterns = [
    path("guilds", guilds.Guilds.as_view()),
    path(GUILD, guilds.OneGuild.as_view()),
    path(f"{GUILD}/preview", guilds.GuildPreview.as_view()),
    path(f"{GUILD}/channels", channels.GuildChannels.as_view()),
    path(f"{GUILD}/roles", roles.GuildRoles.as_view()),
    path(f"{GUILD}/roles/member-counts", roles.RoleMemberCounts.as_view()),
    path(f"{GUILD}/roles/<str:role_id>", roles.OneRole.as_view()),
    path(f"{GUILD}/members", members.Members.as_view()),
    path(f"{GUILD}/members/search", members.MemberSearch.as_view()),
    path(f"{GUILD}/members/@me", members.OwnMember.as_view()),
    path(MEMBER, members.OneMember.as_view()),
    path(f"{MEMBER}/roles/<str:role_id>", roles.MemberRole.as_view()),
    path(f"{GUILD}/bans", bans.Bans.as_view()),
    path(f"{GUILD}/bans/<str:user_id>", bans.OneBan.as_view()),
    path(f"{GUILD}/bulk-ban", bans.BulkBan.as_view()),
    path(f"{GUILD}/invites", invites.GuildInvites.as_view()),
    path(f"{GUILD}/audit-logs", audit_log.AuditLog.as_view()),
    path(f"{GUILD}/emojis", emojis.Emojis.as_view()),
    path(f"{GUILD}/emojis/<str:emoji_id>", emojis.OneEmoji.as_view()),
    path(f"{GUILD}/auto-moderation/rules", automod.Rules.as_view()),
    path(f"{GUILD}/auto-moderation/rules/<str:rule_id>", automod.OneRule.as_view()),
    path(CHANNEL, channels.OneChannel.as_view()),
    path(f"{CHANNEL}/permissions/<str:overwrite_id>", channels.ChannelOverwrite.as_view()),
    path(f"{CHANNEL}/invites", invites.ChannelInvites.as_view()),
    path(f"{CHANNEL}/webhooks", webhooks.ChannelWebhooks.as_view()),
    path(f"{GUILD}/webhooks", webhooks.GuildWebhooks.as_view()),
    path("webhooks/<str:webhook_id>", webhooks.OneWebhook.as_view()),
    path(f"{GUILD}/threads/active", threads.ActiveThreads.as_view()),
    path(f"{CHANNEL}/threads/archived/public", threads.ArchivedPublicThreads.as_view()),
    path(f"{CHANNEL}/threads/archived/private", threads.ArchivedPrivateThreads.as_view()),
    path(
        f"{CHANNEL}/users/@me/threads/archived/private",
        threads.OwnArchivedPrivateThreads.as_view(),
    ),
    path(f"{CHANNEL}/thread-members", thread_members.ThreadMembers.as_view()),
    path(f"{CHANNEL}/thread-members/@me", thread_members.OwnThreadMember.as_view()),
    path(f"{CHANNEL}/thread-members/<str:user_id>", thread_members.OneThreadMember.as_view()),
    path("invites/<str:code>", invites.OneInvite.as_view()),
    path("users/@me/guilds", guilds.OwnGuilds.as_view()),
    path("users/@me/guilds/<str:guild_id>", guilds.OwnGuild.as_view()),
    path("users/@me/guilds/<str:guild_id>/member", guilds.OwnGuildMember.as_view()),
    path("oauth2/authorize", consent.Authorize.as_view()),
]
