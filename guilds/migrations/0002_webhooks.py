from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import config.kernel.snowflake


class Migration(migrations.Migration):
    dependencies = [
        ("guilds", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Webhook",
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
                        choices=[(1, "Incoming"), (2, "Channel Follower"), (3, "Application")],
                        default=1,
                    ),
                ),
                ("application_id", models.BigIntegerField(null=True)),
                ("name", models.CharField(max_length=80)),
                ("avatar", models.CharField(blank=True, max_length=64, null=True)),
                ("token", models.CharField(editable=False, max_length=68)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="webhooks",
                        to="guilds.channel",
                    ),
                ),
                (
                    "guild",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="webhooks",
                        to="guilds.guild",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"db_table": "webhooks", "ordering": ("id",)},
        ),
    ]
