"""Secrets of second factors are encrypted from here on, those that are there, too."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from config.kernel.encryption import PREFIX, encrypt


def encrypt_secrets(apps: Any, _: Any) -> None:
    for factor in apps.get_model("mfa", "Authenticator").objects.iterator():
        plain = {
            name: encrypt(factor.data[name])
            for name in ("secret", "seed")
            if name in factor.data and not factor.data[name].startswith(PREFIX)
        }
        if plain:
            factor.data = {**factor.data, **plain}
            factor.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = (
        ("accounts", "0004_security_events"),
        ("mfa", "0003_authenticator_type_uniq"),
    )

    operations = (migrations.RunPython(encrypt_secrets, migrations.RunPython.noop),)
