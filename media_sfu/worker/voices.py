"""A voice that is forwarded: its numbers, how loud it is, and who hears it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from media_sfu.worker.rooms import Peer
    from media_sfu.worker.rtpsize import Session
    from media_sfu.worker.seats import Line
    from media_sfu.worker.taps import Tap

CLOCK: Final = 48_000


class Voice:
    """One incoming Opus stream. Its state is that of the packet path: plain slots, no methods there.

    Outgoing numbers go on without gaps while packets are held back, so that nobody takes them for
    lost; ``shift`` is what is added to an incoming sequence number.
    """

    __slots__ = (
        "admitted",
        "blocked",
        "bots",
        "counted",
        "deaf",
        "floor",
        "forwarded",
        "gated",
        "highest",
        "last_in",
        "level_at",
        "level_tag",
        "line",
        "loud_at",
        "loudness",
        "octets",
        "peer",
        "received",
        "received_base",
        "report",
        "resync",
        "sender_report",
        "shift",
        "speaking",
        "srtp",
        "ssrc_in",
        "stamp_shift",
        "started",
        "tap",
    )

    def __init__(self, peer: Peer, line: Line, ssrc_in: int = 0) -> None:
        self.peer = peer
        self.line = line
        self.ssrc_in = ssrc_in
        self.blocked = False  # muted, or without the permission
        self.admitted = True  # among the loudest
        self.started = False
        self.resync = True
        self.shift = 0
        self.stamp_shift = 0
        self.floor = 0
        self.last_in = 0
        self.highest = 0  # extended by the number of wraps
        self.received = 0
        self.received_base = 0
        self.counted = 0  # of the received, at the last beat
        self.report: tuple[int, int] = (0, 0)  # expected and received at the last report
        self.sender_report: tuple[int, float] = (0, 0.0)  # middle of its NTP time, when it came
        self.gated = 0
        self.forwarded = 0
        self.octets = 0
        self.level_tag = -1  # first byte of the level's extension element; -1: none negotiated
        self.level_at = 16
        self.loudness = 0.0
        self.loud_at = -1e9
        self.speaking = False
        # Who hears it: (libsrtp session, target) and (session, target).
        self.srtp: list[tuple[Any, Any]] = []
        self.bots: list[tuple[Session, Any]] = []
        self.deaf: list[tuple[Any, Any]] = []
        self.tap: Tap | None = None  # where it is recorded
