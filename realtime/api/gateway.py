"""Where the gateway is."""

from __future__ import annotations

from typing import Any, TypedDict

from django.conf import settings

from config.kernel import log
from config.kernel.views import ApiRequest, ApiView, operation
from config.settings import limits
from realtime.opcodes.identify import IDENTIFIES_KEY

DAY_MS = 24 * 3600 * 1000


class GatewayPayload(TypedDict):
    url: str


class SessionStartLimitPayload(TypedDict):
    total: int
    remaining: int
    reset_after: int
    max_concurrency: int


class BotGatewayPayload(GatewayPayload):
    shards: int
    session_start_limit: SessionStartLimitPayload


def gateway_url(request: ApiRequest) -> str:
    """Return the gateway's address as seen from where the client is; without a query."""
    scheme = "wss" if request.http.is_secure() or settings.IS_HTTPS else "ws"
    return f"{scheme}://{request.http.get_host()}/gateway"


class GatewayView(ApiView):
    @operation(output=GatewayPayload, who="anyone")
    async def get(self, request: ApiRequest) -> GatewayPayload:
        return {"url": gateway_url(request)}


class BotGatewayView(ApiView):
    @operation(output=BotGatewayPayload, who="signed-in")
    async def get(self, request: ApiRequest) -> BotGatewayPayload:
        key = f"{IDENTIFIES_KEY}{request.user.id}"
        used: Any = await log.client().get(key)
        left: int = await log.client().pttl(key)
        total = limits.GATEWAY_IDENTIFIES_PER_DAY
        return {
            "url": gateway_url(request),
            "shards": 1,
            "session_start_limit": {
                "total": total,
                "remaining": max(0, total - int(used or 0)),
                "reset_after": left if left > 0 else DAY_MS,
                "max_concurrency": limits.GATEWAY_MAX_CONCURRENCY,
            },
        }
