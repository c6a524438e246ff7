"""A browser's peer connection: one to publish, one to listen and watch."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from media_sfu.worker.srtp import Context

if TYPE_CHECKING:
    from media_sfu.worker.dtls import ServerDtls
    from media_sfu.worker.rooms import Peer
    from media_sfu.worker.seats import Line
    from media_sfu.worker.voices import Voice

PUBLISH: Final = 1  # what the pump calls these kinds of links
SUBSCRIBE: Final = 2
ADDRESSES_KEPT: Final = 16  # that a browser's checks may come from


class Credentials:
    """Our half of ICE's user names and passwords."""

    def __init__(self) -> None:
        self.fragment = secrets.token_hex(8)
        self.password = secrets.token_hex(16)


class BrowserLink:
    """State of a connection that the packet path reads. Plain slots, as it is read often."""

    __slots__ = (
        "addresses",
        "credentials",
        "described",
        "dtls",
        "heard_at",
        "kind",
        "old_credentials",
        "peer",
        "remote",
        "rx",
        "rx_session",
        "source",
        "target",
        "tracks",
        "tx",
        "tx_session",
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
        self.remote: Any = None  # what its description said
        self.tracks: dict[int, Voice] = {}
        self.described = 0  # lines of the room that a viewer has answered to

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
