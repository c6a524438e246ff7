"""Requests of people who are not members yet bring roles, and who made one sees its end."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("guilds", "0009_message_retention"),)

    operations = (
        migrations.AddField(
            model_name="joinrequest",
            name="last_seen",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="joinrequest",
            name="roles",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), blank=True, default=list, size=None
            ),
        ),
    )
