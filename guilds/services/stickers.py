"""Stickers: uploading, renaming, deleting. Who made one may change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.db import transaction

from accounts.models import User
from config.kernel.errors import (
    MaximumStickers,
    MissingPermissions,
    UnknownSticker,
    bad_length,
    field_error,
)
from config.kernel.snowflake import next_snowflake
from config.kernel.sticker_files import StickerImage, drop_sticker, read_sticker, store_sticker
from config.settings import limits
from guilds import events
from guilds.models import AuditLogEvent, Guild, Sticker, StickerFormat
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, user_id_of
from guilds.standing import Standing

LOGGED = ("name", "description", "tags", "format_type", "available")


def create_sticker(
    actor: Actor,
    guild: Guild,
    *,
    name: str,
    tags: str,
    file: IO[bytes],
    description: str | None = None,
    reason: str | None = None,
) -> Sticker:
    """Add a sticker. The caller has checked that the actor may: reading an image costs work."""
    sticker = Sticker(
        id=next_snowflake(),
        name=checked_name(name),
        description=checked_description(description),
        tags=checked_tags(tags),
    )
    image = read_sticker(file)
    sticker.format_type = format_of(image)
    store_sticker(sticker.id, image)
    try:
        write_sticker(actor, guild, sticker, reason)
    except BaseException:
        drop_sticker(sticker.id, image.extension)
        raise
    return sticker


def write_sticker(actor: Actor, guild: Guild, sticker: Sticker, reason: str | None) -> None:
    with acting(actor, guild.id, Permissions.CREATE_GUILD_EXPRESSIONS) as (locked, _):
        if locked.stickers.count() >= limits.STICKERS_PER_GUILD:
            raise MaximumStickers
        sticker.guild = locked
        sticker.user = User.objects.get(id=user_id_of(actor))
        sticker.save(force_insert=True)
        audit_log.record(
            actor,
            locked,
            AuditLogEvent.STICKER_CREATE,
            sticker.id,
            changes=audit_log.created(logged(sticker)),
            reason=reason,
        )
        events.stickers_updated(locked)


def update_sticker(
    actor: Actor, sticker: Sticker, values: Mapping[str, Any], *, reason: str | None = None
) -> Sticker:
    wanted = dict(values)
    for field, check in (
        ("name", checked_name),
        ("description", checked_description),
        ("tags", checked_tags),
    ):
        if field in wanted:
            wanted[field] = check(wanted[field])
    with acting(actor, sticker.guild_id) as (guild, standing):
        found = changeable(guild, standing, sticker)
        changed = apply(found, wanted)
        if changed:
            found.save(update_fields=list(changed))
            audit_log.record(
                actor,
                guild,
                AuditLogEvent.STICKER_UPDATE,
                found.id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
            events.stickers_updated(guild)
    return found


def delete_sticker(actor: Actor, sticker: Sticker, *, reason: str | None = None) -> None:
    with acting(actor, sticker.guild_id) as (guild, standing):
        found = changeable(guild, standing, sticker)
        sticker_id, extension = found.id, extension_of(found)
        lost = audit_log.deleted(logged(found))
        found.delete()
        audit_log.record(
            actor, guild, AuditLogEvent.STICKER_DELETE, sticker_id, changes=lost, reason=reason
        )
        events.stickers_updated(guild)
        transaction.on_commit(lambda: drop_sticker(sticker_id, extension))


def changeable(guild: Guild, standing: Standing, sticker: Sticker) -> Sticker:
    """Return the sticker as it is now, if the actor manages stickers, or made it and still may."""
    found = guild.stickers.select_related("user").filter(id=sticker.id).first()
    if found is None:
        raise UnknownSticker
    own = found.user_id == standing.user_id and standing.may(Permissions.CREATE_GUILD_EXPRESSIONS)
    if not (own or standing.may(Permissions.MANAGE_GUILD_EXPRESSIONS)):
        raise MissingPermissions
    return found


def format_of(image: StickerImage) -> int:
    if image.extension == "gif":
        return StickerFormat.GIF
    return StickerFormat.APNG if image.is_animated else StickerFormat.PNG


def extension_of(sticker: Sticker) -> str:
    return "gif" if sticker.format_type == StickerFormat.GIF else "png"


def checked_name(name: str) -> str:
    name = name.strip()
    low, high = limits.STICKER_NAME_MIN_LENGTH, limits.STICKER_NAME_LENGTH
    if not low <= len(name) <= high:
        raise bad_length("name", low, high)
    return name


def checked_description(description: str | None) -> str | None:
    description = (description or "").strip() or None
    low, high = limits.STICKER_DESCRIPTION_MIN_LENGTH, limits.STICKER_DESCRIPTION_LENGTH
    if description is not None and not low <= len(description) <= high:
        raise bad_length("description", low, high)
    return description


def checked_tags(tags: str | None) -> str:
    tags = (tags or "").strip()
    if not 1 <= len(tags) <= limits.STICKER_TAGS_LENGTH:
        raise bad_length("tags", 1, limits.STICKER_TAGS_LENGTH)
    return tags


def required_file(file: IO[bytes] | None) -> IO[bytes]:
    if file is None:
        raise field_error("file", "BASE_TYPE_REQUIRED", "This field is required")
    return file


def logged(sticker: Sticker) -> dict[str, Any]:
    return {name: getattr(sticker, name) for name in LOGGED}
