from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("guilds", "0002_webhooks"),
        ("messaging", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="webhook_avatar",
            field=models.CharField(max_length=64, null=True),
        ),
        migrations.AddField(
            model_name="message",
            name="webhook_name",
            field=models.CharField(max_length=80, null=True),
        ),
        migrations.AlterField(
            model_name="message",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("author__isnull", True)),
                fields=["webhook_id", "-id"],
                name="messages_by_webhook",
            ),
        ),
    ]
