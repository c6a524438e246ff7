"""Op 1, 5, 12 and those of browsers: how media flows, and what of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NoReturn

import redis

from config.kernel.websocket import ClosedWith
from media_sfu.rpc import Refused, WorkerUnavailable, post
from media_sfu.signalling import events
from media_sfu.signalling.codes import VoiceCloseCode, VoiceOpcode
from media_sfu.signalling.consumer import VoiceConsumer
from media_sfu.signalling.identify import MODES, crashed, malformed, no_longer_valid
from media_sfu.signalling.sessions import VoiceSession

SPEAKING_FLAGS: Final = 0b111
PRIORITY: Final = 0b100
CONNECTIONS: Final = frozenset(("publish", "subscribe"))
SSRC_MAX: Final = 2**32 - 1
CANDIDATE_LENGTH: Final = 1024
QUALITIES: Final = frozenset(("f", "h", "q", "off", "auto"))


async def select_protocol(consumer: VoiceConsumer, data: Any) -> None:
    session = consumer.identified()
    protocol = data.get("protocol") if isinstance(data, dict) else None
    match protocol:
        case "udp":
            described = await select_udp(consumer, session, data.get("data"))
        case "webrtc":
            offer = sdp_of(data.get("data", data.get("sdp")))
            described = await command(consumer, session, "publish_offer", sdp=offer)
        case _:
            raise ClosedWith(VoiceCloseCode.UNKNOWN_PROTOCOL, "Unknown protocol")
    is_first = not session.protocol
    session.protocol = protocol
    session.send(VoiceOpcode.SESSION_DESCRIPTION, description(session, described))
    if is_first:
        events.introduce(session)
    if protocol == "webrtc" and is_first:
        offered = await command(consumer, session, "subscribe")
        session.send(VoiceOpcode.SUBSCRIBE_OFFER, {"sdp": offered["sdp"]})


async def select_udp(consumer: VoiceConsumer, session: VoiceSession, data: Any) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise malformed()
    address, port, mode = (data.get(name) for name in ("address", "port", "mode"))
    if mode not in MODES:
        raise ClosedWith(VoiceCloseCode.UNKNOWN_ENCRYPTION_MODE, "Unknown encryption mode")
    if not isinstance(address, str) or type(port) is not int or not 0 < port < 65536:
        raise malformed()
    return await command(
        consumer, session, "udp_select", mode=mode, address=address[:64], port=port
    )


def description(session: VoiceSession, described: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **described,
        "audio_codec": "opus",
        "video_codec": "VP8",
        "media_session_id": session.media_session_id,
        "dave_protocol_version": 0,
    }


async def speaking(consumer: VoiceConsumer, data: Any) -> None:
    session = consumer.identified()
    flags = data.get("speaking") if isinstance(data, dict) else None
    if not isinstance(flags, int):
        raise malformed()
    flags = int(flags) & SPEAKING_FLAGS
    if "PRIORITY_SPEAKER" not in session.hearing["bits"]:
        flags &= ~PRIORITY
    if session.hearing["muted"]:
        flags = 0
    try:
        await post(session.worker, "speaking", {**session.address, "flags": flags})
    except (redis.RedisError, OSError) as error:
        raise crashed() from error


async def video(consumer: VoiceConsumer, data: Any) -> None:
    """Tell the others what somebody sends; whose SSRCs they are is known."""
    session = consumer.identified()
    if not isinstance(data, dict):
        raise malformed()
    sends_video = bool(data.get("video_ssrc")) and "STREAM" in session.hearing["bits"]
    told = {
        "audio_ssrc": session.ssrcs["ssrc"],
        "video_ssrc": session.ssrcs["video_ssrc"] if sends_video else 0,
        "rtx_ssrc": session.ssrcs["rtx_ssrc"] if sends_video else 0,
        "streams": [],
    }
    message = {
        "type": "voice.event",
        "event": "video",
        "room": session.room,
        "peer": session.peer,
        "user_id": session.user_id,
        "worker": session.worker,
        "video": told,
    }
    try:
        await consumer.board.letters.send(session.room, message)
    except (redis.RedisError, OSError) as error:
        raise crashed() from error


# Browsers


async def subscribe_answer(consumer: VoiceConsumer, data: Any) -> None:
    await command(consumer, consumer.identified(), "subscribe_answer", sdp=sdp_of(data))


async def ice_candidate(consumer: VoiceConsumer, data: Any) -> None:
    session = consumer.identified()
    connection = connection_of(data)
    candidate = data.get("candidate")
    if isinstance(candidate, dict):
        candidate = candidate.get("candidate")
    if candidate is None or candidate == "":
        return  # there are no more
    if not isinstance(candidate, str) or len(candidate) > CANDIDATE_LENGTH:
        raise malformed()
    await command(consumer, session, "candidate", connection=connection, candidate=candidate)


async def layer(consumer: VoiceConsumer, data: Any) -> None:
    session = consumer.identified()
    if not isinstance(data, dict) or not isinstance(data.get("track"), str):
        raise malformed()
    wish: dict[str, Any] = {"track": data["track"][:64]}
    if (quality := data.get("quality")) is not None:
        if quality not in QUALITIES:
            raise malformed()
        wish["quality"] = quality
    if (size := data.get("size")) is not None:
        if type(size) is not int or not 0 <= size <= 16384:
            raise malformed()
        wish["size"] = size
    await command(consumer, session, "layer", **wish)


async def restart(consumer: VoiceConsumer, data: Any) -> None:
    """Begin a connection anew on another network; the answer comes as the first one did."""
    session = consumer.identified()
    connection = connection_of(data)
    sdp = sdp_of(data) if connection == "publish" else str(data.get("sdp") or "")
    answer = await command(consumer, session, "restart_ice", connection=connection, sdp=sdp)
    if connection == "publish":
        session.send(VoiceOpcode.SESSION_DESCRIPTION, description(session, answer))
    else:
        session.send(VoiceOpcode.SUBSCRIBE_OFFER, {"sdp": answer["sdp"]})


def sdp_of(data: Any) -> str:
    sdp = data.get("sdp") if isinstance(data, dict) else data
    if not isinstance(sdp, str) or not sdp:
        raise malformed()
    return sdp


def connection_of(data: Any) -> str:
    connection = data.get("connection") if isinstance(data, dict) else None
    if connection not in CONNECTIONS:
        raise malformed()
    return str(connection)


async def command(
    consumer: VoiceConsumer, session: VoiceSession, op: str, **body: Any
) -> dict[str, Any]:
    """Have the worker do something, or raise what ends the socket."""
    try:
        return await consumer.board.call(session, op, **body)
    except Refused as refused:
        refuse(refused)
    except (WorkerUnavailable, redis.RedisError, OSError) as error:
        raise crashed() from error


def refuse(refused: Refused) -> NoReturn:
    if refused.code in {"stale", "unknown_peer", "forbidden"}:
        raise no_longer_valid() from refused
    if refused.code in {"invalid", "unsupported"}:
        raise ClosedWith(VoiceCloseCode.BAD_REQUEST, refused.message[:100]) from refused
    raise crashed() from refused
