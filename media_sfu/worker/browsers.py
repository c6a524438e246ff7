"""A browser's peer connection: one to publish, one to listen and watch."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from media_sfu.worker.bandwidth import Budget
from media_sfu.worker.pictures import Queue
from media_sfu.worker.srtp import Context

if TYPE_CHECKING:
    from media_sfu.worker.descriptions import Description
    from media_sfu.worker.dtls import ServerDtls
    from media_sfu.worker.pictures import Layer, Numbers, Repair, View
    from media_sfu.worker.rooms import Peer
    from media_sfu.worker.seats import Line, Source
    from media_sfu.worker.voices import Voice

PUBLISH: Final = 1  # what the pump calls these kinds of links
SUBSCRIBE: Final = 2
ADDRESSES_KEPT: Final = 16  # that a browser's checks may come from


class Credentials:
    """Our half of ICE's user names and passwords."""

    def __init__(self, fragment: str = "", password: str = "") -> None:
        self.fragment = fragment or secrets.token_hex(8)
        self.password = password or secrets.token_hex(16)


class BrowserLink:
    """State of a connection that the packet path reads. Plain slots, as it is read often."""

    __slots__ = (
        "addresses",
        "allowed",
        "budget",
        "credentials",
        "described",
        "description",
        "dtls",
        "heard_at",
        "kind",
        "learned",
        "loss",
        "mid_id",
        "numbers",
        "offered",
        "old_credentials",
        "peer",
        "queue",
        "repaired_id",
        "reports_sent",
        "rid_id",
        "round_trip",
        "rx",
        "rx_session",
        "sections",
        "source",
        "target",
        "tracks",
        "tx",
        "tx_session",
        "version",
        "views",
    )

    def __init__(self, peer: Peer, kind: int, now: float) -> None:
        self.peer = peer
        self.kind = kind
        self.credentials = Credentials()
        self.old_credentials: Credentials | None = None  # valid until the new ones are used
        self.dtls: ServerDtls | None = None
        self.rx: Context | None = None
        self.tx: Context | None = None
        self.rx_session: Any = None
        self.tx_session: Any = None
        self.addresses: list[bytes] = []
        self.source: bytes | None = None
        self.target: Any = None
        self.heard_at = now  # the last valid connectivity check
        self.description: Description | None = None  # the browser's last
        self.version = 0  # of our own descriptions
        # Of who publishes: what its streams and sections are.
        self.tracks: dict[int, Voice | Layer | Repair] = {}
        self.learned = 0  # streams that no description named
        self.sections: dict[str, Source] = {}
        self.mid_id = self.rid_id = self.repaired_id = 0
        # Of who watches: how many of the room's lines it was offered, and has answered to.
        self.offered = 0
        self.described = 0
        self.views: dict[int, View] = {}  # by the SSRC under which a picture is sent
        self.numbers: dict[int, Numbers] = {}  # where pictures were left that are gone
        self.queue: Queue | None = Queue(now) if kind == SUBSCRIBE else None
        self.budget = Budget()
        self.allowed = 0.0  # bits per second that who publishes was told it may send
        # What its reports say: a share and seconds, smoothed.
        self.loss = 0.0
        self.round_trip = 0.0
        self.reports_sent: dict[int, float] = {}  # middle of a report's NTP time → when

    def is_ready_for(self, line: Line) -> bool:
        """Return whether a viewer can be sent a line of its room."""
        return (
            self.tx_session is not None
            and self.target is not None
            and line.mid != ""
            and int(line.mid) < self.described
        )

    def set_contexts(self, rx: Context, tx: Context) -> None:
        self.rx, self.tx = rx, tx
        self.rx_session, self.tx_session = rx.session, tx.session

    def free_contexts(self) -> None:
        self.rx_session = self.tx_session = None
        for context in (self.rx, self.tx):
            if context is not None:
                context.close()
        self.rx = self.tx = None
