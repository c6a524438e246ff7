"""Emoji of applications: their bots use them everywhere, nobody else does."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from accounts.models import Application, User
from config.kernel.errors import FormError, MaximumEmojis, UnknownEmoji, field_error
from config.settings import limits
from guilds.models import Emoji
from guilds.services.emojis import check_name, drop_files, keeping_files, store_emoji


def create_application_emoji(
    actor: User, application: Application, *, name: str, image: str
) -> Emoji:
    """Add an emoji from a data URI."""
    emoji = store_emoji(name, image)
    with keeping_files(emoji), transaction.atomic():
        # One at a time, so that the limit is exact.
        locked = Application.objects.select_for_update(no_key=True, of=("self",)).get(
            id=application.id
        )
        if locked.emojis.count() >= limits.EMOJIS_PER_APPLICATION:
            raise MaximumEmojis
        require_free(locked, name)
        emoji.application = locked
        emoji.user = actor
        emoji.save(force_insert=True)
    return emoji


def rename_application_emoji(emoji: Emoji, name: str) -> Emoji:
    check_name(name)
    if name != emoji.name:
        emoji.name = name
        try:
            with transaction.atomic():
                emoji.save(update_fields=["name"])
        except IntegrityError:
            raise name_taken() from None
    return emoji


def delete_application_emoji(emoji: Emoji) -> None:
    """Delete an emoji; where it was used its name stays."""
    emoji_id = emoji.id
    emoji.delete()
    drop_files(emoji_id, animated=emoji.animated)


def application_emoji(application: Application, emoji_id: int) -> Emoji:
    emojis = Emoji.objects.select_related("user").filter(application=application)
    found = emojis.filter(id=emoji_id).first()
    if found is None:
        raise UnknownEmoji
    return found


def require_free(application: Application, name: str) -> None:
    if application.emojis.filter(name=name).exists():
        raise name_taken()


def name_taken() -> FormError:
    return field_error(
        "name", "APPLICATION_EMOJI_NAME_ALREADY_TAKEN", "This application has such an emoji."
    )
