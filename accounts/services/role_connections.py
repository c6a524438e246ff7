"""Role connections: what an application may tell of people, and what it tells of one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts.models import (
    Application,
    RoleConnection,
    RoleConnectionMetadataType,
    User,
)
from config.kernel.errors import bad_length, field_error, not_a_choice, too_long
from config.settings import limits

KEY: Final = re.compile(r"[a-z0-9_]+", re.ASCII)
LOCALE: Final = re.compile(r"[a-z]{2}(-[A-Z0-9]{2,3})?", re.ASCII)
INTEGER: Final = re.compile(r"-?[0-9]{1,19}", re.ASCII)
TYPES: Final = tuple(int(kind) for kind in RoleConnectionMetadataType)
DATETIMES: Final = (5, 6)
BOOLEANS: Final = (7, 8)


def set_metadata(
    application: Application, records: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Say what the connections of an application tell; replaces what it said before."""
    if len(records) > limits.ROLE_CONNECTION_RECORDS:
        raise too_long("", limits.ROLE_CONNECTION_RECORDS)
    checked = [checked_record(str(index), record) for index, record in enumerate(records)]
    keys = [record["key"] for record in checked]
    if len(set(keys)) != len(keys):
        raise field_error("", "SET_TYPE_ALREADY_CONTAINS_VALUE", "Keys must be unique.")
    application.role_connections_metadata = checked
    application.save(update_fields=["role_connections_metadata"])
    return checked


def checked_record(path: str, record: Mapping[str, Any]) -> dict[str, Any]:
    if record["type"] not in TYPES:
        raise not_a_choice(f"{path}.type", TYPES)
    check_length(f"{path}.key", record["key"], limits.ROLE_CONNECTION_KEY_LENGTH)
    if not KEY.fullmatch(record["key"]):
        message = "Only a-z, 0-9 and _ are allowed."
        raise field_error(f"{path}.key", "STRING_TYPE_REGEX", message)
    kept = {"type": record["type"], "key": record["key"]}
    for name, most in (
        ("name", limits.ROLE_CONNECTION_NAME_LENGTH),
        ("description", limits.ROLE_CONNECTION_DESCRIPTION_LENGTH),
    ):
        check_length(f"{path}.{name}", record[name], most)
        kept[name] = record[name]
        translations = record.get(f"{name}_localizations") or {}
        for locale, text in translations.items():
            where = f"{path}.{name}_localizations.{locale}"
            if not LOCALE.fullmatch(locale):
                raise field_error(where, "BASE_TYPE_CHOICES", "This is no locale.")
            check_length(where, text, most)
        if translations:
            kept[f"{name}_localizations"] = dict(translations)
    return kept


def set_connection(
    user: User,
    application: Application,
    *,
    platform_name: str | None = None,
    platform_username: str | None = None,
    metadata: Mapping[str, str] | None = None,
) -> RoleConnection:
    """Tell of somebody what the application knows; replaces what it told before."""
    for field, value, most in (
        ("platform_name", platform_name, limits.ROLE_CONNECTION_PLATFORM_LENGTH),
        ("platform_username", platform_username, limits.ROLE_CONNECTION_USERNAME_LENGTH),
    ):
        if value is not None and len(value) > most:
            raise too_long(field, most)
    values = checked_values(application, metadata or {})
    with transaction.atomic():
        connection, _ = RoleConnection.objects.update_or_create(
            user=user,
            application=application,
            defaults={
                "platform_name": platform_name,
                "platform_username": platform_username,
                "metadata": values,
            },
        )
    return connection


def checked_values(application: Application, given: Mapping[str, str]) -> dict[str, str]:
    kinds = {record["key"]: record["type"] for record in application.role_connections_metadata}
    for key, value in given.items():
        where = f"metadata.{key}"
        if key not in kinds:
            raise not_a_choice(where, sorted(kinds))
        check_length(where, value, limits.ROLE_CONNECTION_VALUE_LENGTH)
        if not fits(kinds[key], value):
            raise field_error(where, "BASE_TYPE_BAD_TYPE", "The value is of another type.")
    return dict(given)


def fits(kind: int, value: str) -> bool:
    if kind in BOOLEANS:
        return value in ("0", "1")
    if kind not in DATETIMES:
        return INTEGER.fullmatch(value) is not None
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def connection_of(user: User, application: Application) -> RoleConnection:
    """Return what is known of somebody; an empty one if that is nothing."""
    found = RoleConnection.objects.filter(user=user, application=application).first()
    return found or RoleConnection(user=user, application=application)


def delete_connection(user: User, application: Application) -> None:
    RoleConnection.objects.filter(user=user, application=application).delete()


def check_length(path: str, text: str, most: int) -> None:
    if not 1 <= len(text) <= most:
        raise bad_length(path, 1, most)
