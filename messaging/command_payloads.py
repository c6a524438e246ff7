"""Application commands, and who may use them, as clients see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

from messaging.models import ApplicationCommand, CommandPermissions

LOCALIZED = ("name", "description")


class CommandPayload(TypedDict):
    id: str
    application_id: str
    guild_id: NotRequired[str]  # absent for commands of all guilds
    version: str
    type: int
    name: str
    name_localizations: NotRequired[dict[str, str] | None]  # these two in full, or
    description_localizations: NotRequired[dict[str, str] | None]
    name_localized: NotRequired[str]  # these two in the reader's language
    description_localized: NotRequired[str]
    description: str
    options: NotRequired[list[dict[str, Any]]]
    default_member_permissions: str | None
    dm_permission: bool
    contexts: list[int] | None
    integration_types: list[int]
    nsfw: bool
    handler: NotRequired[int]


class CommandPermissionPayload(TypedDict):
    id: str
    type: int
    permission: bool


class CommandPermissionsPayload(TypedDict):
    id: str
    application_id: str
    guild_id: str
    permissions: list[CommandPermissionPayload]


def command_payload(command: ApplicationCommand) -> CommandPayload:
    permissions = command.default_member_permissions
    payload: CommandPayload = {
        "id": str(command.id),
        "application_id": str(command.application_id),
        "version": str(command.version),
        "type": command.type,
        "name": command.name,
        "name_localizations": command.name_localizations,
        "description": command.description,
        "description_localizations": command.description_localizations,
        "default_member_permissions": None if permissions is None else str(permissions),
        "dm_permission": command.dm_permission,
        "contexts": command.contexts,
        "integration_types": command.integration_types,
        "nsfw": command.nsfw,
    }
    if command.guild_id is not None:
        payload["guild_id"] = str(command.guild_id)
    if command.options:
        payload["options"] = command.options
    if command.handler is not None:
        payload["handler"] = command.handler
    return payload


def localized(payload: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Return a command, option or choice with its texts in one language instead of in all."""
    shown = dict(payload)
    for name in LOCALIZED:
        texts = shown.pop(f"{name}_localizations", None) or {}
        if locale in texts:
            shown[f"{name}_localized"] = texts[locale]
    for name in ("options", "choices"):
        if name in shown:
            shown[name] = [localized(part, locale) for part in shown[name]]
    return shown


def command_list(
    commands: Iterable[ApplicationCommand], *, locale: str | None
) -> list[dict[str, Any]]:
    """Return commands with all localizations, or (with a ``locale``) in one language."""
    payloads = (dict(command_payload(command)) for command in commands)
    return [payload if locale is None else localized(payload, locale) for payload in payloads]


def command_permissions_payload(found: CommandPermissions) -> CommandPermissionsPayload:
    return {
        "id": str(found.target_id),
        "application_id": str(found.application_id),
        "guild_id": str(found.guild_id),
        "permissions": found.permissions,
    }
