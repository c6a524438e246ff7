from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guilds", "0008_webhook_signing_secret"),
    ]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="message_retention_days",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
    ]
