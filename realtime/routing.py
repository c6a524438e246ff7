"""Which WebSocket address is answered by what."""

from __future__ import annotations

from typing import Any, Final

from media_sfu.signalling.routing import is_voice, voice_application
from realtime.consumer import GatewayConsumer
from realtime.opcodes import Opcode
from realtime.opcodes.heartbeat import heartbeat
from realtime.opcodes.identify import identify
from realtime.opcodes.members import request_guild_members
from realtime.opcodes.presence import update_presence
from realtime.opcodes.resume import resume
from realtime.opcodes.voice import (
    request_channel_info,
    request_soundboard_sounds,
    update_voice_state,
)

GATEWAY_PATHS: Final = frozenset(("/gateway", "/gateway/", "/"))

GatewayConsumer.handlers = {
    Opcode.HEARTBEAT: heartbeat,
    Opcode.IDENTIFY: identify,
    Opcode.PRESENCE_UPDATE: update_presence,
    Opcode.VOICE_STATE_UPDATE: update_voice_state,
    Opcode.RESUME: resume,
    Opcode.REQUEST_GUILD_MEMBERS: request_guild_members,
    Opcode.REQUEST_SOUNDBOARD_SOUNDS: request_soundboard_sounds,
    Opcode.REQUEST_CHANNEL_INFO: request_channel_info,
}


async def websocket_application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve the gateway and the voice gateway; other addresses are refused in the handshake."""
    if is_voice(scope):
        await voice_application(scope, receive, send)
    elif scope["path"] in GATEWAY_PATHS:
        await GatewayConsumer(scope)(receive, send)
    else:
        await receive()
        await send({"type": "websocket.close", "code": 1000})
