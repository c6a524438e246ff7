"""What a worker has done, for metrics and for whoever looks at a room."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from media_sfu.worker.media import MediaWorker
    from media_sfu.worker.pictures import Picture
    from media_sfu.worker.rooms import Peer
    from media_sfu.worker.voices import Voice

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


def describe(worker: MediaWorker, room: str | None) -> dict[str, Any]:
    """Return counters since the start, and the rooms with their peers (or one of them).

    ``tick_lag_ms``, ``us_per_packet`` and ``load`` are gauges.
    """
    counters, video = worker.pump.counters, worker.video
    sent = counters.sent + video.sent
    return {
        "packets_in": counters.received,
        "packets_out": worker.datagrams.sent,
        "bytes_in": worker.datagrams.bytes_in,
        "bytes_out": worker.datagrams.bytes_out,
        "forwarded": sent,
        "drops": worker.datagrams.dropped + counters.failed + video.failed,
        "gated": counters.gated,
        "refused": counters.refused,
        "faults": counters.faults,
        "pli": worker.keys.asked,
        "nack": worker.feedback.nacks,
        "resent": worker.feedback.resent,
        "tick_lag_ms": round(worker.turns.lag * 1000, 3),
        "worst_tick_lag_ms": round(worker.turns.worst_lag * 1000, 3),
        "us_per_packet": round(worker.pump.seconds / sent * 1e6, 2) if sent else 0.0,
        "load": round(worker.meter.load, 4),
        "rooms": {
            found.id: {peer.id: describe_peer(peer) for peer in found.peers.values()}
            for found in worker.table.rooms.values()
            if room is None or found.id == room
        },
    }


def describe_peer(peer: Peer) -> dict[str, Any]:
    link = peer.subscribe
    return {
        "user_id": peer.user_id,
        "ssrc": peer.ssrc,
        "kind": "udp" if peer.bot else "webrtc" if peer.publish or link else None,
        "muted": not peer.may_speak(),
        "deafened": peer.deafened,
        "speaking": peer.flags,
        "loss": round(link.loss, 4) if link else None,
        "rtt": round(link.round_trip, 4) if link else None,
        "voices": {source: describe_voice(voice) for source, voice in peer.voices.items()},
        "pictures": {source: describe_picture(one) for source, one in peer.pictures.items()},
    }


def describe_voice(voice: Voice) -> dict[str, Any]:
    expected = voice.highest - voice.received_base + 1 if voice.started else 0
    return {
        "received": voice.received,
        "forwarded": voice.forwarded,
        "gated": voice.gated,
        "lost": max(0, expected - voice.received),
    }


def describe_picture(picture: Picture) -> dict[str, Any]:
    return {
        "active": picture.is_active,
        "viewers": len(picture.views),
        "layers": {layer.rid: int(layer.bitrate) for layer in picture.layers.values()},
    }
