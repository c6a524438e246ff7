"""Creating, changing and deleting guilds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from accounts.services import second_factor
from config.kernel.data_uris import store_image
from config.kernel.errors import (
    CommunityChannelMustBeText,
    MissingPermissions,
    OwnershipCannotBeTransferredToBot,
    bad_length,
    field_error,
    not_a_choice,
    not_in_range,
    too_long,
)
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds import events, signals
from guilds.models import AuditLogEvent, Channel, ChannelType, Guild, Member, Role
from guilds.permissions import DEFAULT_EVERYONE, Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply, permissions_changed
from guilds.services.guild_features import (
    CHANNELS_OF_COMMUNITIES,
    check_community,
    with_features,
)
from guilds.services.memberships import enter_guild, lock_user_with_room

LOCALES: Final = (
    "ar", "bg", "cs", "da", "de", "el", "en-GB", "en-US", "es-419", "es-ES", "fi", "fr", "he",
    "hi", "hr", "hu", "id", "it", "ja", "ko", "lt", "nl", "no", "pl", "pt-BR", "ro", "ru", "sv-SE",
    "th", "tr", "uk", "vi", "zh-CN", "zh-TW",
)  # fmt: skip
AFK_TIMEOUTS: Final = (60, 300, 900, 1800, 3600)
CHOICES: Final[Mapping[str, Collection[int]]] = {
    "verification_level": range(5),
    "default_message_notifications": range(2),
    "explicit_content_filter": range(3),
    "nsfw_level": range(4),
    "afk_timeout": AFK_TIMEOUTS,
}
# Images are given as data URIs and kept as hashes; a splash has the shape of a banner.
IMAGES: Final[Mapping[str, str]] = {
    "icon": "icons",
    "banner": "banners",
    "splash": "banners",
    "discovery_splash": "banners",
    "home_header": "banners",
}
# Fields that name a channel of the guild, and of which type it has to be.
CHANNEL_FIELDS: Final[Mapping[str, Collection[int]]] = {
    "afk_channel_id": (ChannelType.GUILD_VOICE,),
    "system_channel_id": (ChannelType.GUILD_TEXT, ChannelType.GUILD_ANNOUNCEMENT),
    "rules_channel_id": (ChannelType.GUILD_TEXT,),
    "public_updates_channel_id": (ChannelType.GUILD_TEXT,),
    "safety_alerts_channel_id": (ChannelType.GUILD_TEXT,),
}
# Changes of what who may do what, or when, is decided on.
DECISIVE: Final = frozenset(("owner_id", "verification_level"))


@transaction.atomic
def create_guild(owner: User, *, name: str, **values: Any) -> Guild:
    """Found a guild, with the channels a new one has; ``owner`` is its first member."""
    owner = lock_user_with_room(owner.id)
    name = cleaned_name(name)
    check_values(values)
    guild_id = next_snowflake()
    application = getattr(owner, "bot_application", None) if owner.bot else None
    guild = Guild.objects.create(
        id=guild_id,
        name=name,
        owner=owner,
        application_id=application.id if application is not None else None,
        **with_stored_images(guild_id, values),
    )
    Role.objects.create(
        id=guild.id, guild=guild, name="@everyone", permissions=int(DEFAULT_EVERYONE)
    )
    text = add_category(guild, "Text Channels", 0)
    voice = add_category(guild, "Voice Channels", 1)
    general = Channel.objects.create(
        guild=guild, type=ChannelType.GUILD_TEXT, name="general", parent=text
    )
    Channel.objects.create(guild=guild, type=ChannelType.GUILD_VOICE, name="General", parent=voice)
    guild.system_channel_id = general.id
    guild.save(update_fields=["system_channel_id"])
    enter_guild(guild, owner)
    return guild


def add_category(guild: Guild, name: str, position: int) -> Channel:
    return Channel.objects.create(
        guild=guild, type=ChannelType.GUILD_CATEGORY, name=name, position=position
    )


def update_guild(
    actor: Actor,
    guild: Guild,
    values: Mapping[str, Any],
    *,
    code: str | None = None,
    reason: str | None = None,
) -> Guild:
    """Change what ``values`` names.

    ``owner_id`` hands the guild over; an owner with a second factor gives a ``code`` of it.
    ``features`` is the whole list, of which the mutable ones count. Images are stored before the guild is locked, as that takes its time: the caller has checked
    that the actor may change the guild.
    """
    values = with_stored_images(guild.id, values)
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, standing):
        wanted = dict(values)
        if "name" in wanted:
            wanted["name"] = cleaned_name(wanted["name"])
        if len(wanted.get("description") or "") > limits.GUILD_DESCRIPTION_LENGTH:
            raise too_long("description", limits.GUILD_DESCRIPTION_LENGTH)
        check_values(wanted)
        for field, types in CHANNEL_FIELDS.items():
            if wanted.get(field) is not None:
                check_channel(locked, field, wanted[field], types)
        if "features" in wanted:
            wanted = with_features(locked, standing, wanted, wanted["features"])
        check_community(locked, wanted)
        if "owner_id" in wanted and wanted["owner_id"] != locked.owner_id:
            if not standing.is_owner:
                raise MissingPermissions
            check_new_owner(locked, wanted["owner_id"])
            if not standing.is_operator:
                second_factor.confirm(locked.owner, code)
        changed = apply(locked, wanted)
        if changed:
            locked.save(update_fields=["owner" if f == "owner_id" else f for f in changed])
            if DECISIVE & changed.keys():
                permissions_changed(locked)
            audit_log.record(
                actor,
                locked,
                AuditLogEvent.GUILD_UPDATE,
                locked.id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
            events.guild_updated(locked, keeps_access="owner_id" not in changed)
    return locked


def with_stored_images(guild_id: int, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with data URIs of images stored and replaced by their hashes."""
    stored = dict(values)
    for field, bucket in IMAGES.items():
        if stored.get(field) is not None:
            stored[field] = store_image(bucket, guild_id, stored[field], field=field)
    return stored


def delete_guild(actor: Actor, guild: Guild, *, code: str | None = None) -> None:
    """Delete a guild with everything in it; only its owner may, with a code of a second factor."""
    with acting(actor, guild.id) as (locked, standing):
        if not standing.is_owner:
            raise MissingPermissions
        if not standing.is_operator:
            second_factor.confirm(locked.owner, code)
        events.guild_deleted(locked)
        channel_ids = list(locked.channels.values_list("id", flat=True))
        signals.channels_deleting.send(Guild, guild=locked, channel_ids=channel_ids)
        permissions_changed(locked)
        locked.delete()


def cleaned_name(name: str) -> str:
    name = name.strip()
    low, high = limits.GUILD_NAME_MIN_LENGTH, limits.GUILD_NAME_MAX_LENGTH
    if not low <= len(name) <= high:
        raise bad_length("name", low, high)
    return name


def check_values(values: Mapping[str, Any]) -> None:
    locale = values.get("preferred_locale")
    if locale is not None and locale not in LOCALES:
        raise not_a_choice("preferred_locale", LOCALES)
    flags = values.get("system_channel_flags")
    if flags is not None and not 0 <= flags < 1 << 31:
        raise not_in_range("system_channel_flags", 0, (1 << 31) - 1)
    for field, choices in CHOICES.items():
        if field in values and values[field] not in choices:
            raise not_a_choice(field, choices)


def check_channel(guild: Guild, field: str, channel_id: int, types: Collection[int]) -> None:
    found = guild.channels.filter(id=channel_id).first()
    if found is not None and found.type not in types and field in CHANNELS_OF_COMMUNITIES:
        raise CommunityChannelMustBeText
    if found is None or found.type not in types:
        raise field_error(field, "CHANNEL_INVALID", "Invalid channel")


def check_new_owner(guild: Guild, user_id: int) -> None:
    member = Member.objects.select_related("user").filter(guild=guild, user_id=user_id).first()
    if member is None:
        raise field_error("owner_id", "BASE_TYPE_CHOICES", "The new owner must be a member.")
    if member.user.bot:
        raise OwnershipCannotBeTransferredToBot
