"""Application commands, global and of guilds, for an application's bot and its owner."""

from __future__ import annotations

from typing import Any

from accounts.access import any_application
from config.kernel.fields import UNSET, Bits, Body, Snowflake, UnsetType
from config.kernel.views import Answer, ApiRequest, ApiView, operation
from messaging.command_payloads import (
    CommandPayload,
    CommandPermissionsPayload,
    command_list,
    command_payload,
    command_permissions_payload,
)
from messaging.models import CommandPermissions
from messaging.services.command_permissions import permissions_of, set_command_permissions
from messaging.services.commands import (
    access_commands,
    create_command,
    delete_command,
    overwrite_commands,
    update_command,
)

Localizations = dict[str, str | None]


# By its own credentials, an application manages its commands without a bot.
UPDATE_COMMANDS = ("applications.commands.update",)


class CommandFields(Body, kw_only=True):
    name_localizations: Localizations | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    description_localizations: Localizations | UnsetType | None = UNSET
    options: list[Any] | UnsetType | None = UNSET
    default_member_permissions: Bits | UnsetType | None = UNSET
    dm_permission: bool | UnsetType | None = UNSET
    contexts: list[int] | UnsetType | None = UNSET
    integration_types: list[int] | UnsetType | None = UNSET
    nsfw: bool | UnsetType | None = UNSET
    handler: int | UnsetType | None = UNSET


class NewCommand(CommandFields, kw_only=True):
    name: str
    type: int | None = None


class ListedCommand(NewCommand, kw_only=True):
    id: Snowflake | None = None


class CommandChanges(CommandFields):
    name: str | UnsetType = UNSET


class CommandsQuery(Body):
    with_localizations: bool = False


class PermissionBody(Body):
    id: Snowflake
    type: int
    permission: bool


class PermissionsBody(Body):
    permissions: list[PermissionBody] | None = None


class Commands(ApiView):
    """Commands of an application, of all guilds or (with ``guild_id``) of one."""

    @operation(
        scopes=UPDATE_COMMANDS,
        query=CommandsQuery,
        output=list[CommandPayload],
        per="application_id",
    )
    def get(
        self,
        request: ApiRequest,
        *,
        application_id: int,
        guild_id: int | None = None,
        query: CommandsQuery,
    ) -> list[dict[str, Any]]:
        scope = access_commands(request.user, application_id, guild_id)
        locale = None if query.with_localizations else locale_of(request)
        return command_list(scope.commands(), locale=locale)

    @operation(
        scopes=UPDATE_COMMANDS,
        body=NewCommand,
        output=CommandPayload,
        also={201: CommandPayload},
        bucket="create-command",
        per="application_id",
    )
    def post(
        self,
        request: ApiRequest,
        *,
        application_id: int,
        guild_id: int | None = None,
        body: NewCommand,
    ) -> Answer:
        scope = access_commands(request.user, application_id, guild_id)
        command, is_new = create_command(scope, body.given())
        return Answer(command_payload(command), status=201 if is_new else 200)

    @operation(
        scopes=UPDATE_COMMANDS,
        body=list[ListedCommand],
        output=list[CommandPayload],
        bucket="overwrite-commands",
        per="application_id",
    )
    def put(
        self,
        request: ApiRequest,
        *,
        application_id: int,
        guild_id: int | None = None,
        body: list[ListedCommand],
    ) -> list[dict[str, Any]]:
        scope = access_commands(request.user, application_id, guild_id)
        commands = overwrite_commands(scope, [command.given() for command in body])
        return command_list(commands, locale=None)


class OneCommand(ApiView):
    @operation(scopes=UPDATE_COMMANDS, output=CommandPayload, per="application_id")
    def get(
        self,
        request: ApiRequest,
        *,
        application_id: int,
        guild_id: int | None = None,
        command_id: int,
    ) -> CommandPayload:
        scope = access_commands(request.user, application_id, guild_id)
        return command_payload(scope.command(command_id))

    @operation(
        scopes=UPDATE_COMMANDS,
        body=CommandChanges,
        output=CommandPayload,
        bucket="change-command",
        per="application_id",
    )
    def patch(
        self,
        request: ApiRequest,
        *,
        application_id: int,
        guild_id: int | None = None,
        command_id: int,
        body: CommandChanges,
    ) -> CommandPayload:
        scope = access_commands(request.user, application_id, guild_id)
        return command_payload(update_command(scope, command_id, body.given()))

    @operation(scopes=UPDATE_COMMANDS, status=204, bucket="change-command", per="application_id")
    def delete(
        self,
        request: ApiRequest,
        *,
        application_id: int,
        guild_id: int | None = None,
        command_id: int,
    ) -> None:
        delete_command(access_commands(request.user, application_id, guild_id), command_id)


class GuildCommandPermissions(ApiView):
    @operation(scopes=UPDATE_COMMANDS, output=list[CommandPermissionsPayload], per="guild_id")
    def get(
        self, request: ApiRequest, *, application_id: int, guild_id: int
    ) -> list[CommandPermissionsPayload]:
        scope = access_commands(request.user, application_id, guild_id)
        found = CommandPermissions.objects.filter(application=scope.application, guild_id=guild_id)
        return [command_permissions_payload(permissions) for permissions in found]


class OneCommandPermissions(ApiView):
    @operation(scopes=UPDATE_COMMANDS, output=CommandPermissionsPayload, per="guild_id")
    def get(
        self, request: ApiRequest, *, application_id: int, guild_id: int, command_id: int
    ) -> CommandPermissionsPayload:
        scope = access_commands(request.user, application_id, guild_id)
        return command_permissions_payload(permissions_of(scope.application, guild_id, command_id))

    @operation(
        scopes=("applications.commands.permissions.update",),
        who="people",
        body=PermissionsBody,
        output=CommandPermissionsPayload,
        bucket="command-permissions",
        per="guild_id",
    )
    def put(
        self,
        request: ApiRequest,
        *,
        application_id: int,
        guild_id: int,
        command_id: int,
        body: PermissionsBody,
    ) -> CommandPermissionsPayload:
        found = set_command_permissions(
            request.user,
            any_application(application_id),
            guild_id,
            command_id,
            [
                {"id": str(one.id), "type": one.type, "permission": one.permission}
                for one in body.permissions or ()
            ],
            reason=request.reason,
        )
        return command_permissions_payload(found)


def locale_of(request: ApiRequest) -> str:
    return request.http.headers.get("X-Discord-Locale") or str(request.user.locale)
