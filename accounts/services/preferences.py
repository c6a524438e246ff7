"""What people set for themselves only: the settings of their clients, and notes about others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import orjson
from django.db import transaction
from django.utils import timezone

from accounts import events
from accounts.models import User, UserNote, UserSettings
from config.kernel.errors import field_error, not_a_choice, too_long
from config.settings import limits

STATUSES: Final = ("online", "idle", "dnd", "invisible")
THEMES: Final = ("system", "dark", "light")
# https://discord.com/developers/docs/reference#locales
LOCALES: Final = (
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he",
    "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru",
    "sv-SE", "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
)  # fmt: skip
CLIENT_SETTINGS_BYTES: Final = 64 * 1024
CHOICES: Final = {"status": STATUSES, "theme": THEMES, "locale": LOCALES}


def settings_of(user_id: int) -> UserSettings:
    """Return a person's settings; whoever never changed any has the defaults."""
    found = UserSettings.objects.filter(user_id=user_id).first()
    return found or UserSettings(user_id=user_id)


@transaction.atomic
def update_settings(user: User, **changes: Any) -> UserSettings:
    """Change settings; ``client`` is merged key by key, where null removes one."""
    for name, choices in CHOICES.items():
        if name in changes and changes[name] not in choices:
            raise not_a_choice(name, choices)
    UserSettings.objects.get_or_create(user_id=user.id)
    settings = UserSettings.objects.select_for_update().get(user_id=user.id)
    if "client" in changes:
        changes["client"] = merged_client(settings.client, changes["client"])
    for name, value in changes.items():
        setattr(settings, name, value)
    if changes:
        settings.save(update_fields=sorted(changes))
        if "locale" in changes:
            User.objects.filter(id=user.id).update(locale=changes["locale"])
        events.settings_updated(settings)
    return settings


def end_custom_statuses() -> int:
    """Clear custom statuses that ended; returns how many. The clients are told, and tell others."""
    # Moments are kept in UTC and one form, so that they compare as text.
    due = UserSettings.objects.filter(custom_status__expires_at__lte=iso(timezone.now()))
    ended = 0
    for settings in due.select_related("user"):
        update_settings(settings.user, custom_status=None)
        ended += 1
    return ended


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def merged_client(before: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = {name: value for name, value in {**before, **changes}.items() if value is not None}
    if len(orjson.dumps(merged)) > CLIENT_SETTINGS_BYTES:
        message = f"Must be {CLIENT_SETTINGS_BYTES} or fewer bytes in all."
        raise field_error("client", "BASE_TYPE_MAX_LENGTH", message)
    return merged


@transaction.atomic
def write_note(user: User, about: User, text: str) -> None:
    """Keep a note about somebody; an empty one is deleted."""
    text = text.strip()
    if len(text) > limits.NOTE_LENGTH:
        raise too_long("note", limits.NOTE_LENGTH)
    if text:
        note, _ = UserNote.objects.update_or_create(user=user, about=about, defaults={"note": text})
    else:
        UserNote.objects.filter(user=user, about=about).delete()
        note = UserNote(user=user, about=about, note="")
    events.note_updated(note)
