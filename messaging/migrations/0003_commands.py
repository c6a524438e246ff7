from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import config.kernel.snowflake


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("guilds", "0002_webhooks"),
        ("messaging", "0002_webhooks"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApplicationCommand",
            fields=[
                (
                    "id",
                    config.kernel.snowflake.SnowflakeField(
                        default=config.kernel.snowflake.next_snowflake,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "type",
                    models.SmallIntegerField(
                        choices=[
                            (1, "Chat Input"),
                            (2, "User"),
                            (3, "Message"),
                            (4, "Primary Entry Point"),
                        ],
                        default=1,
                    ),
                ),
                ("name", models.CharField(max_length=32)),
                ("name_localizations", models.JSONField(null=True)),
                ("description", models.CharField(blank=True, default="", max_length=100)),
                ("description_localizations", models.JSONField(null=True)),
                ("options", models.JSONField(default=list)),
                ("default_member_permissions", models.BigIntegerField(null=True)),
                ("dm_permission", models.BooleanField(default=True)),
                ("contexts", models.JSONField(null=True)),
                ("integration_types", models.JSONField(default=list)),
                ("nsfw", models.BooleanField(default=False)),
                ("handler", models.SmallIntegerField(null=True)),
                ("version", models.BigIntegerField(default=config.kernel.snowflake.next_snowflake)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commands",
                        to="accounts.application",
                    ),
                ),
                (
                    "guild",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commands",
                        to="guilds.guild",
                    ),
                ),
            ],
            options={
                "db_table": "application_commands",
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "guild", "type", "name"),
                        name="commands_of_guilds_are_unique",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("guild__isnull", True)),
                        fields=("application", "type", "name"),
                        name="global_commands_are_unique",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommandPermissions",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("target_id", models.BigIntegerField()),
                ("permissions", models.JSONField(default=list)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.application",
                    ),
                ),
                (
                    "guild",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="guilds.guild",
                    ),
                ),
            ],
            options={
                "db_table": "command_permissions",
                "ordering": ("target_id",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("guild", "application", "target_id"),
                        name="command_permissions_are_unique",
                    )
                ],
            },
        ),
    ]
