"""Where a datagram belongs: the worker's index of rooms, peers and links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media_sfu.worker.rooms import Peer, Room

if TYPE_CHECKING:
    from media_sfu.worker.bots import BotLink
    from media_sfu.worker.browsers import BrowserLink
    from media_sfu.worker.taps import RoomRecording

Link = "BotLink | BrowserLink"


class Table:
    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.peers: dict[str, Peer] = {}
        self.by_address: dict[bytes, BotLink | BrowserLink] = {}
        self.by_ssrc: dict[int, Peer] = {}  # the SSRC that a bot was told to use
        self.by_fragment: dict[bytes, BrowserLink] = {}  # ICE user name fragment
        self.recordings: dict[str, RoomRecording] = {}  # by room; they outlive it for a while
        self._ssrcs: set[int] = set()

    def room(self, room_id: str) -> Room:
        """Return a room, opened if nobody is there yet."""
        found = self.rooms.get(room_id)
        if found is None:
            found = self.rooms[room_id] = Room(room_id, self._ssrcs)
            found.recording = self.recordings.get(room_id)
        return found

    def add(self, peer: Peer) -> None:
        self.peers[peer.id] = peer
        peer.room.peers[peer.id] = peer
        self.by_ssrc[peer.ssrc] = peer

    def remove(self, peer: Peer) -> None:
        """Forget a peer whose links were closed, and its room if it was the last one."""
        room = peer.room
        self.peers.pop(peer.id, None)
        room.peers.pop(peer.id, None)
        self.by_ssrc.pop(peer.ssrc, None)
        peer.seat.taken = False
        if not room.peers and self.rooms.get(room.id) is room:
            del self.rooms[room.id]
            room.give_back()

    def forget_addresses(self, link: BotLink | BrowserLink) -> None:
        for source in [key for key, value in self.by_address.items() if value is link]:
            del self.by_address[source]
