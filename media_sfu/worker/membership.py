"""Who is in which room, for how long, and with which rights."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from media_sfu.worker import commands, fanout
from media_sfu.worker.errors import CommandRefused
from media_sfu.worker.rooms import PRIORITY, SPEAKING, Peer
from media_sfu.worker.table import Table

Event = dict[str, Any]

LARGEST_ROOM: Final = 500  # peers; a stage is the largest room that Discord knows


class Membership:
    """Carries out the commands about peers. ``close_links`` ends what a peer is connected with."""

    def __init__(
        self,
        table: Table,
        on_event: Callable[[Event], None],
        close_links: Callable[[Peer], None],
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.table = table
        self._on_event = on_event
        self._close_links = close_links
        self._wall = wall

    def tell(self, kind: str, peer: Peer, **fields: Any) -> None:
        self._on_event(
            {
                "type": kind,
                "room": peer.room.id,
                "peer": peer.id,
                "user_id": peer.user_id,
                "generation": peer.generation,
                **fields,
            }
        )

    def find(self, body: commands.Command) -> Peer:
        """Raise CommandRefused unless the command is for a peer that is there, and not outdated."""
        peer = self.table.peers.get(body.peer)
        if peer is None or peer.room.id != body.room:
            raise CommandRefused("unknown_peer", "Nobody of this id is in the room")
        if body.generation < peer.generation:
            raise CommandRefused("stale", "A newer session of the peer is there")
        return peer

    def join(self, body: commands.Join) -> Peer:
        """Let somebody in, or renew the grant of somebody who is in."""
        if body.expires <= self._wall():
            raise CommandRefused("forbidden", "The grant has expired")
        peer = self.table.peers.get(body.peer)
        if peer is not None:
            if body.generation < peer.generation:
                raise CommandRefused("stale", "A newer session of the peer is there")
            if peer.room.id != body.room or peer.user_id != body.user_id:
                self.remove(peer, "gone")
                peer = None
            elif body.generation > peer.generation:
                self._close_links(peer)
                peer.generation = body.generation
                peer.is_connected = peer.has_published = False
        if peer is None:
            peer = self._seat(body)
        peer.bits = body.bits
        peer.expires = body.expires
        fanout.renew(peer.room)
        return peer

    def connected(self, peer: Peer) -> None:
        """Tell the others of somebody whose first connection stands."""
        if not peer.is_connected:
            peer.is_connected = True
            camera = peer.seat.lines["camera"]
            self.tell(
                "joined",
                peer,
                ssrc=peer.ssrc,
                video_ssrc=camera.ssrc,
                rtx_ssrc=camera.rtx_ssrc,
            )

    def _seat(self, body: commands.Join) -> Peer:
        room = self.table.room(body.room)
        if len(room.peers) >= LARGEST_ROOM:
            raise CommandRefused("full", "The room is full")
        peer = Peer(body.peer, body.user_id, room, body.generation)
        self.table.add(peer)
        return peer

    def find_if_there(self, body: commands.Command) -> Peer | None:
        """Return None for a peer that has left, as may happen while a command is on its way."""
        try:
            return self.find(body)
        except CommandRefused as refusal:
            if refusal.code == "unknown_peer":
                return None
            raise

    def leave(self, body: commands.Leave) -> None:
        peer = self.find_if_there(body)
        if peer is not None:
            self.remove(peer, body.reason)

    def close_room(self, body: commands.OfRoom) -> None:
        room = self.table.rooms.get(body.room)
        for peer in list(room.peers.values()) if room else ():
            self.remove(peer, "kicked")

    def remove(self, peer: Peer, reason: str) -> None:
        self._close_links(peer)
        self.table.remove(peer)
        peer.voices.clear()
        fanout.renew(peer.room)
        self.tell("left", peer, reason=reason)

    def mute(self, body: commands.Mute) -> Peer | None:
        peer = self.find_if_there(body)
        if peer is None:
            return None
        if body.muted is not None:
            peer.muted = body.muted
        if body.deafened is not None:
            peer.deafened = body.deafened
        if body.bits is not None:
            peer.bits = body.bits
        fanout.renew(peer.room)
        if not peer.may_speak():
            self.set_flags(peer, 0)
        return peer

    def speaking(self, body: commands.Speaking) -> None:
        """Tell the others what somebody says of itself, as far as it is allowed."""
        peer = self.find(body)
        flags = body.flags if peer.may_speak() else 0
        if "PRIORITY_SPEAKER" not in peer.bits:
            flags &= ~PRIORITY
        self.set_flags(peer, flags)

    def set_flags(self, peer: Peer, flags: int) -> None:
        if flags != peer.flags:
            peer.flags = flags
            self.tell("speaking", peer, ssrc=peer.ssrc, flags=flags)

    def note_voice(self, peer: Peer, *, is_loud: bool) -> None:
        """Tell the others when a browser's voice begins and ends."""
        flags = peer.flags | SPEAKING if is_loud else peer.flags & ~SPEAKING
        self.set_flags(peer, flags if peer.may_speak() else 0)

    def expire(self) -> None:
        now = self._wall()
        for peer in [peer for peer in self.table.peers.values() if peer.expires <= now]:
            self.remove(peer, "expired")
