"""The voice gateway as an ASGI application."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs

from media_sfu.signalling.codes import VoiceOpcode
from media_sfu.signalling.consumer import VERSIONS, VoiceConsumer
from media_sfu.signalling.identify import heartbeat, identify, resume
from media_sfu.signalling.protocols import (
    ice_candidate,
    layer,
    restart,
    select_protocol,
    speaking,
    subscribe_answer,
    video,
)

VOICE_PATHS: Final = frozenset(("/voice", "/voice/"))

VoiceConsumer.handlers = {
    VoiceOpcode.IDENTIFY: identify,
    VoiceOpcode.SELECT_PROTOCOL: select_protocol,
    VoiceOpcode.HEARTBEAT: heartbeat,
    VoiceOpcode.SPEAKING: speaking,
    VoiceOpcode.RESUME: resume,
    VoiceOpcode.VIDEO: video,
    VoiceOpcode.SUBSCRIBE_ANSWER: subscribe_answer,
    VoiceOpcode.ICE_CANDIDATE: ice_candidate,
    VoiceOpcode.LAYER: layer,
    VoiceOpcode.RESTART: restart,
}


def is_voice(scope: dict[str, Any]) -> bool:
    """Say whether a socket is for the voice gateway.

    Libraries open VOICE_SERVER_UPDATE's endpoint without a path; the version tells them from
    those of the gateway.
    """
    if scope["path"] in VOICE_PATHS:
        return True
    if scope["path"] != "/":
        return False
    return parse_qs(scope["query_string"].decode("latin-1")).get("v", [""])[-1] in VERSIONS


async def voice_application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await VoiceConsumer(scope)(receive, send)
