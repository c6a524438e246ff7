"""Applications in a guild as clients see them."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from accounts.models import Application
from accounts.payloads import UserPayload, user_payload
from guilds.models import Integration


class AccountPayload(TypedDict):
    id: str
    name: str


class IntegrationApplicationPayload(TypedDict):
    id: str
    name: str
    icon: str | None
    description: str
    summary: str  # no longer documented, but read by nextcord and Pycord
    type: None
    bot: NotRequired[UserPayload]


class PartialIntegrationPayload(TypedDict):
    """What the audit log tells of an integration."""

    id: str
    type: str
    name: str
    account: AccountPayload
    application_id: str


class IntegrationPayload(TypedDict):
    id: str
    type: str
    name: str
    account: AccountPayload
    enabled: bool
    application: IntegrationApplicationPayload
    scopes: list[str]
    user: NotRequired[UserPayload]  # who let it in, if that is known


class GatewayIntegrationPayload(IntegrationPayload):
    guild_id: str  # in INTEGRATION_CREATE and INTEGRATION_UPDATE


def account_payload(application: Application) -> AccountPayload:
    return {"id": str(application.id), "name": application.name}


def partial_integration_payload(integration: Integration) -> PartialIntegrationPayload:
    application = integration.application
    return {
        "id": str(integration.id),
        "type": "discord",
        "name": application.name,
        "account": account_payload(application),
        "application_id": str(application.id),
    }


def integration_payload(integration: Integration) -> IntegrationPayload:
    application = integration.application
    about: IntegrationApplicationPayload = {
        "id": str(application.id),
        "name": application.name,
        "icon": application.icon,
        "description": application.description,
        "summary": "",
        "type": None,
    }
    if application.bot is not None:
        about["bot"] = user_payload(application.bot)
    payload: IntegrationPayload = {
        "id": str(integration.id),
        "type": "discord",
        "name": application.name,
        "account": account_payload(application),
        "enabled": True,
        "application": about,
        "scopes": list(integration.scopes),
    }
    if integration.user is not None:
        payload["user"] = user_payload(integration.user)
    return payload


def gateway_integration_payload(integration: Integration) -> GatewayIntegrationPayload:
    return {**integration_payload(integration), "guild_id": str(integration.guild_id)}
