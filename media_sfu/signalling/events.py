"""What happens in a room, as the voice gateway tells it to each who is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from media_sfu.signalling.codes import VoiceCloseCode, VoiceOpcode
from media_sfu.signalling.sessions import VoiceSession

if TYPE_CHECKING:
    from media_sfu.signalling.switchboard import Switchboard

# Why somebody's own stay ends without anybody having asked for it.
LOST: Final = frozenset(("gone", "expired"))


def pass_on(board: Switchboard, session: VoiceSession, event: Mapping[str, Any]) -> None:
    """Tell a session what its worker reports of somebody in its room."""
    if event["worker"] != session.worker:
        return
    if event["user_id"] != session.user_id:
        tell_of_other(session, event)
    elif event.get("peer") == session.peer:
        tell_of_oneself(board, session, event)


def tell_of_oneself(board: Switchboard, session: VoiceSession, event: Mapping[str, Any]) -> None:
    match event["event"]:
        case "offer":
            session.send(VoiceOpcode.SUBSCRIBE_OFFER, {"sdp": event["sdp"]})
        case "candidate":
            told = {name: event[name] for name in ("connection", "candidate")}
            session.send(VoiceOpcode.ICE_CANDIDATE, told)
        case "quality":
            told = {name: event.get(name) for name in ("loss", "rtt", "bitrate")}
            session.send(VoiceOpcode.QUALITY, told)
        case "layers":
            told = {name: event.get(name) for name in ("track", "source", "rids", "viewers")}
            session.send(VoiceOpcode.LAYER, told)
        case "left" if event["reason"] in LOST and is_current(session, event):
            session.worker = ""
            board.end(session, VoiceCloseCode.SESSION_NO_LONGER_VALID, event["reason"])


def is_current(session: VoiceSession, event: Mapping[str, Any]) -> bool:
    return bool(event.get("generation", session.generation) >= session.generation)


def tell_of_other(session: VoiceSession, event: Mapping[str, Any]) -> None:
    """Take note of somebody else, and tell of it once the session has been described."""
    user_id = event["user_id"]
    other = session.others.setdefault(user_id, {"speaking": 0, "tracks": []})
    match event["event"]:
        case "joined":
            other["ssrc"] = event["ssrc"]
            tell(session, VoiceOpcode.CLIENTS_CONNECT, {"user_ids": [user_id]})
        case "speaking":
            other |= {"ssrc": event["ssrc"], "speaking": event["flags"]}
            tell(session, VoiceOpcode.SPEAKING, speaking(user_id, other))
        case "tracks":
            other["tracks"] = event["tracks"]
            tell(session, VoiceOpcode.TRACKS, {"user_id": user_id, "tracks": event["tracks"]})
        case "video":
            tell(session, VoiceOpcode.VIDEO, {"user_id": user_id, **event["video"]})
        case "left":
            del session.others[user_id]
            tell(session, VoiceOpcode.CLIENT_DISCONNECT, {"user_id": user_id})


def tell(session: VoiceSession, opcode: VoiceOpcode, data: Any) -> None:
    if not session.protocol:
        return  # ``introduce`` will
    if opcode == VoiceOpcode.TRACKS and session.protocol != "webrtc":
        return
    session.send(opcode, data)


def introduce(session: VoiceSession) -> None:
    """Tell who is there already, and what they do."""
    if session.others:
        session.send(VoiceOpcode.CLIENTS_CONNECT, {"user_ids": list(session.others)})
    for user_id, other in session.others.items():
        if other["speaking"]:
            session.send(VoiceOpcode.SPEAKING, speaking(user_id, other))
        if other["tracks"]:
            tell(session, VoiceOpcode.TRACKS, {"user_id": user_id, "tracks": other["tracks"]})


def speaking(user_id: str, other: Mapping[str, Any]) -> dict[str, Any]:
    return {"user_id": user_id, "ssrc": other["ssrc"], "speaking": other["speaking"]}
