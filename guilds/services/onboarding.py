"""Onboarding: questions to new members, whose answers give them roles.

https://discord.com/developers/docs/resources/guild#guild-onboarding-object
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from config.kernel.errors import (
    InvalidRole,
    MissingPermissions,
    OnboardingBelowRequirements,
    OnboardingRequirementsNotMet,
    UnknownChannel,
    UnknownRole,
    bad_length,
    field_error,
    not_a_choice,
    too_long,
)
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds import events
from guilds.models import THREAD_TYPES, AuditLogEvent, Channel, Guild, Onboarding, Role
from guilds.permissions import Permissions
from guilds.services import audit_log
from guilds.services.changes import Actor, acting, apply
from guilds.services.emoji_values import named_emoji
from guilds.standing import Standing, everyone_may

NEEDED: Final = Permissions.MANAGE_GUILD | Permissions.MANAGE_ROLES
SPEAKS: Final = Permissions.VIEW_CHANNEL | Permissions.SEND_MESSAGES
DEFAULT_CHANNELS_MIN: Final = 7
OPEN_CHANNELS_MIN: Final = 5
ADVANCED: Final = 1  # the mode in which questions count as well
TYPES: Final = (0, 1)
# Features of the guild.
ONBOARDING_ENABLED: Final = "GUILD_ONBOARDING"
EVER_ENABLED: Final = "GUILD_ONBOARDING_EVER_ENABLED"
HAS_PROMPTS: Final = "GUILD_ONBOARDING_HAS_PROMPTS"


def update_onboarding(
    actor: Actor, guild: Guild, values: Mapping[str, Any], *, reason: str | None = None
) -> Onboarding:
    """Change ``prompts`` (as a whole), ``default_channel_ids``, ``enabled`` and ``mode``.

    While it is enabled there are at least seven default channels, in five of which everyone may
    write (350000, 350001).
    """
    with acting(actor, guild.id, NEEDED) as (locked, standing):
        found = Onboarding.objects.filter(guild=locked).first()
        onboarding = found or Onboarding(guild=locked)
        wanted = dict(values)
        known = set(locked.channels.exclude(type__in=THREAD_TYPES).values_list("id", flat=True))
        if wanted.get("mode", 0) not in TYPES:
            raise not_a_choice("mode", TYPES)
        if len(wanted.get("default_channel_ids", ())) > limits.CHANNELS_PER_GUILD:
            raise bad_length("default_channel_ids", 0, limits.CHANNELS_PER_GUILD)
        if set(wanted.get("default_channel_ids", ())) - known:
            raise UnknownChannel
        if "prompts" in wanted:
            before = {prompt["id"]: prompt for prompt in onboarding.prompts}
            wanted["prompts"] = checked_prompts(locked, standing, wanted["prompts"], before, known)
        was_enabled = onboarding.enabled
        old_prompts = onboarding.prompts
        changed = apply(onboarding, wanted)
        if onboarding.enabled and not meets_requirements(locked, onboarding):
            raise OnboardingBelowRequirements if was_enabled else OnboardingRequirementsNotMet
        onboarding.save(force_insert=found is None)
        show_features(locked, onboarding)
        record_prompts(actor, locked, old_prompts, onboarding.prompts, reason)
        changed.pop("prompts", None)
        if changed or found is None:
            audit_log.record(
                actor,
                locked,
                AuditLogEvent.ONBOARDING_UPDATE if found else AuditLogEvent.ONBOARDING_CREATE,
                locked.id,
                changes=audit_log.changed(changed),
                reason=reason,
            )
    return onboarding


def show_features(guild: Guild, onboarding: Onboarding) -> None:
    """Let the guild's features say whether onboarding is there for newcomers, and asks anything."""
    features = set(guild.features) - {ONBOARDING_ENABLED, HAS_PROMPTS}
    if onboarding.enabled:
        features |= {ONBOARDING_ENABLED, EVER_ENABLED}
    if onboarding.prompts:
        features.add(HAS_PROMPTS)
    if apply(guild, {"features": sorted(features)}):
        guild.save(update_fields=["features"])
        events.guild_updated(guild, keeps_access=True)


def checked_prompts(
    guild: Guild,
    standing: Standing,
    prompts: Sequence[Mapping[str, Any]],
    before: Mapping[str, Any],
    channels: Collection[int],
) -> list[dict[str, Any]]:
    """Return prompts as they are kept; those that were not there get ids."""
    if len(prompts) > limits.ONBOARDING_PROMPTS:
        raise bad_length("prompts", 0, limits.ONBOARDING_PROMPTS)
    roles = {role.id: role for role in guild.roles.all()}
    checked = []
    for index, given in enumerate(prompts):
        path = f"prompts.{index}"
        check_text(f"{path}.title", given["title"], limits.ONBOARDING_TITLE_LENGTH)
        if given["type"] not in TYPES:
            raise not_a_choice(f"{path}.type", TYPES)
        if not 1 <= len(given["options"]) <= limits.ONBOARDING_OPTIONS:
            raise bad_length(f"{path}.options", 1, limits.ONBOARDING_OPTIONS)
        old = before.get(str(given["id"]), {"options": []})
        old_options = {option["id"]: option for option in old["options"]}
        checked.append(
            {
                "id": str(given["id"]) if "id" in old else str(next_snowflake()),
                "title": given["title"],
                "options": [
                    checked_option(
                        guild, standing, f"{path}.options.{number}", option, old_options, roles,
                        channels,
                    )
                    for number, option in enumerate(given["options"])
                ],
                "single_select": given["single_select"],
                "required": given["required"],
                "in_onboarding": given["in_onboarding"],
                "type": given["type"],
            }
        )  # fmt: skip
    return checked


def checked_option(
    guild: Guild,
    standing: Standing,
    path: str,
    given: Mapping[str, Any],
    before: Mapping[str, Any],
    roles: Mapping[int, Role],
    channels: Collection[int],
) -> dict[str, Any]:
    check_text(f"{path}.title", given["title"], limits.ONBOARDING_OPTION_TITLE_LENGTH)
    if len(given["description"] or "") > limits.ONBOARDING_OPTION_DESCRIPTION_LENGTH:
        raise too_long(f"{path}.description", limits.ONBOARDING_OPTION_DESCRIPTION_LENGTH)
    for field in ("role_ids", "channel_ids"):
        if len(given[field]) > limits.ONBOARDING_OPTION_TARGETS:
            raise bad_length(f"{path}.{field}", 0, limits.ONBOARDING_OPTION_TARGETS)
    if not given["role_ids"] and not given["channel_ids"]:
        message = "An option leads to roles or channels."
        raise field_error(f"{path}.role_ids", "BASE_TYPE_REQUIRED", message)
    if set(given["channel_ids"]) - set(channels):
        raise UnknownChannel
    old = before.get(str(given["id"]), {})
    for role_id in given["role_ids"]:
        check_role(standing, roles.get(role_id), is_new=str(role_id) not in old.get("role_ids", ()))
    return {
        "id": str(given["id"]) if old else str(next_snowflake()),
        "title": given["title"],
        "description": given["description"] or "",
        "emoji": named_emoji(guild, path, given),
        "role_ids": [str(role_id) for role_id in given["role_ids"]],
        "channel_ids": [str(channel_id) for channel_id in given["channel_ids"]],
    }


def check_role(standing: Standing, role: Role | None, *, is_new: bool) -> None:
    """Refuse roles that nobody can be given, and new ones that the actor could not give."""
    if role is None:
        raise UnknownRole
    if role.managed or role.is_everyone:
        raise InvalidRole
    if is_new and not standing.outranks(role):
        raise MissingPermissions


def check_text(path: str, text: str, longest: int) -> None:
    if not 1 <= len(text) <= longest:
        raise bad_length(path, 1, longest)


def meets_requirements(guild: Guild, onboarding: Onboarding) -> bool:
    """Say whether there is enough for everyone to see and say."""
    ids = set(onboarding.default_channel_ids)
    if onboarding.mode == ADVANCED:
        for prompt in onboarding.prompts:
            for option in prompt["options"]:
                ids |= {int(channel_id) for channel_id in option["channel_ids"]}
    everyone = Role.objects.get(id=guild.id)
    channels: list[Channel] = list(guild.channels.filter(id__in=ids).prefetch_related("overwrites"))
    is_open = [channel for channel in channels if everyone_may(channel, everyone, SPEAKS)]
    return len(channels) >= DEFAULT_CHANNELS_MIN and len(is_open) >= OPEN_CHANNELS_MIN


def record_prompts(
    actor: Actor,
    guild: Guild,
    before: Sequence[Mapping[str, Any]],
    after: Sequence[Mapping[str, Any]],
    reason: str | None,
) -> None:
    """Write what became of each question."""
    old = {prompt["id"]: prompt for prompt in before}
    new = {prompt["id"]: prompt for prompt in after}
    for prompt_id in old.keys() | new.keys():
        was, is_now = old.get(prompt_id), new.get(prompt_id)
        if was == is_now:
            continue
        if is_now is None:
            action, changes = AuditLogEvent.ONBOARDING_PROMPT_DELETE, audit_log.deleted(was or {})
        elif was is None:
            action, changes = AuditLogEvent.ONBOARDING_PROMPT_CREATE, audit_log.created(is_now)
        else:
            action = AuditLogEvent.ONBOARDING_PROMPT_UPDATE
            pairs = {name: (was[name], is_now[name]) for name in is_now}
            changes = audit_log.changed({k: v for k, v in pairs.items() if v[0] != v[1]})
        audit_log.record(actor, guild, action, int(prompt_id), changes=changes, reason=reason)
