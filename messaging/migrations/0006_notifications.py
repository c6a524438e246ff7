from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import config.kernel.snowflake


class Migration(migrations.Migration):
    dependencies = [
        ("guilds", "0006_webhook_tokens"),
        ("messaging", "0005_search_in_components"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notification",
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
                    models.CharField(
                        choices=[
                            ("message", "Message"),
                            ("mention", "Mention"),
                            ("call_invite", "Call Invite"),
                            ("user_online", "User Online"),
                        ],
                        max_length=16,
                    ),
                ),
                ("related_message_id", models.BigIntegerField(null=True)),
                ("guild_id", models.BigIntegerField(null=True)),
                ("content", models.CharField(default="", max_length=200)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="guilds.channel",
                    ),
                ),
                (
                    "related_user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "notifications",
                "indexes": [
                    models.Index(fields=["user", "-id"], name="notifications_of_user"),
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["user", "channel"],
                        name="notifications_unread",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("read_at", None), ("type", "message")),
                        fields=("user", "channel"),
                        name="notifications_of_messages_unread",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("type", "mention")),
                        fields=("user", "related_message_id"),
                        name="notifications_of_mentions",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("read_at", None), ("type", "call_invite")),
                        fields=("user", "channel"),
                        name="notifications_of_calls_unread",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("type", "user_online")),
                        fields=("user", "related_user"),
                        name="notifications_of_friends",
                    ),
                ],
            },
        ),
    ]
