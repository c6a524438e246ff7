"""Custom emoji: creating, renaming, deleting. Who made one may change it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from django.core.files.storage import storages
from django.db import transaction

from accounts.models import User
from config.kernel.data_uris import store_image, stored_path
from config.kernel.errors import (
    MaximumAnimatedEmojis,
    MaximumEmojis,
    MissingPermissions,
    UnknownEmoji,
    UnknownRole,
    bad_length,
    field_error,
)
from config.kernel.snowflake import next_snowflake
from config.kernel.storage import delete_variants
from config.settings import limits
from guilds import events
from guilds.models import AuditLogEvent, Emoji, Guild
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, user_id_of
from guilds.services.soundboard import drop_emoji_of_sounds
from guilds.standing import Standing

NAME: Final = re.compile(r"\w{2,32}", re.ASCII)
NAME_MIN, NAME_MAX = 2, 32
BUCKET: Final = "emojis"
FILE: Final = "emoji"
SIDE: Final = 128


def create_emoji(
    actor: Actor,
    guild: Guild,
    *,
    name: str,
    image: str,
    roles: Collection[int] = (),
    reason: str | None = None,
) -> Emoji:
    """Add an emoji from a data URI. The caller has checked that the actor may: it costs work."""
    emoji = store_emoji(name, image)
    emoji.roles = sorted(roles)
    with keeping_files(emoji):
        write_emoji(actor, guild, emoji, reason)
    return emoji


def store_emoji(name: str, image: str) -> Emoji:
    """Return a new emoji that is in no table yet, with its picture stored."""
    check_name(name)
    emoji_id = next_snowflake()
    store_image(
        BUCKET,
        emoji_id,
        image,
        field="image",
        max_bytes=limits.EMOJI_BYTES,
        max_side=SIDE,
        max_moving_side=SIDE,
        name=FILE,
    )
    animated = storages[BUCKET].exists(stored_path(emoji_id, FILE, is_animated=True))
    return Emoji(id=emoji_id, name=name, animated=animated)


@contextmanager
def keeping_files(emoji: Emoji) -> Iterator[None]:
    """Drop the picture again when the emoji is not written after all."""
    try:
        yield
    except BaseException:
        drop_files(emoji.id, animated=emoji.animated)
        raise


def write_emoji(actor: Actor, guild: Guild, emoji: Emoji, reason: str | None) -> None:
    with acting(actor, guild.id, Permissions.CREATE_GUILD_EXPRESSIONS) as (locked, _):
        check_roles(locked, emoji.roles)
        # Still and moving ones are counted apart.
        if locked.emojis.filter(animated=emoji.animated).count() >= limits.EMOJIS_PER_GUILD:
            raise MaximumAnimatedEmojis if emoji.animated else MaximumEmojis
        emoji.guild = locked
        emoji.user = User.objects.get(id=user_id_of(actor))
        emoji.save(force_insert=True)
        audit_log.record(
            actor,
            locked,
            AuditLogEvent.EMOJI_CREATE,
            emoji.id,
            changes=[audit_log.change("name", None, emoji.name)],
            reason=reason,
        )
        events.emojis_updated(locked)


def update_emoji(
    actor: Actor, emoji: Emoji, values: Mapping[str, Any], *, reason: str | None = None
) -> Emoji:
    with acting(actor, emoji.guild_id or 0) as (guild, standing):
        found = changeable(guild, standing, emoji)
        if "name" in values:
            check_name(values["name"])
        check_roles(guild, values.get("roles", ()))
        changed = apply(found, values)
        if changed:
            found.save(update_fields=list(changed))
            audit_log.record(
                actor,
                guild,
                AuditLogEvent.EMOJI_UPDATE,
                found.id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
            events.emojis_updated(guild)
    return found


def delete_emoji(actor: Actor, emoji: Emoji, *, reason: str | None = None) -> None:
    with acting(actor, emoji.guild_id or 0) as (guild, standing):
        found = changeable(guild, standing, emoji)
        emoji_id, animated = found.id, found.animated
        found.delete()
        audit_log.record(
            actor,
            guild,
            AuditLogEvent.EMOJI_DELETE,
            emoji_id,
            changes=[audit_log.change("name", emoji.name, None)],
            reason=reason,
        )
        events.emojis_updated(guild)
        drop_emoji_of_sounds(guild, emoji_id)
        transaction.on_commit(lambda: drop_files(emoji_id, animated=animated))


def changeable(guild: Guild, standing: Standing, emoji: Emoji) -> Emoji:
    """Return the emoji as it is now, if the actor manages emoji, or made it and still may."""
    found = Emoji.objects.select_related("user").filter(guild=guild, id=emoji.id).first()
    if found is None:
        raise UnknownEmoji
    own = found.user_id == standing.user_id and standing.may(Permissions.CREATE_GUILD_EXPRESSIONS)
    if not (own or standing.may(Permissions.MANAGE_GUILD_EXPRESSIONS)):
        raise MissingPermissions
    return found


def check_name(name: str) -> None:
    if not NAME_MIN <= len(name) <= NAME_MAX:
        raise bad_length("name", NAME_MIN, NAME_MAX)
    if not NAME.fullmatch(name):
        message = "Only letters, digits and underscores are allowed."
        raise field_error("name", "STRING_TYPE_REGEX", message)


def check_roles(guild: Guild, roles: Collection[int]) -> None:
    if guild.roles.filter(id__in=set(roles)).count() != len(set(roles)):
        raise UnknownRole


def drop_files(emoji_id: int, *, animated: bool) -> None:
    storages[BUCKET].delete(stored_path(emoji_id, FILE, is_animated=animated))
    delete_variants(BUCKET, f"{emoji_id}/{FILE}")
