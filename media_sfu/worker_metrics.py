"""What Prometheus learns of an SFU worker, taken from its own counts with every heartbeat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from prometheus_client import Counter, Gauge

# By the names that the worker has for them.
COUNTERS: Final = {
    "packets_in": Counter("sfu_packets_received_total", "Packets of media received."),
    "packets_out": Counter("sfu_packets_sent_total", "Packets of media sent."),
    "bytes_in": Counter("sfu_bytes_received_total", "Bytes of media received."),
    "bytes_out": Counter("sfu_bytes_sent_total", "Bytes of media sent."),
    "drops": Counter("sfu_packets_dropped_total", "Packets that could not be taken or sent."),
    "gated": Counter("sfu_packets_gated_total", "Packets of who is not among the loudest."),
    "refused": Counter("sfu_packets_refused_total", "Packets that nobody was known for."),
    "resent": Counter("sfu_packets_resent_total", "Packets sent again."),
    "faults": Counter("sfu_faults_total", "Packets that should have been forwarded and were not."),
    "pli": Counter("sfu_pli_total", "Key frames asked for."),
    "nack": Counter("sfu_nack_total", "Packets asked for again."),
}
GAUGES: Final = {
    "tick_lag_ms": Gauge(
        "sfu_tick_lag_milliseconds", "How late the loop is.", multiprocess_mode="livemax"
    ),
    "us_per_packet": Gauge(
        "sfu_microseconds_per_packet", "Time per packet sent.", multiprocess_mode="livemax"
    ),
    "load": Gauge(
        "sfu_load_ratio", "Share of a core that a worker uses.", multiprocess_mode="livemax"
    ),
}
ROOMS: Final = Gauge("sfu_rooms", "Rooms with somebody in them.", multiprocess_mode="livesum")
PEERS: Final = Gauge("sfu_peers", "Connections to the SFU.", multiprocess_mode="livesum")
_told: dict[str, float] = {}


def report(stats: Mapping[str, Any]) -> None:
    """Take over a worker's counts since it began."""
    for name, counter in COUNTERS.items():
        now = float(stats.get(name, 0))
        counter.inc(max(0.0, now - _told.get(name, 0.0)))
        _told[name] = now
    for name, gauge in GAUGES.items():
        gauge.set(float(stats.get(name, 0)))
    rooms = stats.get("rooms", {})
    ROOMS.set(len(rooms))
    PEERS.set(sum(map(len, rooms.values())))
