"""Applications in a guild."""

from __future__ import annotations

from typing import Final

from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild
from guilds.payloads.integrations import IntegrationPayload, integration_payload
from guilds.permissions import Permissions
from guilds.services.integrations import delete_integration

AT_MOST: Final = 50


class Integrations(ApiView):
    @operation(output=list[IntegrationPayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> list[IntegrationPayload]:
        guild = access_guild(request.user, guild_id, Permissions.MANAGE_GUILD)
        found = guild.integrations.select_related("application__bot", "user").order_by("id")
        return [integration_payload(integration) for integration in found[:AT_MOST]]


class OneIntegration(ApiView):
    @operation(status=204, bucket="integrations", per="guild_id")
    def delete(self, request: ApiRequest, *, guild_id: int, integration_id: int) -> None:
        guild = access_guild(request.user, guild_id)
        delete_integration(request.user, guild, integration_id, reason=request.reason)
