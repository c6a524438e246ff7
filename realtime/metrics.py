"""What Prometheus learns of the gateway."""

from __future__ import annotations

import time
from typing import Final

from prometheus_client import Counter

from config.kernel.snowflake import snowflake_ms
from config.kernel.telemetry.metrics import DELIVERY_SECONDS, SOCKETS_CLOSED, WEBSOCKETS

__all__ = ["DELIVERIES", "SESSIONS", "SOCKETS_CLOSED", "WEBSOCKETS", "observe_delivery"]

DELIVERIES: Final = Counter("gateway_deliveries_total", "Events written to gateway sockets.")
SESSIONS: Final = Counter(
    "gateway_sessions_total", "Sessions by how they began or failed to.", ["how"]
)


def observe_delivery(event_id: int) -> None:
    """Count how long an event took from its making to the sockets here."""
    DELIVERY_SECONDS.observe(max(0.0, time.time() - snowflake_ms(event_id) / 1000))
