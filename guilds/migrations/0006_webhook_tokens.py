"""Tokens of webhooks are encrypted from here on, those that are there, too."""

from __future__ import annotations

from typing import Any

from django.db import migrations

import config.kernel.encryption


def encrypt_tokens(apps: Any, _: Any) -> None:
    for webhook in apps.get_model("guilds", "Webhook").objects.only("token").iterator():
        webhook.save(update_fields=["token"])  # read as it is, written encrypted


class Migration(migrations.Migration):
    dependencies = (("guilds", "0005_join_requests"),)

    operations = (
        migrations.AlterField(
            model_name="webhook",
            name="token",
            field=config.kernel.encryption.EncryptedTextField(editable=False),
        ),
        migrations.RunPython(encrypt_tokens, migrations.RunPython.noop),
    )
