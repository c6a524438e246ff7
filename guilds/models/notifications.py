"""How a person hears of a guild, or of their direct channels, and of single channels."""

from __future__ import annotations

from enum import IntEnum, IntFlag

from django.conf import settings
from django.db import models

from guilds.models.channels import Channel
from guilds.models.guilds import Guild
from guilds.models.muting import Muting


class NotificationLevel(IntEnum):
    ALL_MESSAGES = 0
    ONLY_MENTIONS = 1
    NO_MESSAGES = 2
    # As what is above says: the guild for a channel, the guild's own default for the guild.
    INHERIT = 3


class GuildSettingsFlags(IntFlag):
    # Whether channels that one did not choose are listed.
    OPT_IN_CHANNELS_OFF = 1 << 13
    OPT_IN_CHANNELS_ON = 1 << 14


class OverrideFlags(IntFlag):
    OPT_IN_ENABLED = 1 << 12


class UserGuildSettings(Muting):
    """Of one guild, or (without one) of all direct channels; it goes with the membership."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="guild_settings"
    )
    guild = models.ForeignKey(
        Guild, on_delete=models.CASCADE, null=True, related_name="user_settings"
    )
    message_notifications = models.SmallIntegerField(default=NotificationLevel.INHERIT.value)
    suppress_everyone = models.BooleanField(default=False)
    suppress_roles = models.BooleanField(default=False)
    hide_muted_channels = models.BooleanField(default=False)
    mobile_push = models.BooleanField(default=True)
    mute_scheduled_events = models.BooleanField(default=False)
    notify_highlights = models.SmallIntegerField(default=0)
    flags = models.IntegerField(default=0)
    version = models.IntegerField(default=0)

    class Meta:
        db_table = "user_guild_settings"
        constraints = (
            models.UniqueConstraint(fields=("user", "guild"), name="user_guild_settings_of_guilds"),
            models.UniqueConstraint(
                fields=("user",),
                condition=models.Q(guild=None),
                name="user_guild_settings_of_direct_channels",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} in {self.guild_id}"


class ChannelOverride(Muting):
    settings = models.ForeignKey(
        UserGuildSettings, on_delete=models.CASCADE, related_name="overrides"
    )
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="+")
    message_notifications = models.SmallIntegerField(default=NotificationLevel.INHERIT.value)
    collapsed = models.BooleanField(default=False)
    flags = models.IntegerField(default=0)

    class Meta:
        db_table = "channel_overrides"
        constraints = (
            models.UniqueConstraint(
                fields=("settings", "channel"), name="channel_overrides_are_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.settings} on {self.channel_id}"
