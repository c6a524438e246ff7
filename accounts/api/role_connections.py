"""Role connections of applications, and of people with them."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from accounts.access import access_application, any_application
from accounts.models import Application, RoleConnection
from accounts.services.role_connections import (
    connection_of,
    delete_connection,
    set_connection,
    set_metadata,
)
from config.kernel.errors import MissingOAuth2Scope
from config.kernel.fields import Body
from config.kernel.views import ApiRequest, ApiView, operation

WRITE = ("role_connections.write",)


class MetadataRecord(Body):
    type: int
    key: str
    name: str
    description: str
    name_localizations: dict[str, str] | None = None
    description_localizations: dict[str, str] | None = None


class ConnectionBody(Body):
    platform_name: str | None = None
    platform_username: str | None = None
    metadata: dict[str, str] | None = None


class MetadataPayload(TypedDict):
    type: int
    key: str
    name: str
    description: str
    name_localizations: NotRequired[dict[str, str]]
    description_localizations: NotRequired[dict[str, str]]


class ConnectionPayload(TypedDict):
    platform_name: NotRequired[str]
    platform_username: str | None
    metadata: dict[str, str]


class Metadata(ApiView):
    @operation(output=list[MetadataPayload], per="application_id")
    def get(self, request: ApiRequest, *, application_id: int) -> list[dict[str, Any]]:
        application = access_application(request.user, application_id)
        return list(application.role_connections_metadata)

    @operation(
        body=list[MetadataRecord],
        output=list[MetadataPayload],
        bucket="role-connection-metadata",
        per="application_id",
    )
    def put(
        self, request: ApiRequest, *, application_id: int, body: list[MetadataRecord]
    ) -> list[dict[str, Any]]:
        application = access_application(request.user, application_id)
        return set_metadata(application, [plain(record) for record in body])


class OwnConnection(ApiView):
    """What an application tells of the person in whose name it calls."""

    @operation(who="people", output=ConnectionPayload, scopes=WRITE, per="application_id")
    def get(self, request: ApiRequest, *, application_id: int) -> ConnectionPayload:
        return payload(connection_of(request.user, calling(request, application_id)))

    @operation(
        who="people",
        body=ConnectionBody,
        output=ConnectionPayload,
        scopes=WRITE,
        bucket="role-connection",
        per="application_id",
    )
    def put(
        self, request: ApiRequest, *, application_id: int, body: ConnectionBody
    ) -> ConnectionPayload:
        application = calling(request, application_id)
        return payload(
            set_connection(
                request.user,
                application,
                platform_name=body.platform_name,
                platform_username=body.platform_username,
                metadata=body.metadata,
            )
        )

    @operation(
        status=204, who="people", scopes=WRITE, bucket="role-connection", per="application_id"
    )
    def delete(self, request: ApiRequest, *, application_id: int) -> None:
        delete_connection(request.user, calling(request, application_id))


def calling(request: ApiRequest, application_id: int) -> Application:
    """Return the application whose token it is; people themselves know nothing to tell."""
    if request.credentials.scopes is None:
        raise MissingOAuth2Scope
    return any_application(application_id)


def plain(record: MetadataRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def payload(connection: RoleConnection) -> ConnectionPayload:
    shown: ConnectionPayload = {
        "platform_username": connection.platform_username,
        "metadata": connection.metadata,
    }
    if connection.platform_name is not None:
        shown["platform_name"] = connection.platform_name
    return shown
