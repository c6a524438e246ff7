"""A copy of the database is not enough to come in."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.db import connection, migrations

from accounts.services import second_factor
from config.kernel.encryption import Unreadable, decrypt, encrypt
from guilds.models import Webhook
from guilds.services.webhooks import create_webhook
from tests.accounts.test_second_factor import code_of
from tests.builders import make_guild, make_user, text_channel
from tests.helpers.api import Api

SECRET = "JBSWY3DPEHPK3PXP"


def test_a_secret_is_read_with_its_key_or_while_that_is_a_fallback(settings: Any) -> None:
    settings.SECRET_KEY = "first"
    kept = encrypt("open sesame")
    assert "sesame" not in kept
    assert kept != encrypt("open sesame")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]
    assert decrypt(kept) == "open sesame"
    assert decrypt("written before") == "written before"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        decrypt(kept)


def test_webhooks_work_though_their_tokens_are_not_in_the_database(api: type[Api]) -> None:
    guild = make_guild()
    webhook = create_webhook(guild.owner, text_channel(guild), name="Deploys")
    assert column("SELECT token FROM webhooks") != webhook.token
    assert webhook.token not in column("SELECT token FROM webhooks")
    path = f"/webhooks/{webhook.id}/{Webhook.objects.get().token}"
    assert path.endswith(webhook.token)
    assert api().get(path).json()["token"] == webhook.token
    assert api().post(path, {"content": "hi"}).status_code == 204
    assert api().post(path + "x", {"content": "hi"}).json()["code"] == 50027
    assert api().get(path + "x").json()["code"] == 50027


def test_second_factors_work_and_without_the_key_nobody_comes_in_by_them(
    transactional_db: None, settings: Any
) -> None:
    ada = make_user("ada")
    TOTP.activate(ada, SECRET)
    codes = RecoveryCodes.activate(ada).generate_codes()
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in kept
    assert second_factor.is_valid(ada, code_of(SECRET))
    assert second_factor.is_valid(ada, codes[0])
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    assert not second_factor.is_valid(ada, codes[1])
    assert not second_factor.is_valid(ada, code_of(SECRET))


def column(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return str(cursor.fetchone()[0])


def test_what_was_kept_in_plain_text_is_encrypted_by_the_migrations(
    transactional_db: None,
) -> None:
    guild, ada = make_guild(), make_user("ada")
    webhook = create_webhook(guild.owner, text_channel(guild), name="Deploys")
    factor = Authenticator.objects.create(user=ada, type="totp", data={"secret": SECRET})
    with connection.cursor() as cursor:
        cursor.execute("UPDATE webhooks SET token = 'plain-token'")
    for name in (
        "guilds.migrations.0006_webhook_tokens",
        "accounts.migrations.0005_factor_secrets",
    ):
        [step] = [
            one
            for one in import_module(name).Migration.operations
            if isinstance(one, migrations.RunPython)
        ]
        encrypt_all: Any = step.code
        encrypt_all(apps, None)
    assert "plain-token" not in column("SELECT token FROM webhooks")
    assert Webhook.objects.get(id=webhook.id).token == "plain-token"
    factor.refresh_from_db()
    assert SECRET not in str(factor.data)
    assert second_factor.is_valid(ada, code_of(SECRET))
