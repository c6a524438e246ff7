"""Commands that applications register, and who may use them in a guild."""

from __future__ import annotations

from django.db import models

from accounts.models import Application
from config.kernel.snowflake import SnowflakeField, next_snowflake
from guilds.models import Guild


class CommandType(models.IntegerChoices):
    CHAT_INPUT = 1
    USER = 2
    MESSAGE = 3
    PRIMARY_ENTRY_POINT = 4


class ApplicationCommand(models.Model):
    id = SnowflakeField()
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="commands")
    # Null: in every guild that has the application.
    guild = models.ForeignKey(
        Guild, on_delete=models.CASCADE, related_name="commands", null=True, blank=True
    )
    type = models.SmallIntegerField(choices=CommandType.choices, default=CommandType.CHAT_INPUT)
    name = models.CharField(max_length=32)
    name_localizations = models.JSONField(null=True)
    description = models.CharField(max_length=100, blank=True, default="")
    description_localizations = models.JSONField(null=True)
    options = models.JSONField(default=list)
    default_member_permissions = models.BigIntegerField(null=True)
    dm_permission = models.BooleanField(default=True)
    contexts = models.JSONField(null=True)
    integration_types = models.JSONField(default=list)
    nsfw = models.BooleanField(default=False)
    handler = models.SmallIntegerField(null=True)
    # Grows with every change.
    version = models.BigIntegerField(default=next_snowflake)

    class Meta:
        db_table = "application_commands"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("application", "guild", "type", "name"),
                name="commands_of_guilds_are_unique",
            ),
            models.UniqueConstraint(
                fields=("application", "type", "name"),
                name="global_commands_are_unique",
                condition=models.Q(guild__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.name


class CommandPermissions(models.Model):
    """Who may use a command in a guild, or all commands of an application."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    guild = models.ForeignKey(Guild, on_delete=models.CASCADE, related_name="+")
    # A command's id; the application's for all that have no list of their own.
    target_id = models.BigIntegerField()
    permissions = models.JSONField(default=list)

    class Meta:
        db_table = "command_permissions"
        ordering = ("target_id",)
        constraints = (
            models.UniqueConstraint(
                fields=("guild", "application", "target_id"), name="command_permissions_are_unique"
            ),
        )
