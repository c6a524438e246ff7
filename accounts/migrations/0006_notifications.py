from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_factor_secrets"),
    ]

    operations = [
        migrations.AddField(
            model_name="relationship",
            name="notify_online",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="relationship",
            index=models.Index(
                condition=models.Q(("notify_online", True)),
                fields=["other"],
                name="relationships_that_watch",
            ),
        ),
    ]
