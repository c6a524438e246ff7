"""What Prometheus learns of the voice gateway."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge

VOICE_SESSIONS_HERE: Final = Gauge(
    "voice_gateway_sessions",
    "Sessions of the voice gateway, with those whose socket is lost for a moment.",
    multiprocess_mode="livesum",
)
VOICE_SOCKETS_CLOSED: Final = Counter(
    "voice_gateway_closes_total", "Closed sockets of the voice gateway by close code.", ["code"]
)
