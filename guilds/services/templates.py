"""Templates: a guild's shape, to found others after.

https://discord.com/developers/docs/resources/guild-template
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from config.kernel.errors import GuildHasTemplate, UnknownGuildTemplate, bad_length, too_long
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds.models import Channel, Guild, GuildTemplate, OverwriteType, PermissionOverwrite, Role
from guilds.permissions import ALL, Permissions
from guilds.selectors.templates import snapshot_of
from guilds.services.changes import Actor, acting, apply, user_id_of
from guilds.services.guilds import cleaned_name, with_stored_images
from guilds.services.invites import ALPHABET
from guilds.services.memberships import enter_guild, lock_user_with_room

CODE_LENGTH: Final = 12
# What a new guild, role or channel takes over as it is.
GUILD_FIELDS: Final = (
    "description", "verification_level", "default_message_notifications",
    "explicit_content_filter", "preferred_locale", "afk_timeout", "system_channel_flags",
)  # fmt: skip
ROLE_FIELDS: Final = ("name", "color", "hoist", "mentionable", "unicode_emoji")
CHANNEL_FIELDS: Final = (
    "type", "name", "position", "topic", "bitrate", "user_limit", "nsfw", "rate_limit_per_user",
    "default_auto_archive_duration", "default_reaction_emoji", "default_sort_order",
    "default_forum_layout", "default_tag_setting", "default_thread_rate_limit_per_user",
)  # fmt: skip


def create_template(
    actor: Actor, guild: Guild, *, name: str, description: str | None = None
) -> GuildTemplate:
    """Make the guild's one template, of what it is now."""
    check_texts(name, description)
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        if GuildTemplate.objects.filter(guild=locked).exists():
            raise GuildHasTemplate
        return GuildTemplate.objects.create(
            code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
            guild=locked,
            creator_id=user_id_of(actor),
            name=name,
            description=description,
            snapshot=snapshot_of(locked),
        )


def sync_template(actor: Actor, guild: Guild, code: str) -> GuildTemplate:
    """Bring a template up to what the guild is now."""
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        template = template_of(locked, code)
        template.snapshot = snapshot_of(locked)
        template.updated_at = timezone.now()
        template.save(update_fields=["snapshot", "updated_at"])
        return template


def update_template(
    actor: Actor, guild: Guild, code: str, values: Mapping[str, Any]
) -> GuildTemplate:
    """Change the name or the description of a template."""
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        template = template_of(locked, code)
        check_texts(values.get("name", template.name), values.get("description"))
        changed = apply(template, values)
        if changed:
            template.save(update_fields=list(changed))
        return template


def delete_template(actor: Actor, guild: Guild, code: str) -> GuildTemplate:
    with acting(actor, guild.id, Permissions.MANAGE_GUILD) as (locked, _):
        template = template_of(locked, code)
        GuildTemplate.objects.filter(code=code).delete()
        return template


def template_of(guild: Guild, code: str) -> GuildTemplate:
    found = GuildTemplate.objects.select_related("creator", "guild").filter(guild=guild, code=code)
    template = found.first()
    if template is None:
        raise UnknownGuildTemplate
    return template


def find_template(code: str) -> GuildTemplate:
    template = GuildTemplate.objects.select_related("creator", "guild").filter(code=code).first()
    if template is None:
        raise UnknownGuildTemplate
    return template


@transaction.atomic
def create_guild_from_template(
    owner: User, code: str, *, name: str, icon: str | None = None
) -> Guild:
    """Found a guild that has the roles and channels of a template."""
    owner = lock_user_with_room(owner.id)
    template = find_template(code)
    shape = template.snapshot
    guild_id = next_snowflake()
    guild = Guild.objects.create(
        id=guild_id,
        name=cleaned_name(name),
        owner=owner,
        **{field: shape[field] for field in GUILD_FIELDS},
        **with_stored_images(guild_id, {"icon": icon}),
    )
    role_ids = create_roles(guild, shape["roles"])
    channel_ids = create_channels(guild, shape["channels"], role_ids)
    guild.afk_channel_id = channel_ids.get(shape["afk_channel_id"])
    guild.system_channel_id = channel_ids.get(shape["system_channel_id"])
    guild.save(update_fields=["afk_channel_id", "system_channel_id"])
    GuildTemplate.objects.filter(code=code).update(usage_count=F("usage_count") + 1)
    enter_guild(guild, owner)
    return guild


def create_roles(guild: Guild, shapes: list[dict[str, Any]]) -> dict[Any, int]:
    """Create the roles, lowest first; returns their ids by their numbers in the template."""
    ids: dict[Any, int] = {}
    for position, shape in enumerate(shapes):
        role_id = guild.id if shape["id"] == 0 else next_snowflake()
        colors = shape["colors"]
        Role.objects.create(
            id=role_id,
            guild=guild,
            position=position,
            permissions=int(shape["permissions"]) & int(ALL),
            secondary_color=colors["secondary_color"],
            tertiary_color=colors["tertiary_color"],
            **{field: shape[field] for field in ROLE_FIELDS},
        )
        ids[shape["id"]] = role_id
    return ids


def create_channels(
    guild: Guild, shapes: list[dict[str, Any]], role_ids: Mapping[Any, int]
) -> dict[Any, int]:
    """Create the channels, categories first; returns their ids by their numbers."""
    ids: dict[Any, int] = {}
    for shape in sorted(shapes, key=lambda shape: shape["parent_id"] is not None):
        channel = Channel.objects.create(
            guild=guild,
            parent_id=ids.get(shape["parent_id"]),
            available_tags=[
                {**tag, "id": str(next_snowflake())} for tag in shape["available_tags"]
            ],
            **{field: shape[field] for field in CHANNEL_FIELDS},
        )
        ids[shape["id"]] = channel.id
        PermissionOverwrite.objects.bulk_create(
            PermissionOverwrite(
                channel=channel,
                target_id=role_ids[overwrite["id"]],
                type=OverwriteType.ROLE,
                allow=int(overwrite["allow"]),
                deny=int(overwrite["deny"]),
            )
            for overwrite in shape["permission_overwrites"]
        )
    return ids


def check_texts(name: str, description: str | None) -> None:
    if not 1 <= len(name) <= limits.TEMPLATE_NAME_LENGTH:
        raise bad_length("name", 1, limits.TEMPLATE_NAME_LENGTH)
    if len(description or "") > limits.TEMPLATE_DESCRIPTION_LENGTH:
        raise too_long("description", limits.TEMPLATE_DESCRIPTION_LENGTH)
