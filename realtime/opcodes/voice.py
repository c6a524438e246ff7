"""Op 4: joining, moving in and leaving voice. Its form is checked; there is no voice yet."""

from __future__ import annotations

from typing import Any

from config.kernel.websocket import ClosedWith
from realtime.close_codes import CloseCode
from realtime.consumer import GatewayConsumer
from realtime.parsing import parse_id


async def update_voice_state(consumer: GatewayConsumer, data: Any) -> None:
    if consumer.session is None:
        raise ClosedWith(CloseCode.NOT_AUTHENTICATED, "Not authenticated")
    if not isinstance(data, dict):
        raise ClosedWith(CloseCode.DECODE_ERROR, "Invalid voice state")
    for name in ("guild_id", "channel_id"):
        if data.get(name) is not None:
            parse_id(data[name])
