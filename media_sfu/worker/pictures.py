"""Video that is published, its layers, and who watches it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from media_sfu.worker.browsers import BrowserLink
    from media_sfu.worker.rooms import Peer
    from media_sfu.worker.seats import Line

CLOCK: Final = 90_000
RING: Final = 1024  # packets that are kept to be sent again; a second of 8 Mbps
KEPT_SECONDS: Final = 1.0
ALIVE_SECONDS: Final = 1.5  # without a packet a layer counts as paused
RANKS: Final = {"q": 0, "l": 0, "h": 1, "m": 1, "f": 2}


class Layer:
    """One incoming stream of a picture; the only one if it is not simulcast."""

    def __init__(self, picture: Picture, rid: str, ssrc_in: int) -> None:
        self.picture = picture
        self.rid = rid
        self.ssrc_in = ssrc_in
        self.started = False
        self.last_in = self.highest = self.received_base = self.received = 0
        self.report: tuple[int, int] = (0, 0)
        self.jitter = 0.0
        self.transit = 0.0
        self.packet_at = -1e9
        self.octets = 0
        self.octets_before = 0
        self.bitrate = 0.0  # of the last second
        self.missing: dict[int, int] = {}  # sequence number → how often it was asked for
        self.key_asked_at = -1e9
        self.key_is_due = False
        self.sender_report: tuple[int, float] = (0, 0.0)  # middle of its NTP time, when it came

    @property
    def link(self) -> BrowserLink | None:
        return self.picture.peer.publish


class Repair:
    """The stream in which a browser sends packets of a layer again."""

    __slots__ = ("layer",)

    def __init__(self, layer: Layer) -> None:
        self.layer = layer


class Picture:
    """What somebody shows: the camera, or the screen."""

    def __init__(self, peer: Peer, line: Line) -> None:
        self.peer = peer
        self.line = line
        self.layers: dict[str, Layer] = {}
        self.views: list[View] = []
        self.rids: list[str] = []  # of the layers that it may have, sent now or not
        self.is_offered = False  # the publisher's description has it
        self.is_active = False
        self.wanted: tuple[tuple[str, ...], int] = ((), 0)  # layers and viewers, as told
        self.blocked = False

    @property
    def track(self) -> str:
        return str(self.line.ssrc)

    def alive(self, now: float) -> list[Layer]:
        """Return the layers that are sent, the smallest first."""
        found = [layer for layer in self.layers.values() if now - layer.packet_at < ALIVE_SECONDS]
        return sorted(found, key=lambda layer: (RANKS.get(layer.rid, 0), layer.bitrate))


# sequence, timestamp, time, picture id, TL0 index, sequence of retransmissions
Numbers = tuple[int, int, float, int, int, int]
# payload, sequence, marker and type, timestamp, picture id, TL0 index, position of both, time
Entry = tuple[bytes, int, int, int, int, int, Any, float]


class View:
    """One viewer of one picture: which layer, and how its numbers are rewritten."""

    __slots__ = (
        "current",
        "entries",
        "floor",
        "level",
        "level_shift",
        "link",
        "octets",
        "packets",
        "picture",
        "picture_id",
        "picture_shift",
        "quality",
        "ring",
        "rtx_sequence",
        "sent_at",
        "sequence",
        "shift",
        "size",
        "stamp",
        "stamp_shift",
        "switched_at",
        "target",
    )

    def __init__(self, picture: Picture, link: BrowserLink) -> None:
        self.picture = picture
        self.link = link
        self.quality = "auto"
        self.size: int | None = None
        self.current: Layer | None = None
        self.target: Layer | None = None
        line = picture.line
        self.sequence = line.sequence
        self.stamp = line.timestamp
        self.sent_at = 0.0
        self.picture_id = self.level = 0
        self.shift = self.stamp_shift = self.picture_shift = self.level_shift = self.floor = 0
        self.ring: list[Entry | None] = [None] * RING
        self.rtx_sequence = 1
        self.packets = self.octets = 0
        self.switched_at = -1e9
        if (left := link.numbers.get(line.ssrc)) is not None:
            self.sequence, self.stamp, self.sent_at, self.picture_id, self.level = left[:5]
            self.rtx_sequence = left[5]

    def numbers(self) -> Numbers:
        """Return where this ends, for the next picture under the same SSRC."""
        return (
            self.sequence,
            self.stamp,
            self.sent_at,
            self.picture_id,
            self.level,
            self.rtx_sequence,
        )


class Queue:
    """What waits to be sent to a viewer, so that a key frame does not come as one burst."""

    __slots__ = ("rate", "refilled_at", "tokens", "waiting")

    def __init__(self, now: float) -> None:
        self.rate = 0.0  # bytes per second
        self.tokens = 0.0
        self.refilled_at = now
        self.waiting: deque[tuple[View, Entry, bool]] = deque()
