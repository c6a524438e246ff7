"""Who hears whom, worked out when it changes and not for each packet."""

from __future__ import annotations

from typing import Any

from media_sfu.worker.rooms import Peer, Room
from media_sfu.worker.seats import Source
from media_sfu.worker.voices import Voice


def renew(room: Room) -> None:
    """Work out anew who hears whom in a room."""
    for peer in room.peers.values():
        for source, voice in peer.voices.items():
            voice.blocked = not may_be_heard(peer, source)
            connect(voice, room)
            recording = room.recording
            voice.tap = recording.tap(peer.user_id, source) if recording is not None else None
        for picture in peer.pictures.values():
            picture.blocked = not peer.may_stream()


def may_be_heard(peer: Peer, source: Source) -> bool:
    return peer.may_speak() if source == "microphone" else peer.may_stream()


def connect(voice: Voice, room: Room) -> None:
    srtp: list[tuple[Any, Any]] = []
    deaf: list[tuple[Any, Any]] = []
    bots = []
    for listener in room.peers.values():
        if listener is voice.peer:
            continue
        bot, link = listener.bot, listener.subscribe
        if (
            bot is not None
            and bot.session is not None
            and bot.target is not None
            and not listener.deafened
            and voice.line.source == "microphone"
        ):
            bots.append((bot.session, bot.target))
        if link is not None and link.is_ready_for(voice.line):
            (deaf if listener.deafened else srtp).append((link.tx_session, link.target))
    voice.srtp, voice.bots, voice.deaf = srtp, bots, deaf
