"""Voice regions, of which there is one."""

from __future__ import annotations

from config.kernel.views import ApiRequest, ApiView, operation
from guilds.access import access_guild
from guilds.payloads.regions import VoiceRegionPayload, voice_regions_payload


class Regions(ApiView):
    @operation(output=list[VoiceRegionPayload])
    def get(self, request: ApiRequest) -> list[VoiceRegionPayload]:
        return voice_regions_payload()


class GuildRegions(ApiView):
    @operation(output=list[VoiceRegionPayload], per="guild_id")
    def get(self, request: ApiRequest, *, guild_id: int) -> list[VoiceRegionPayload]:
        access_guild(request.user, guild_id)
        return voice_regions_payload()
