"""Soundboard sounds: uploading, renaming, deleting. Who made one may change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from config.kernel.errors import (
    MaximumSounds,
    MissingPermissions,
    UnknownSound,
    bad_length,
    field_error,
)
from config.kernel.snowflake import next_snowflake
from config.kernel.sounds import drop_sound, read_sound, store_sound
from config.settings import limits
from guilds import soundboard_events as events
from guilds.models import AuditLogEvent, Guild, SoundboardSound
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, user_id_of
from guilds.services.emoji_values import checked_emoji
from guilds.standing import Standing

LOGGED: Final = ("name", "volume", "emoji_id", "emoji_name")
NAME_MIN, NAME_MAX = 2, 32


def create_sound(
    actor: Actor,
    guild: Guild,
    *,
    name: str,
    sound: str,
    values: Mapping[str, Any],
    reason: str | None = None,
) -> SoundboardSound:
    """Add a sound from a data URI; ``values`` are ``volume`` and its emoji.

    The caller has checked that the actor may: reading the file costs work.
    """
    check_values({"name": name, **values})
    content = read_sound(sound, field="sound")
    row = SoundboardSound(id=next_snowflake(), name=name)
    store_sound(row.id, content)
    try:
        write_sound(actor, guild, row, values, reason)
    except BaseException:
        drop_sound(row.id)
        raise
    return row


def write_sound(
    actor: Actor,
    guild: Guild,
    row: SoundboardSound,
    values: Mapping[str, Any],
    reason: str | None,
) -> None:
    with acting(actor, guild.id, Permissions.CREATE_GUILD_EXPRESSIONS) as (locked, _):
        if locked.soundboard_sounds.count() >= limits.SOUNDBOARD_SOUNDS_PER_GUILD:
            raise MaximumSounds
        apply(row, cleaned(locked, values))
        row.guild = locked
        row.user = User.objects.get(id=user_id_of(actor))
        row.save(force_insert=True)
        audit_log.record(
            actor,
            locked,
            AuditLogEvent.SOUNDBOARD_SOUND_CREATE,
            row.id,
            changes=audit_log.created(logged(row)),
            reason=reason,
        )
        events.sound_created(row)


def update_sound(
    actor: Actor, sound: SoundboardSound, values: Mapping[str, Any], *, reason: str | None = None
) -> SoundboardSound:
    check_values(values)
    with acting(actor, sound.guild_id) as (guild, standing):
        found = changeable(guild, standing, sound)
        changed = apply(found, cleaned(guild, values))
        if changed:
            found.save(update_fields=list(changed))
            audit_log.record(
                actor,
                guild,
                AuditLogEvent.SOUNDBOARD_SOUND_UPDATE,
                found.id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
            events.sound_updated(found)
    return found


def delete_sound(actor: Actor, sound: SoundboardSound, *, reason: str | None = None) -> None:
    with acting(actor, sound.guild_id) as (guild, standing):
        found = changeable(guild, standing, sound)
        sound_id = found.id
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.SOUNDBOARD_SOUND_DELETE,
            sound_id,
            changes=audit_log.deleted(logged(found)),
            reason=reason,
        )
        found.delete()
        events.sound_deleted(guild, sound_id)
        transaction.on_commit(lambda: drop_sound(sound_id))


def drop_emoji_of_sounds(guild: Guild, emoji_id: int) -> None:
    """Take an emoji that is deleted off the sounds of a locked guild."""
    if guild.soundboard_sounds.filter(emoji_id=emoji_id).update(emoji_id=None):
        events.sounds_updated(guild)


def changeable(guild: Guild, standing: Standing, sound: SoundboardSound) -> SoundboardSound:
    """Return the sound as it is now, if the actor manages sounds, or made it and still may."""
    found = guild.soundboard_sounds.select_related("user").filter(id=sound.id).first()
    if found is None:
        raise UnknownSound
    own = found.user_id == standing.user_id and standing.may(Permissions.CREATE_GUILD_EXPRESSIONS)
    if not (own or standing.may(Permissions.MANAGE_GUILD_EXPRESSIONS)):
        raise MissingPermissions
    return found


def check_values(values: Mapping[str, Any]) -> None:
    if "name" in values and not NAME_MIN <= len(values["name"].strip()) <= NAME_MAX:
        raise bad_length("name", NAME_MIN, NAME_MAX)
    volume = values.get("volume")
    if volume is not None and not 0 <= volume <= 1:
        raise field_error("volume", "NUMBER_TYPE_RANGE", "Value should be between 0 and 1.")


def cleaned(guild: Guild, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns for the API's values: no volume is the full one, an emoji replaces another."""
    columns: dict[str, Any] = {}
    if "name" in values:
        columns["name"] = values["name"].strip()
    if "volume" in values:
        columns["volume"] = 1.0 if values["volume"] is None else values["volume"]
    if "emoji_id" in values or "emoji_name" in values:
        kept = checked_emoji(guild, "", values)
        emoji_id = kept["emoji_id"]
        columns["emoji_id"] = int(emoji_id) if emoji_id else None
        columns["emoji_name"] = kept["emoji_name"]
    return columns


def logged(sound: SoundboardSound) -> dict[str, Any]:
    return {name: getattr(sound, name) for name in LOGGED}
