"""Op 3: the client says how its user is."""

from __future__ import annotations

from typing import Any

from config.kernel.websocket import ClosedWith
from realtime.close_codes import CloseCode
from realtime.consumer import GatewayConsumer
from realtime.presence import InvalidPresence, parse_presence


async def update_presence(consumer: GatewayConsumer, data: Any) -> None:
    session = consumer.session
    if session is None:
        raise ClosedWith(CloseCode.NOT_AUTHENTICATED, "Not authenticated")
    client = session.presence.client if session.presence is not None else "web"
    try:
        said = parse_presence(data, client=client)
    except InvalidPresence:
        raise ClosedWith(CloseCode.DECODE_ERROR, "Invalid presence") from None
    await consumer.hub.presence.say(session, said)
