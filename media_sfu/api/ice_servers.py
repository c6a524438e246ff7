"""How browsers get through where UDP does not."""

from __future__ import annotations

from config.kernel.views import ApiRequest, ApiView, operation
from media_sfu.ice_servers import IceServersPayload, ice_servers


class IceServers(ApiView):
    @operation(output=IceServersPayload)
    def get(self, request: ApiRequest) -> IceServersPayload:
        return ice_servers(request.user.id)
