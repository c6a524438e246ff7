"""Registering application commands. What they do when somebody uses one is another matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from accounts.access import any_application
from accounts.models import Application, User
from config.kernel import ratelimits
from config.kernel.errors import (
    FormError,
    MaximumCommands,
    MaximumDailyCommands,
    MissingAccess,
    NotAuthorizedForApplication,
    UnknownApplication,
    UnknownCommand,
    UnknownGuild,
    field_error,
)
from config.kernel.fields import UNSET
from config.kernel.snowflake import next_snowflake
from config.settings import limits
from guilds.models import Guild, Member
from messaging.content import commands as rules
from messaging.content.forms import Errors, Form
from messaging.models import ApplicationCommand, CommandType

MOST: Final = {
    CommandType.CHAT_INPUT: limits.CHAT_INPUT_COMMANDS,
    CommandType.USER: limits.CONTEXT_MENU_COMMANDS,
    CommandType.MESSAGE: limits.CONTEXT_MENU_COMMANDS,
    CommandType.PRIMARY_ENTRY_POINT: 1,
}
CONTEXTS: Final = (0, 1, 2)
INTEGRATION_TYPES: Final = (0, 1)
HANDLERS: Final = (1, 2)
FIELDS: Final = (
    "name", "name_localizations", "description", "description_localizations", "options",
    "default_member_permissions", "dm_permission", "contexts", "integration_types", "nsfw",
    "handler",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scope:
    """Where commands belong: to an application everywhere, or in one guild."""

    application: Application
    guild_id: int | None = None

    def commands(self) -> QuerySet[ApplicationCommand]:
        commands = ApplicationCommand.objects.filter(application=self.application)
        if self.guild_id is None:
            return commands.filter(guild__isnull=True)
        return commands.filter(guild_id=self.guild_id)

    def command(self, command_id: int) -> ApplicationCommand:
        found = self.commands().filter(id=command_id).first()
        if found is None:
            raise UnknownCommand
        return found


def access_commands(user: User, application_id: int, guild_id: int | None = None) -> Scope:
    """Return the scope, for an application's bot and its owner."""
    application = any_application(application_id)
    if user.id not in (application.owner_id, application.bot_id):
        raise NotAuthorizedForApplication
    if guild_id is not None:
        require_in_guild(application, guild_id)
    return Scope(application, guild_id)


def require_in_guild(application: Application, guild_id: int) -> None:
    if not Guild.objects.filter(id=guild_id).exists():
        raise UnknownGuild
    if not Member.objects.filter(guild_id=guild_id, user_id=application.bot_id).exists():
        raise MissingAccess


def create_command(scope: Scope, given: Mapping[str, Any]) -> tuple[ApplicationCommand, bool]:
    """Register a command, or replace the one of that name; returns it, and if it is new."""
    wanted = checked(given)
    with locked(scope):
        alike = scope.commands().filter(type=wanted["type"], name=wanted["name"]).first()
        if alike is not None:
            write(alike, wanted)
            return alike, False
        if scope.commands().filter(type=wanted["type"]).count() >= MOST[wanted["type"]]:
            raise MaximumCommands
        return add(scope, wanted), True


def update_command(scope: Scope, command_id: int, given: Mapping[str, Any]) -> ApplicationCommand:
    """Change what is given of a command."""
    with locked(scope):
        command = scope.command(command_id)
        current = {name: getattr(command, name) for name in FIELDS}
        changes = {name: value for name, value in given.items() if value is not UNSET}
        wanted = checked({**current, **changes, "type": command.type})
        others = scope.commands().filter(type=command.type, name=wanted["name"])
        if others.exclude(id=command.id).exists():
            raise taken("name")
        write(command, wanted)
    return command


def overwrite_commands(
    scope: Scope, given: Sequence[Mapping[str, Any]]
) -> list[ApplicationCommand]:
    """Register exactly these commands; those of a name that there was keep their ids."""
    wanted = checked_list(given)
    with locked(scope):
        by_id = {command.id: command for command in scope.commands()}
        by_name = {(command.type, command.name): command for command in by_id.values()}
        kept: list[ApplicationCommand | None] = []
        for body, values in zip(given, wanted, strict=True):
            found = by_id.get(body.get("id") or 0)
            if found is None or found.type != values["type"]:
                found = by_name.get((values["type"], values["name"]))
            kept.append(None if found in kept else found)
        remaining = {command.id for command in kept if command is not None}
        scope.commands().exclude(id__in=remaining).delete()
        # Two may have exchanged their names: out of each other's way first.
        renamed = [
            command.id
            for command, values in zip(kept, wanted, strict=True)
            if command is not None and command.name != values["name"]
        ]
        for command_id in renamed:
            scope.commands().filter(id=command_id).update(name=str(command_id))
        return [
            add(scope, values) if command is None else write(command, values)
            for command, values in zip(kept, wanted, strict=True)
        ]


def delete_command(scope: Scope, command_id: int) -> None:
    with locked(scope):
        scope.command(command_id).delete()


@contextmanager
def locked(scope: Scope) -> Iterator[None]:
    """Let one change of an application's commands happen at a time."""
    with transaction.atomic():
        applications = Application.objects.select_for_update(no_key=True)
        if applications.filter(id=scope.application.id).first() is None:
            raise UnknownApplication
        yield


def add(scope: Scope, wanted: Mapping[str, Any]) -> ApplicationCommand:
    place = scope.guild_id or "everywhere"
    verdict = ratelimits.take_sync(
        f"application:{scope.application.id}:commands:{place}", limits.COMMANDS_PER_DAY
    )
    if not verdict.allowed:
        raise MaximumDailyCommands
    return ApplicationCommand.objects.create(
        application=scope.application, guild_id=scope.guild_id, **wanted
    )


def write(command: ApplicationCommand, wanted: Mapping[str, Any]) -> ApplicationCommand:
    changed = [name for name in FIELDS if getattr(command, name) != wanted[name]]
    if changed:
        for name in changed:
            setattr(command, name, wanted[name])
        command.version = next_snowflake()
        command.save(update_fields=[*changed, "version"])
    return command


def checked_list(given: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return commands as they are kept, or raise everything that is wrong with them."""
    errors: Errors = {}
    wanted = [read(body, str(index), errors) for index, body in enumerate(given)]
    seen: set[tuple[int, str]] = set()
    for index, values in enumerate(wanted):
        key = (values["type"], values["name"])
        if key in seen:
            errors.setdefault(f"{index}.name", []).append(DUPLICATE)
        seen.add(key)
    raise_errors(errors)
    for kind, most in MOST.items():
        if sum(values["type"] == kind for values in wanted) > most:
            raise MaximumCommands
    return wanted


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    errors: Errors = {}
    wanted = read(given, "", errors)
    raise_errors(errors)
    return wanted


def read(given: Mapping[str, Any], path: str, errors: Errors) -> dict[str, Any]:
    """Return the columns of a command from what a client sent."""
    form = Form(path, {name: v for name, v in given.items() if v is not UNSET}, errors)
    kind = form.integer("type", CommandType.CHAT_INPUT, CommandType.PRIMARY_ENTRY_POINT) or 1
    is_typed = kind in (CommandType.CHAT_INPUT, CommandType.PRIMARY_ENTRY_POINT)
    name = rules.read_name(form, "name", chat_input=is_typed)
    description = form.text("description", rules.DESCRIPTION_LENGTH, needed=is_typed) or ""
    options = rules.read_options(form) if kind == CommandType.CHAT_INPUT else []
    if not is_typed and description:
        message = "Context menu commands cannot have description"
        form.add("description", "APPLICATION_COMMAND_INVALID_DESCRIPTION", message)
    if kind != CommandType.CHAT_INPUT and form.data.get("options"):
        message = "Commands of this type cannot have options"
        form.add("options", "APPLICATION_COMMAND_INVALID_OPTIONS", message)
    if not errors and rules.total_length(name, description, options) > rules.TOTAL_LENGTH:
        message = f"Command exceeds maximum size ({rules.TOTAL_LENGTH})"
        form.add("", "APPLICATION_COMMAND_TOO_LARGE", message)
    permissions = form.data.get("default_member_permissions")
    return {
        "type": kind,
        "name": name,
        "name_localizations": rules.read_localizations(
            form, "name_localizations", rules.NAME_LENGTH, words=is_typed
        ),
        "description": description,
        "description_localizations": rules.read_localizations(
            form, "description_localizations", rules.DESCRIPTION_LENGTH
        ),
        "options": options,
        "default_member_permissions": None if permissions is None else int(permissions),
        "dm_permission": form.data.get("dm_permission") is not False,
        "contexts": rules.read_choices(form, "contexts", CONTEXTS) or None,
        "integration_types": rules.read_choices(form, "integration_types", INTEGRATION_TYPES)
        or [0],
        "nsfw": bool(form.data.get("nsfw")),
        "handler": form.integer("handler", HANDLERS[0], HANDLERS[-1]),
    }


DUPLICATE: Final = (
    "APPLICATION_COMMANDS_DUPLICATE_NAME",
    "Application command names must be unique",
)


def taken(path: str) -> FormError:
    return field_error(path, *DUPLICATE)


def raise_errors(errors: Mapping[str, Iterable[tuple[str, str]]]) -> None:
    if errors:
        raise FormError({path.lstrip("."): found for path, found in errors.items()})
