"""Webhooks may have a secret with which requests to them are signed."""

from __future__ import annotations

from django.db import migrations

import config.kernel.encryption


class Migration(migrations.Migration):
    dependencies = (("guilds", "0007_row_level_security"),)

    operations = (
        migrations.AddField(
            model_name="webhook",
            name="signing_secret",
            field=config.kernel.encryption.EncryptedTextField(editable=False, null=True),
        ),
    )
