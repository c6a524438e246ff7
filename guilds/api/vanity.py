"""The code of its own by which a guild can be joined."""

from __future__ import annotations

from typing import TypedDict

from config.kernel.fields import Body
from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild
from guilds.models import Guild
from guilds.permissions import Permissions
from guilds.services import update_vanity_url


class VanityURLPayload(TypedDict):
    code: str | None
    uses: int


class WantedCode(Body):
    code: str | None = None


class VanityURL(ApiView):
    @operation(output=VanityURLPayload, per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> VanityURLPayload:
        return payload_of(access_guild(request.user, guild_id, Permissions.MANAGE_GUILD))

    @operation(body=WantedCode, output=VanityURLPayload, bucket="vanity-url", per="guild_id")
    def patch(self, request: ApiRequest, *, guild_id: int, body: WantedCode) -> VanityURLPayload:
        guild = access_guild(request.user, guild_id)
        return payload_of(update_vanity_url(request.user, guild, body.code, reason=request.reason))


def payload_of(guild: Guild) -> VanityURLPayload:
    return {"code": guild.vanity_url_code, "uses": guild.vanity_url_uses}
