"""Bots that are in guilds already are integrations, too; who let them in is not known."""

from typing import Any

from django.db import migrations

from config.kernel.snowflake import next_snowflake


def record(apps: Any, schema_editor: Any) -> None:
    Member = apps.get_model("guilds", "Member")
    Integration = apps.get_model("guilds", "Integration")
    Application = apps.get_model("accounts", "Application")
    applications = dict(Application.objects.exclude(bot=None).values_list("bot_id", "id"))
    for guild_id, user_id in Member.objects.filter(user__bot=True).values_list(
        "guild_id", "user_id"
    ):
        if user_id in applications:
            Integration.objects.get_or_create(
                guild_id=guild_id,
                application_id=applications[user_id],
                defaults={"id": next_snowflake(), "scopes": ["applications.commands", "bot"]},
            )


class Migration(migrations.Migration):
    dependencies = [
        ("guilds", "0011_scheduled_events"),
    ]

    operations = [migrations.RunPython(record, migrations.RunPython.noop)]
