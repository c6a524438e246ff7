"""Addresses of messaging below ``/api/v10/``."""

from __future__ import annotations

from django.urls import path

from messaging.api.activity import MessageAck, Typing
from messaging.api.announcements import Crosspost, Followers
from messaging.api.commands import (
    Commands,
    GuildCommandPermissions,
    OneCommand,
    OneCommandPermissions,
)
from messaging.api.direct_channels import DirectChannels, OneRecipient
from messaging.api.mentions import Mentions, OneMention
from messaging.api.messages import BulkDeletion, Messages, OneMessage
from messaging.api.moderated import DeletedMessages, Edits
from messaging.api.notifications import (
    Notifications,
    NotificationsAck,
    OneNotification,
    OneNotificationAck,
)
from messaging.api.pins import OldPins, OnePin, Pins
from messaging.api.polls import OwnVote, OwnVotes, PollEnd, Voters
from messaging.api.reactions import (
    AllReactions,
    OthersReaction,
    OwnReaction,
    ReactionsOfOneKind,
)
from messaging.api.search import ChannelSearch, GuildSearch
from messaging.api.threads import MessageThreads, Threads, ThreadSearches
from messaging.api.uploads import OneUpload, Uploads
from messaging.api.webhooks import GithubWebhook, SlackWebhook, WebhookMessages, Webhooks

APPLICATION = "applications/<str:application_id>"
GUILD_COMMANDS = f"{APPLICATION}/guilds/<str:guild_id>/commands"
WEBHOOK = "webhooks/<str:webhook_id>/<str:token>"
CHANNEL = "channels/<str:channel_id>"
MESSAGE = f"{CHANNEL}/messages/<str:message_id>"
REACTIONS = f"{MESSAGE}/reactions"
POLL = f"{CHANNEL}/polls/<str:message_id>"

urlpatterns = [
    path("users/@me/channels", DirectChannels.as_view()),
    path("users/@me/mentions", Mentions.as_view()),
    path("users/@me/mentions/<str:message_id>", OneMention.as_view()),
    path("users/@me/notifications", Notifications.as_view()),
    path("users/@me/notifications/ack", NotificationsAck.as_view()),
    path("users/@me/notifications/<str:notification_id>", OneNotification.as_view()),
    path("users/@me/notifications/<str:notification_id>/ack", OneNotificationAck.as_view()),
    path(f"{CHANNEL}/recipients/<str:user_id>", OneRecipient.as_view()),
    path(f"{CHANNEL}/typing", Typing.as_view()),
    path(f"{CHANNEL}/pins", OldPins.as_view()),
    path(f"{CHANNEL}/pins/<str:message_id>", OnePin.as_view()),
    path(f"{CHANNEL}/messages", Messages.as_view()),
    path("guilds/<str:guild_id>/messages/search", GuildSearch.as_view()),
    path(f"{CHANNEL}/messages/search", ChannelSearch.as_view()),
    path(f"{CHANNEL}/messages/bulk-delete", BulkDeletion.as_view()),
    path(f"{CHANNEL}/messages/pins", Pins.as_view()),
    path(f"{CHANNEL}/messages/pins/<str:message_id>", OnePin.as_view()),
    path(f"{CHANNEL}/messages/deleted", DeletedMessages.as_view()),
    path(f"{MESSAGE}/edits", Edits.as_view()),
    path(MESSAGE, OneMessage.as_view()),
    path(f"{CHANNEL}/attachments", Uploads.as_view()),
    path(f"{CHANNEL}/attachments/<str:token>/<str:filename>", OneUpload.as_view()),
    path("attachments/<str:token>/<str:filename>", OneUpload.as_view()),
    path(f"{CHANNEL}/followers", Followers.as_view()),
    path(f"{MESSAGE}/crosspost", Crosspost.as_view()),
    path(f"{MESSAGE}/ack", MessageAck.as_view()),
    path(f"{CHANNEL}/threads", Threads.as_view()),
    path(f"{CHANNEL}/threads/search", ThreadSearches.as_view()),
    path(f"{MESSAGE}/threads", MessageThreads.as_view()),
    path(f"{APPLICATION}/commands", Commands.as_view()),
    path(f"{APPLICATION}/commands/<str:command_id>", OneCommand.as_view()),
    path(GUILD_COMMANDS, Commands.as_view()),
    path(f"{GUILD_COMMANDS}/permissions", GuildCommandPermissions.as_view()),
    path(f"{GUILD_COMMANDS}/<str:command_id>", OneCommand.as_view()),
    path(f"{GUILD_COMMANDS}/<str:command_id>/permissions", OneCommandPermissions.as_view()),
    path(WEBHOOK, Webhooks.as_view()),
    path(f"{WEBHOOK}/slack", SlackWebhook.as_view()),
    path(f"{WEBHOOK}/github", GithubWebhook.as_view()),
    path(f"{WEBHOOK}/messages/<str:message_id>", WebhookMessages.as_view()),
    path(f"{POLL}/answers/@me", OwnVotes.as_view()),
    path(f"{POLL}/answers/<str:answer_id>", Voters.as_view()),
    path(f"{POLL}/answers/<str:answer_id>/@me", OwnVote.as_view()),
    path(f"{POLL}/expire", PollEnd.as_view()),
    path(REACTIONS, AllReactions.as_view()),
    path(f"{REACTIONS}/<str:emoji>", ReactionsOfOneKind.as_view()),
    path(f"{REACTIONS}/<str:emoji>/@me", OwnReaction.as_view()),
    path(f"{REACTIONS}/<str:emoji>/<str:user_id>", OthersReaction.as_view()),
]
