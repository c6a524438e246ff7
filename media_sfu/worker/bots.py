"""A client of the ``udp`` protocol: one socket of its own, one key for both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from media_sfu.worker.rtpsize import Session
from media_sfu.worker.voices import Voice

if TYPE_CHECKING:
    from media_sfu.worker.rooms import Peer


class BotLink:
    """Where a bot is and how it encrypts.

    Nothing is sent to an address on a client's word: it must have asked for its address from
    there, or have sent something that its key opens.
    """

    __slots__ = ("discovered", "peer", "session", "source", "target", "voice")

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.voice: Voice = peer.voice("microphone", peer.ssrc)
        self.session: Session | None = None
        self.discovered: dict[bytes, None] = {}  # the newest last
        self.source: bytes | None = None
        self.target: Any = None
