"""What a worker has done, for metrics and for whoever looks at a room."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from media_sfu.worker.pump import Pump
    from media_sfu.worker.rooms import Peer
    from media_sfu.worker.table import Table
    from media_sfu.worker.turns import Turns

INTERVAL: Final = 1.0
SMOOTHING: Final = 0.3


class Meter:
    """The CPU time of this process, as a share of one core."""

    def __init__(self) -> None:
        self.load = 0.0
        self._at = time.monotonic()
        self._used = time.process_time()

    def look(self, now: float) -> None:
        passed = now - self._at
        if passed < INTERVAL:
            return
        used = time.process_time()
        share = (used - self._used) / passed
        self.load += (share - self.load) * SMOOTHING
        self._at, self._used = now, used


def describe(
    table: Table, pump: Pump, turns: Turns, meter: Meter, room: str | None
) -> dict[str, Any]:
    """Return counters since the start, and the rooms with their peers (or one of them)."""
    counters = pump.counters
    sent = counters.sent
    return {
        "received": counters.received,
        "sent": sent,
        "gated": counters.gated,
        "refused": counters.refused,
        "failed": counters.failed,
        "faults": counters.faults,
        "dropped": pump.datagrams.dropped,
        "microseconds_per_packet": round(pump.seconds / sent * 1e6, 2) if sent else 0.0,
        "tick_lag": turns.lag,
        "worst_tick_lag": turns.worst_lag,
        "load": meter.load,
        "rooms": {
            found.id: {"peers": [describe_peer(peer) for peer in found.peers.values()]}
            for found in table.rooms.values()
            if room is None or found.id == room
        },
    }


def describe_peer(peer: Peer) -> dict[str, Any]:
    return {
        "peer": peer.id,
        "user_id": peer.user_id,
        "ssrc": peer.ssrc,
        "protocol": "udp" if peer.bot else "webrtc" if peer.publish or peer.subscribe else None,
        "muted": not peer.may_speak(),
        "deafened": peer.deafened,
        "speaking": bool(peer.flags),
        "voices": {
            source: {
                "received": voice.received,
                "forwarded": voice.forwarded,
                "gated": voice.gated,
                "lost": max(0, voice.highest - voice.received_base + 1 - voice.received)
                if voice.started
                else 0,
            }
            for source, voice in peer.voices.items()
        },
    }
