"""Applications: a bot's view of its own, and a developer's view of theirs."""

from __future__ import annotations

from typing import TypedDict

from accounts.access import access_application
from accounts.models import Application
from accounts.payloads import OwnApplicationPayload, own_application_payload
from accounts.selectors import applications_of
from accounts.services import applications as services
from accounts.services.clients import has_client_secret, reset_client_secret
from accounts.services.second_factor import step_up
from config.kernel.errors import MissingAccess, UnknownApplication
from config.kernel.fields import UNSET, Bits, Body, UnsetType
from config.kernel.views import ApiRequest, ApiView, operation


class BotToken(TypedDict):
    token: str


class ClientSecret(TypedDict):
    secret: str


class NewApplication(Body):
    name: str
    description: str = ""


class Confirmation(Body):
    """What its owner shows before a secret is replaced: see ``second_factor.step_up``."""

    code: str | None = None
    password: str | None = None


class InstallParams(Body):
    scopes: list[str]
    permissions: Bits


class LocalizedText(Body):
    default: str = ""


class ApplicationChanges(Body):
    name: str | UnsetType = UNSET
    description: str | LocalizedText | UnsetType | None = UNSET
    icon: str | UnsetType | None = UNSET
    flags: Bits | UnsetType | None = UNSET
    tags: list[str] | UnsetType | None = UNSET
    bot_public: bool | UnsetType = UNSET
    terms_of_service_url: str | UnsetType | None = UNSET
    privacy_policy_url: str | UnsetType | None = UNSET
    cover_image: str | UnsetType | None = UNSET
    redirect_uris: list[str] | UnsetType | None = UNSET
    public_client: bool | UnsetType = UNSET
    bot_require_code_grant: bool | UnsetType = UNSET
    install_params: InstallParams | UnsetType | None = UNSET
    custom_install_url: str | UnsetType | None = UNSET
    interactions_endpoint_url: str | UnsetType | None = UNSET
    role_connections_verification_url: str | UnsetType | None = UNSET


def change(application: Application, body: ApplicationChanges) -> OwnApplicationPayload:
    changes = body.given()
    if isinstance(changes.get("description"), LocalizedText):
        changes["description"] = changes["description"].default
    if changes.get("flags", 0) is None:
        del changes["flags"]
    if isinstance(changes.get("install_params"), InstallParams):
        asked = changes["install_params"]
        changes["install_params"] = {
            "scopes": asked.scopes,
            "permissions": str(int(asked.permissions)),
        }
    return own_application_payload(services.update_application(application, **changes))


class CurrentApplication(ApiView):
    @operation(who="bots", output=OwnApplicationPayload)
    def get(self, request: ApiRequest) -> OwnApplicationPayload:
        return own_application_payload(access_application(request.user, own_id(request)))

    @operation(who="bots", body=ApplicationChanges, output=OwnApplicationPayload)
    def patch(self, request: ApiRequest, *, body: ApplicationChanges) -> OwnApplicationPayload:
        return change(access_application(request.user, own_id(request)), body)


class Applications(ApiView):
    @operation(who="people", output=list[OwnApplicationPayload])
    def get(self, request: ApiRequest) -> list[OwnApplicationPayload]:
        return [own_application_payload(found) for found in applications_of(request.user.id)]

    @operation(who="people", body=NewApplication, output=OwnApplicationPayload, status=201)
    def post(self, request: ApiRequest, *, body: NewApplication) -> OwnApplicationPayload:
        created = services.create_application(
            request.user, name=body.name, description=body.description
        )
        return own_application_payload(created)


class OneApplication(ApiView):
    @operation(output=OwnApplicationPayload, per="application_id")
    def get(self, request: ApiRequest, *, application_id: int) -> OwnApplicationPayload:
        return own_application_payload(access_application(request.user, application_id))

    @operation(body=ApplicationChanges, output=OwnApplicationPayload, per="application_id")
    def patch(
        self, request: ApiRequest, *, application_id: int, body: ApplicationChanges
    ) -> OwnApplicationPayload:
        return change(access_application(request.user, application_id), body)

    @operation(who="people", body=Confirmation, per="application_id")
    def delete(self, request: ApiRequest, *, application_id: int, body: Confirmation) -> None:
        application = owned(request, application_id)
        step_up(request.user, code=body.code, password=body.password)
        services.delete_application(application)


class BotReset(ApiView):
    @operation(who="people", body=Confirmation, output=BotToken, per="application_id", rate=(5, 60))
    def post(self, request: ApiRequest, *, application_id: int, body: Confirmation) -> BotToken:
        application = owned(request, application_id)
        # The first token replaces nothing.
        if application.token_hash is not None:
            step_up(request.user, code=body.code, password=body.password)
        return {"token": services.reset_bot_token(application)}


class SecretReset(ApiView):
    @operation(
        who="people", body=Confirmation, output=ClientSecret, per="application_id", rate=(5, 60)
    )
    def post(self, request: ApiRequest, *, application_id: int, body: Confirmation) -> ClientSecret:
        application = owned(request, application_id)
        if has_client_secret(application):
            step_up(request.user, code=body.code, password=body.password)
        return {"secret": reset_client_secret(application)}


def own_id(request: ApiRequest) -> int:
    if request.credentials.application is None:
        raise UnknownApplication
    return int(request.credentials.application.id)


def owned(request: ApiRequest, application_id: int) -> Application:
    application = access_application(request.user, application_id)
    if application.owner_id != request.user.id:
        raise MissingAccess
    return application
