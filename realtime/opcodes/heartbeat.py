"""Op 1: a sign of life. Costs no query; what it renews is written for all sessions together."""

from __future__ import annotations

from typing import Any

from realtime.consumer import GatewayConsumer


async def heartbeat(consumer: GatewayConsumer, data: Any) -> None:
    consumer.beat()
    if consumer.session is not None:
        consumer.hub.presence.heartbeat(consumer.session)
    consumer.send_ack()
