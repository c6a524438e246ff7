"""Op 0 and 7: coming into a room with a grant, and going on after a lost socket. Op 3: heartbeats."""

from __future__ import annotations

import time
from typing import Any, Final

import redis

from config.kernel.transports import frame
from config.kernel.websocket import ClosedWith
from media_sfu.rpc import Refused, WorkerUnavailable
from media_sfu.signalling.admission import admit, is_there
from media_sfu.signalling.codes import VoiceCloseCode, VoiceOpcode
from media_sfu.signalling.consumer import VoiceConsumer
from media_sfu.signalling.sessions import VoiceSession
from media_sfu.signalling.switchboard import Switchboard
from media_sfu.signalling.workers import place
from media_sfu.tokens import Grant, GrantExpired, read_grant

# The modes that Discord's documentation requires and prefers.
MODES: Final = ("aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize")
ATTEMPTS: Final = 3


def malformed() -> ClosedWith:
    return ClosedWith(VoiceCloseCode.DECODE_ERROR, "Failed to decode payload")


def no_longer_valid() -> ClosedWith:
    return ClosedWith(VoiceCloseCode.SESSION_NO_LONGER_VALID, "Session no longer valid")


def crashed() -> ClosedWith:
    return ClosedWith(VoiceCloseCode.SERVER_CRASHED, "Voice server crashed")


async def heartbeat(consumer: VoiceConsumer, data: Any) -> None:
    consumer.beat()
    if isinstance(data, dict):  # since version 8
        seq = data.get("seq_ack")
        if consumer.session is not None and type(seq) is int:
            consumer.session.acknowledge(seq)
        consumer.send(VoiceOpcode.HEARTBEAT_ACK, {"t": data.get("t")})
    else:
        consumer.send(VoiceOpcode.HEARTBEAT_ACK, data)


async def identify(consumer: VoiceConsumer, data: Any) -> None:
    if consumer.session is not None:
        raise ClosedWith(VoiceCloseCode.ALREADY_AUTHENTICATED, "Already authenticated")
    grant = granted_by(data)
    if parse_text(data, "user_id") != grant.user_id:
        raise ClosedWith(VoiceCloseCode.AUTHENTICATION_FAILED, "Authentication failed")
    session = VoiceSession(grant, consumer)
    consumer.session = session
    board = consumer.board
    try:
        ready = await come_in(board, session)
    except BaseException as error:
        consumer.session = None
        if not session.is_over:
            board.drop(session)
            board.release(session)
        if isinstance(error, redis.RedisError | OSError):
            raise crashed() from error
        raise
    if session.is_over:  # removed meanwhile
        board.release(session)
        return
    session.send(VoiceOpcode.READY, ready)


async def come_in(board: Switchboard, session: VoiceSession) -> dict[str, Any]:
    """Have the room's worker let somebody in; return what READY says."""
    await board.add(session)
    admission = await board.in_thread(admit, session.grant)
    if admission is None:
        raise no_longer_valid()
    session.peer, session.generation = admission.peer, admission.generation
    session.hearing = admission.hearing
    joined = await join(board, session)
    await board.letters.send(
        session.room,
        {
            "type": "voice.superseded",
            "room": session.room,
            "peer": session.peer,
            "generation": session.generation,
        },
    )
    session.ssrcs = {name: joined[name] for name in ("ssrc", "video_ssrc", "rtx_ssrc")}
    for other in joined["peers"]:
        known = {"ssrc": other["ssrc"], "speaking": other["flags"], "tracks": other["tracks"]}
        session.others.setdefault(other["user_id"], known)
    return ready(joined)


async def join(board: Switchboard, session: VoiceSession) -> dict[str, Any]:
    for _ in range(ATTEMPTS):
        worker = await place(session.room)
        if worker is None:
            break
        session.worker = worker
        session.renewed_at = time.monotonic()
        try:
            joined = await board.letters.call(worker, "join", board.joining(session))
            await board.call(session, "mute", **session.hearing)
        except WorkerUnavailable:
            continue  # by now it is known to be dead, or it is not
        except Refused as refused:
            if refused.code in {"stale", "forbidden"}:
                raise no_longer_valid() from refused
            raise ClosedWith(VoiceCloseCode.SERVER_NOT_FOUND, refused.message[:100]) from refused
        return joined
    raise ClosedWith(VoiceCloseCode.SERVER_NOT_FOUND, "No voice server")


def ready(joined: dict[str, Any]) -> dict[str, Any]:
    addresses = joined["addresses"]
    # Clients of the udp protocol take one address, and few know IPv6.
    ip, port = next((one for one in addresses if ":" not in one[0]), addresses[0])
    stream = {
        "type": "video",
        "rid": "100",
        "quality": 100,
        "active": False,
        "ssrc": joined["video_ssrc"],
        "rtx_ssrc": joined["rtx_ssrc"],
    }
    return {
        "ssrc": joined["ssrc"],
        "ip": ip,
        "port": port,
        "modes": list(MODES),
        "experiments": [],
        "streams": [stream],
        "addresses": addresses,
    }


async def resume(consumer: VoiceConsumer, data: Any) -> None:
    if consumer.session is not None:
        raise ClosedWith(VoiceCloseCode.ALREADY_AUTHENTICATED, "Already authenticated")
    grant = granted_by(data)
    seq = data.get("seq_ack", -1)
    if type(seq) is not int:
        raise malformed()
    board = consumer.board
    try:
        await board.letters.join(grant.room)
        found = await board.find(grant) if await board.in_thread(is_there, grant) else None
        missed = found.missed_since(seq) if found is not None else None
        if found is None or missed is None:
            if found is not None:
                board.end(found, VoiceCloseCode.SESSION_NO_LONGER_VALID)
            board.leave_if_empty(grant.room)
            raise no_longer_valid()
        await board.attach(found, consumer)
    except (redis.RedisError, OSError) as error:
        raise crashed() from error
    consumer.write([frame(text) for text in missed])
    consumer.send(VoiceOpcode.RESUMED, None)


def granted_by(data: Any) -> Grant:
    """Return the grant that a client shows for the session and the guild that it names."""
    token, server_id, session_id = (
        parse_text(data, name) for name in ("token", "server_id", "session_id")
    )
    try:
        grant = read_grant(token)
    except GrantExpired:
        raise no_longer_valid() from None
    if grant is None or grant.server_id != server_id:
        raise ClosedWith(VoiceCloseCode.AUTHENTICATION_FAILED, "Authentication failed")
    if grant.session_id != session_id:
        raise no_longer_valid()
    return grant


def parse_text(data: Any, name: str) -> str:
    value = data.get(name) if isinstance(data, dict) else None
    if type(value) is int:
        return str(value)
    if not isinstance(value, str) or not value.isascii():
        raise malformed()
    return value
